import { at } from "../../base/assert.ts";
import { clustersOf, columnsOf } from "../../report/columns.ts";
import { type ColorLevel, codesFor } from "../palette.ts";
import type { Line, Span } from "../styled.ts";

/** Bits of a cell that hold its character; the others hold its style. */
const CHARACTER_BITS = 21;
const CHARACTER_MASK = 2 ** CHARACTER_BITS - 1;
/** Numbers from here on stand for characters of several code points. */
const FIRST_CLUSTER = 0x11_0000;
/** The right half of a wide character. */
const RIGHT_HALF = 0;
const BLANK = 0x20;
/** Reverse video (ECMA-48, 8.3.117). */
const INVERSE = "7";

/** Numbers for the looks and characters of cells. One for all frames of a session; grows by what is shown. */
export class Looks {
  readonly #level: ColorLevel;
  readonly #codes: string[] = [""];
  readonly #numbers = new Map<string, number>([["", 0]]);
  readonly #clusters: string[] = [];
  readonly #clusterNumbers = new Map<string, number>();

  constructor(level: ColorLevel) {
    this.#level = level;
  }

  /** The number of a piece's look. */
  style(piece: Span, inverse = false): number {
    const colour = this.#level === "none" ? "" : codesFor(piece, this.#level);
    const codes = inverse ? `${colour}${colour === "" ? "" : ";"}${INVERSE}` : colour;
    const known = this.#numbers.get(codes);
    if (known !== undefined) return known;
    this.#codes.push(codes);
    this.#numbers.set(codes, this.#codes.length - 1);
    return this.#codes.length - 1;
  }

  /** Codes of a style number, without their introducer. */
  codes(style: number): string {
    return at(this.#codes, style);
  }

  character(cluster: string): number {
    const [first, second] = cluster;
    if (first !== undefined && second === undefined) return first.codePointAt(0) ?? BLANK;
    const known = this.#clusterNumbers.get(cluster);
    if (known !== undefined) return known;
    this.#clusters.push(cluster);
    const number = FIRST_CLUSTER + this.#clusters.length - 1;
    this.#clusterNumbers.set(cluster, number);
    return number;
  }

  /** The text of a character number. */
  text(character: number): string {
    return character >= FIRST_CLUSTER
      ? at(this.#clusters, character - FIRST_CLUSTER)
      : String.fromCodePoint(character);
  }
}

/** A picture of cells, one number each. */
export class Grid {
  readonly width: number;
  readonly height: number;
  readonly cells: Uint32Array;
  readonly looks: Looks;

  constructor(width: number, height: number, looks: Looks) {
    this.width = width;
    this.height = height;
    this.looks = looks;
    this.cells = new Uint32Array(width * height).fill(BLANK);
  }

  copy(): Grid {
    const copied = new Grid(this.width, this.height, this.looks);
    copied.cells.set(this.cells);
    return copied;
  }

  clear(): void {
    this.cells.fill(BLANK);
  }

  /** One cell; outside of the grid nothing happens. */
  put(x: number, y: number, character: number, style: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.cells[y * this.width + x] = (style * 2 ** CHARACTER_BITS + character) >>> 0;
  }

  /** A line from column `x` on, cut at the grid's edge; gives the column behind it. */
  line(x: number, y: number, line: Line, inverse = false): number {
    let column = x;
    for (const piece of line) {
      const style = this.looks.style(piece, inverse);
      column = this.#text(column, y, piece.text, style);
    }
    return column;
  }

  #text(x: number, y: number, text: string, style: number): number {
    let column = x;
    for (const cluster of clustersOf(text)) {
      const width = columnsOf(cluster);
      if (width === 0) continue;
      if (column + width > this.width) return column;
      this.put(column, y, this.looks.character(cluster), style);
      if (width === 2) this.put(column + 1, y, RIGHT_HALF, style);
      column += width;
    }
    return column;
  }

  characterAt(x: number, y: number): number {
    return at(this.cells, y * this.width + x) & CHARACTER_MASK;
  }
  styleAt(x: number, y: number): number {
    return at(this.cells, y * this.width + x) >>> CHARACTER_BITS;
  }

  /** A row's text, without blanks at its end. */
  rowText(y: number): string {
    let text = "";
    for (let x = 0; x < this.width; x += 1) {
      const character = this.characterAt(x, y);
      if (character !== RIGHT_HALF) text += this.looks.text(character);
    }
    return text.trimEnd();
  }
}

/** Lines from the top on. */
export function drawLines(grid: Grid, lines: readonly Line[]): void {
  for (const [y, line] of lines.slice(0, grid.height).entries()) grid.line(0, y, line);
}

/** Equal cells in a row that are written again rather than jumped over: a jump costs about as many bytes. */
const MAX_REWRITTEN = 6;

/**
 * What to send to a terminal that shows `before` so that it shows `after`: the cells that differ, at
 * absolute places. `before` null, or of another size: everything. Rows of `skip` belong to someone else.
 */
export function difference(before: Grid | null, after: Grid, skip: ReadonlySet<number>): string {
  const same = before !== null && before.width === after.width && before.height === after.height;
  const out: string[] = [];
  let style = -1;
  for (let y = 0; y < after.height; y += 1) {
    if (skip.has(y)) continue;
    let x = 0;
    while (x < after.width) {
      if (same && after.cells[y * after.width + x] === before.cells[y * after.width + x]) {
        x += 1;
        continue;
      }
      // The left half of a wide character is written with its right one.
      if (after.characterAt(x, y) === RIGHT_HALF && x > 0) x -= 1;
      const end = same ? runEnd(before, after, x, y) : after.width;
      out.push(`\u001b[${y + 1};${x + 1}H`);
      for (; x < end; x += 1) {
        const character = after.characterAt(x, y);
        if (character === RIGHT_HALF) continue;
        const next = after.styleAt(x, y);
        if (next !== style) {
          const codes = after.looks.codes(next);
          out.push(`\u001b[0${codes === "" ? "" : ";"}${codes}m`);
          style = next;
        }
        out.push(after.looks.text(character));
      }
    }
  }
  if (style > 0) out.push("\u001b[0m");
  return out.join("");
}

/** Where a run of changed cells ends; short equal stretches are part of it. */
function runEnd(before: Grid, after: Grid, from: number, y: number): number {
  let end = from + 1;
  for (let x = from + 1; x < after.width && x - end <= MAX_REWRITTEN; x += 1) {
    const place = y * after.width + x;
    if (after.cells[place] !== before.cells[place]) end = x + 1;
  }
  // A wide character that begins in the last cell needs both.
  return end < after.width && after.characterAt(end, y) === RIGHT_HALF ? end + 1 : end;
}
