import { at } from "../base/assert.ts";
import { PALETTE } from "../report/marks.ts";
import type { Line, Role, Span } from "./styled.ts";

/**
 * How many colours the terminal shows; whoever calls has decided that once, Ink is not asked. `bold` is none, on a
 * screen that is drawn for people: what counts is set off by its weight.
 */
export type ColorLevel = "none" | "bold" | "16" | "256" | "truecolor";

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

/** What is not set off where there are no colours. */
const FAINT: readonly Role[] = ["plain", "quiet"];

/** A state's colour as text, and as a filled cell under a glyph that stays readable on it. */
interface StateLook {
  readonly text: Look;
  /** Null: too light a matter for a bar (ready, idle), its glyph alone is coloured. */
  readonly fill: Look | null;
}

const BLACK = 16;
const PALE_BLUE = 117;
const WHITE = 231;
const BROWN = 94;
/** Text on a background, both indexed. */
const filled = (ink: number, ground: number): string => `${indexed(ink)};48;5;${ground}`;

/** By index into PALETTE: sky, orange, purple, navy, sand; below 256 colours the nearest of the sixteen. */
const STATE_LOOKS: readonly StateLook[] = [
  { text: look("96", 0), fill: { basic: "30;106", extended: filled(BLACK, at(PALETTE, 0)) } },
  { text: look("33", 1), fill: { basic: "30;43", extended: filled(BROWN, at(PALETTE, 1)) } },
  { text: look("35", 2), fill: { basic: "97;45", extended: filled(WHITE, at(PALETTE, 2)) } },
  { text: look("94", 3), fill: { basic: "97;44", extended: filled(PALE_BLUE, at(PALETTE, 3)) } },
  { text: look("37", 4), fill: null },
];

function look(basic: string, colour: number): Look {
  return { basic, extended: indexed(at(PALETTE, colour)) };
}

/** Unicode's block elements fill their cell by themselves. */
const BLOCK = /^[\u2580-\u259f]/u;

/** The codes of a piece's look, without their introducer: `1;38;5;114`. */
export function codesFor({ text, tone }: Span, level: Exclude<ColorLevel, "none">): string {
  if (level === "bold") return typeof tone === "number" || FAINT.includes(tone) ? PLAIN : BOLD;
  // The palette is one of indexed colours: a truecolor terminal shows the very same.
  const kind = level === "16" ? "basic" : "extended";
  if (typeof tone !== "number") return LOOKS[tone][kind];
  const state = at(STATE_LOOKS, tone);
  return state.fill === null || BLOCK.test(text) ? state.text[kind] : state.fill[kind];
}

/** The line without blanks at its end: they would carry a style to the terminal's edge for nothing. */
function trimmed(line: Line): Line {
  const last = line.findLastIndex(({ text }) => text.trim() !== "");
  return line
    .slice(0, last + 1)
    .map((span, place) => (place === last ? { ...span, text: span.text.trimEnd() } : span));
}

/** The line with the escape codes that give each piece its look; without any where there are no colours. */
export function paint(line: Line, level: ColorLevel): string {
  let painted = "";
  for (const piece of trimmed(line)) {
    const { text } = piece;
    const codes = level === "none" || text.trim() === "" ? PLAIN : codesFor(piece, level);
    painted += codes === PLAIN ? text : sgr(codes) + text + RESET;
  }
  return painted;
}
