import type { ColorLevel } from "../tui/palette.ts";

/** What `--color` may say. */
export const COLOR_MODES = ["auto", "always", "never"] as const;
export type ColorMode = (typeof COLOR_MODES)[number];

/** Bits per colour, as Node's terminal table states them. */
const BITS_16 = 4;
const BITS_256 = 8;
const BITS_TRUECOLOR = 24;

/**
 * The one place that decides on colour. `--color` wins; then `FORCE_COLOR` (as in Node, it beats
 * `NO_COLOR`); then `NO_COLOR` (https://no-color.org: any text but the empty one); then whether stdout is
 * a terminal, and which. `always` without any knowledge of the terminal means 256 colours.
 */
export function colorLevel(
  mode: ColorMode,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): ColorLevel {
  if (mode === "never") return "none";
  const { NO_COLOR: unwanted, NODE_DISABLE_COLORS: _disabled, FORCE_COLOR: forced, ...terminal } = env;
  const usual = levelOfTerminal(terminal);
  if (mode === "always") return usual === "none" ? "256" : usual;
  if (forced !== undefined) return levelOfTerminal({ ...terminal, FORCE_COLOR: forced });
  if (unwanted !== undefined && unwanted !== "") return "none";
  return isTerminal ? usual : "none";
}

/** Node's table of terminals reads `FORCE_COLOR`, `TERM`, `COLORTERM` and the names of CI services. */
function levelOfTerminal(env: Readonly<Record<string, string | undefined>>): ColorLevel {
  // Loaded here, as most commands print no colour.
  const { WriteStream } = process.getBuiltinModule("node:tty");
  const bits = WriteStream.prototype.getColorDepth({ ...env });
  if (bits >= BITS_TRUECOLOR) return "truecolor";
  if (bits >= BITS_256) return "256";
  return bits >= BITS_16 ? "16" : "none";
}

/**
 * Whether to draw with ASCII only: where the locale names a character set other than UTF-8, or the
 * terminal is the Linux console or a dumb one. A locale that isn't set says nothing.
 */
export function needsAscii(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.TERM === "dumb" || env.TERM === "linux") return true;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return locale !== undefined && locale !== "" && !/utf-?8/i.test(locale);
}
