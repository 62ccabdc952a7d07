import { at } from "../base/assert.ts";
import { PALETTE } from "../report/marks.ts";
import type { Line, Role, Tone } from "./styled.ts";

/** How many colours the terminal shows; whoever calls has decided that once, Ink is not asked. */
export type ColorLevel = "none" | "16" | "256" | "truecolor";

/** Begins and ends a style: "select graphic rendition" (ECMA-48, 8.3.117). */
const sgr = (codes: string): string => `\u001b[${codes}m`;
const RESET = sgr("0");

interface Look {
  readonly basic: string;
  readonly extended: string;
}

const PLAIN = "";
const BOLD = "1";
/** Indexed foreground colour: 38;5;n (ITU-T T.416, 13.1.8). */
const indexed = (colour: number): string => `38;5;${colour}`;

const SKY = 117;
const MIDDLE_GREY = 245;
const LEAF_GREEN = 114;
const AMBER = 214;
const CORAL_RED = 203;

const LOOKS: Readonly<Record<Role, Look>> = {
  plain: { basic: PLAIN, extended: PLAIN },
  strong: { basic: BOLD, extended: BOLD },
  accent: { basic: "96", extended: indexed(SKY) },
  quiet: { basic: "90", extended: indexed(MIDDLE_GREY) },
  best: { basic: `${BOLD};32`, extended: `${BOLD};${indexed(LEAF_GREEN)}` },
  warning: { basic: `${BOLD};33`, extended: `${BOLD};${indexed(AMBER)}` },
  error: { basic: `${BOLD};91`, extended: `${BOLD};${indexed(CORAL_RED)}` },
};

/** The nearest of the sixteen colours for each of PALETTE: bright cyan, yellow, magenta, blue, white. */
const BASIC_PALETTE: readonly string[] = ["96", "33", "35", "94", "37"];

function codesFor(tone: Tone, level: Exclude<ColorLevel, "none">): string {
  if (typeof tone === "number") {
    return level === "16" ? at(BASIC_PALETTE, tone) : indexed(at(PALETTE, tone));
  }
  const { basic, extended } = LOOKS[tone];
  // The palette is one of indexed colours: a truecolor terminal shows the very same.
  return level === "16" ? basic : extended;
}

/** The line with the escape codes that give each piece its look; without any where there are no colours. */
export function paint(line: Line, level: ColorLevel): string {
  let painted = "";
  for (const { text, tone } of line) {
    const codes = level === "none" || text.trim() === "" ? PLAIN : codesFor(tone, level);
    painted += codes === PLAIN ? text : sgr(codes) + text + RESET;
  }
  return painted.trimEnd();
}
