import { Resvg } from "@resvg/resvg-js";
import type { BufferLine, Session } from "./terminal.ts";

/** Size of a cell and of its text, in SVG units: DejaVu Sans Mono is 0.602 em wide. */
const CELL_WIDTH = 9;
const CELL_HEIGHT = 18;
const FONT_SIZE = 15;
const BASELINE = 14;
const FONT = "DejaVu Sans Mono";
/** Where that font is missing any other will do: each run of text is stretched to its cells. */
const FONT_FAMILY = `${FONT}, Menlo, Consolas, monospace`;
const FOREGROUND = "#d8d8d8";
const BACKGROUND = "#16181d";
const FAINT_OPACITY = 0.55;

/** The 16 colours a terminal names, as xterm shows them. */
const BASE_COLORS = [
  "#000000",
  "#cd3131",
  "#0dbc79",
  "#e5e510",
  "#2472c8",
  "#bc3fbc",
  "#11a8cd",
  "#e5e5e5",
  "#666666",
  "#f14c4c",
  "#23d18b",
  "#f5f543",
  "#3b8eea",
  "#d670d6",
  "#29b8db",
  "#ffffff",
] as const;
const CUBE_START = 16;
const CUBE_SIDE = 6;
const GRAY_START = 232;
const CUBE_LEVELS = [0, 95, 135, 175, 215, 255] as const;

type Cell = NonNullable<ReturnType<BufferLine["getCell"]>>;
interface Look {
  readonly text: string;
  readonly color: string;
  readonly background: string | null;
  readonly bold: boolean;
  readonly faint: boolean;
}

/** The terminal's lines as an SVG picture: blocks as shapes, so that they meet without gaps. */
export function screenshotSvg(session: Session, what: "screen" | "all" = "all"): string {
  const lines = session.lines();
  const shown = what === "screen" ? lines.slice(session.terminal.buffer.active.baseY) : trimmed(lines);
  const width = session.terminal.cols * CELL_WIDTH;
  const height = shown.length * CELL_HEIGHT;
  const body = shown.map((line, row) => lineSvg(line, row, session.terminal.cols)).join("");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<rect width="100%" height="100%" fill="${BACKGROUND}"/>` +
    `<g font-family="${FONT_FAMILY}" font-size="${FONT_SIZE}" xml:space="preserve">${body}</g></svg>`
  );
}

/** The same as PNG bytes. Needs the font on the machine (Debian: fonts-dejavu-core). */
export function screenshotPng(session: Session, what: "screen" | "all" = "all"): Uint8Array {
  return pngOf(screenshotSvg(session, what));
}

function pngOf(svg: string): Uint8Array {
  const font = { loadSystemFonts: true, defaultFontFamily: FONT };
  return new Resvg(svg, { font }).render().asPng();
}

function trimmed(lines: readonly BufferLine[]): readonly BufferLine[] {
  const last = lines.findLastIndex((line) => line.translateToString(true) !== "");
  return lines.slice(0, last + 1);
}

function lineSvg(line: BufferLine, row: number, columns: number): string {
  let svg = "";
  for (let column = 0; column < columns; ) {
    const run = runAt(line, column, columns);
    if (run !== null) svg += runSvg(run, column * CELL_WIDTH, row * CELL_HEIGHT);
    column += Math.max(1, run?.cells ?? 1);
  }
  return svg;
}

/** Cells of one look, drawn in one piece: the same block again and again, or text. */
interface Run {
  readonly look: Look;
  readonly text: string;
  readonly cells: number;
}

function runAt(line: BufferLine, from: number, columns: number): Run | null {
  const first = line.getCell(from);
  if (first === undefined) return null;
  const look = lookOf(first);
  let text = look.text === "" ? " " : look.text;
  let cells = Math.max(1, first.getWidth());
  while (from + cells < columns) {
    const next = line.getCell(from + cells);
    if (next === undefined || next.getWidth() !== 1 || cells !== [...text].length) break;
    const other = lookOf(next);
    if (!continues(look, other)) break;
    text += other.text === "" ? " " : other.text;
    cells += 1;
  }
  return { look, text, cells };
}

function continues(look: Look, next: Look): boolean {
  const isBlock = isBlockText(look.text) || isBlockText(next.text);
  return (
    look.color === next.color &&
    look.background === next.background &&
    look.bold === next.bold &&
    look.faint === next.faint &&
    (!isBlock || look.text === next.text)
  );
}

function runSvg({ look, text, cells }: Run, x: number, y: number): string {
  const back = look.background === null ? "" : rect(x, y, 0, 0, cells, 1, look.background, 1);
  if (text.trim() === "") return back;
  const block = blockSvg(look, x, y, cells);
  if (block !== null) return back + block;
  const weight = look.bold ? ' font-weight="bold"' : "";
  const opacity = look.faint ? ` opacity="${FAINT_OPACITY}"` : "";
  const shown = text.trimEnd();
  const length = (cells - (text.length - shown.length)) * CELL_WIDTH;
  const place = `x="${x}" y="${y + BASELINE}" textLength="${length}"`;
  return `${back}<text ${place} fill="${look.color}"${weight}${opacity}>${escaped(shown)}</text>`;
}

const LOWER_BLOCKS = "▁▂▃▄▅▆▇█";
const LEFT_BLOCKS = "█▉▊▋▌▍▎▏";
const EIGHTH = 1 / 8;
const SHADES: Readonly<Record<string, number>> = { "░": 0.3, "▒": 0.55, "▓": 0.8 };

const isBlockText = (text: string): boolean =>
  text !== "" &&
  (LOWER_BLOCKS.includes(text) || LEFT_BLOCKS.includes(text) || text in SHADES || text === "▀");

/** Block characters as rectangles, or null for other characters: `cells` of the same in a row. */
function blockSvg({ text, color, faint }: Look, x: number, y: number, cells: number): string | null {
  const opacity = faint ? FAINT_OPACITY : 1;
  const lower = LOWER_BLOCKS.indexOf(text);
  if (lower >= 0) {
    const height = (lower + 1) * EIGHTH;
    return rect(x, y, 0, 1 - height, cells, height, color, opacity);
  }
  const left = LEFT_BLOCKS.indexOf(text);
  if (left >= 0) {
    const each = Array.from({ length: cells }, (_, cell) => cell);
    return each.map((cell) => rect(x, y, cell, 0, 1 - left * EIGHTH, 1, color, opacity)).join("");
  }
  const shade = SHADES[text];
  if (shade !== undefined) return rect(x, y, 0, 0, cells, 1, color, shade * opacity);
  return text === "▀" ? rect(x, y, 0, 0, cells, 1 / 2, color, opacity) : null;
}

/** A rectangle in fractions of the cell at (x, y). */
function rect(
  x: number,
  y: number,
  left: number,
  top: number,
  width: number,
  height: number,
  color: string,
  opacity: number,
): string {
  const place = `x="${x + left * CELL_WIDTH}" y="${y + top * CELL_HEIGHT}"`;
  const size = `width="${width * CELL_WIDTH}" height="${height * CELL_HEIGHT}"`;
  return `<rect ${place} ${size} fill="${color}" fill-opacity="${opacity}" shape-rendering="crispEdges"/>`;
}

function lookOf(cell: Cell): Look {
  const own = cell.isFgDefault() ? FOREGROUND : colorOf(cell.getFgColor(), cell.isFgRGB());
  const under = cell.isBgDefault() ? null : colorOf(cell.getBgColor(), cell.isBgRGB());
  const inverse = cell.isInverse() !== 0;
  return {
    text: cell.getChars(),
    color: inverse ? (under ?? BACKGROUND) : own,
    background: inverse ? own : under,
    bold: cell.isBold() !== 0,
    faint: cell.isDim() !== 0,
  };
}

function colorOf(value: number, isRgb: boolean): string {
  if (isRgb) return `#${value.toString(16).padStart(6, "0")}`;
  if (value < CUBE_START) return BASE_COLORS[value] ?? FOREGROUND;
  if (value >= GRAY_START) {
    const level = 8 + 10 * (value - GRAY_START);
    return `rgb(${level},${level},${level})`;
  }
  const index = value - CUBE_START;
  const level = (place: number) => CUBE_LEVELS[Math.floor(index / place) % CUBE_SIDE] ?? 0;
  return `rgb(${level(CUBE_SIDE * CUBE_SIDE)},${level(CUBE_SIDE)},${level(1)})`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
