import { columnsOf } from "../report/columns.ts";
import { toAscii } from "../report/label.ts";
import { fitting } from "../report/wrap.ts";

/** What a piece of text means; the palette alone decides how that looks. */
export type Role =
  | "plain"
  /** Names and headings. */
  | "strong"
  /** A small sign that leads the eye. */
  | "accent"
  /** What frames the numbers: captions, rules, axes. */
  | "quiet"
  | "best"
  | "warning"
  | "error";

/** A role, or the index of a state's colour as timelines use it. */
export type Tone = Role | number;

/** Text of one tone, without control characters or line ends. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}
/** One line of a screen, left to right. */
export type Line = readonly Span[];

export const EMPTY_LINE: Line = [];

export function span(text: string, tone: Tone = "plain"): Span {
  return { text, tone };
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + columnsOf(text), 0);
}

/** The line's text alone, without blanks at its end. */
export function plainText(line: Line): string {
  return line
    .map(({ text }) => text)
    .join("")
    .trimEnd();
}

/** The text, or as much of it as fits into `width` columns with an ellipsis at its end. */
export function truncate(text: string, width: number, ellipsis: string): string {
  if (columnsOf(text) <= width) return text;
  const room = width - columnsOf(ellipsis);
  return room < 0 ? fitting(ellipsis, width) : fitting(text, room).trimEnd() + ellipsis;
}

/** Blanks that fill `text` up to `width` columns. */
function filling(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - columnsOf(text)));
}
export function padEnd(text: string, width: number): string {
  return text + filling(text, width);
}
export function padStart(text: string, width: number): string {
  return filling(text, width) + text;
}

/** Cuts a line at `width` columns. */
export function clip(line: Line, width: number): Line {
  const kept: Span[] = [];
  let left = width;
  for (const { text, tone } of line) {
    if (left <= 0) break;
    const part = columnsOf(text) <= left ? text : fitting(text, left);
    kept.push({ text: part, tone });
    left -= columnsOf(part);
  }
  return kept;
}

/** `left` at the left edge and `right` at the right edge; where both don't fit, `left` gives way. */
export function justify(left: Line, right: Line, width: number, gap = 1): Line {
  const rightWidth = lineWidth(right);
  const room = Math.max(0, width - rightWidth - gap);
  const kept = clip(left, room);
  return clip(
    [...kept, span(" ".repeat(Math.max(gap, width - lineWidth(kept) - rightWidth))), ...right],
    width,
  );
}

/** Sets pieces side by side, `gap` columns apart, and goes on in a new line where one doesn't fit. */
export function flow(pieces: readonly Line[], gap: number, indent: number, width: number): Line[] {
  const lines: Span[][] = [];
  let line: Span[] = [];
  for (const piece of pieces) {
    if (line.length > 0 && lineWidth(line) + gap + lineWidth(piece) > width) {
      lines.push(line);
      line = [];
    }
    line.push(span(" ".repeat(line.length === 0 ? indent : gap)), ...piece);
  }
  if (line.length > 0) lines.push(line);
  return lines;
}

/** Lines as the terminal can take them: cut at its width, and in ASCII alone where it shows nothing else. */
export function fitted(lines: readonly Line[], width: number, ascii: boolean): Line[] {
  return lines.map((line) => {
    const shown = ascii ? line.map(({ text, tone }) => ({ text: toAscii(text), tone })) : line;
    return clip(shown, width);
  });
}
