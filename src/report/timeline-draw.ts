import { at } from "../base/assert.ts";
import { NOTHING } from "../trace/cells.ts";
import { columnsOf } from "./columns.ts";
import { fitLabel, toAscii } from "./label.ts";
import { glyphOf, MARKS } from "./marks.ts";
import { LABEL_GAP, type Timeline, type TimelineRow } from "./timeline.ts";

/** Text of one look: what a terminal may colour, and plain text just prints. */
interface DrawnRun {
  readonly text: string;
  /** Index into PALETTE; null for labels, axes and blanks. */
  readonly colour: number | null;
  /** The cells hide other states or intervals. */
  readonly merged: boolean;
}
/** One line of a drawing, left to right. */
export type DrawnLine = readonly DrawnRun[];

export interface DrawOptions {
  /** ASCII alone, for terminals and files that show nothing else. */
  readonly ascii: boolean;
  /** Draw only so many columns of cells, for a timeline that is still being played; default: all. */
  readonly until?: number;
}

const plain = (text: string): DrawnRun => ({ text, colour: null, merged: false });

const AXIS = { line: "─", tick: "┬" };
const AXIS_ASCII = { line: "-", tick: "+" };
const LEGEND_GAP = "  ";
/** Behind the name of a state that took most of no column. */
const HIDDEN_NOTE = " (brief)";

/** A row: its label, and its cells in runs of one look. */
export function drawRow(timeline: Timeline, row: TimelineRow, options: DrawOptions): DrawnLine {
  const label = fitLabel(row.label, timeline.labelColumns);
  const runs: DrawnRun[] = [plain((options.ascii ? toAscii(label) : label) + " ".repeat(LABEL_GAP))];
  const end = Math.min(timeline.columns, options.until ?? timeline.columns);
  for (let column = 0; column < end; ) {
    const mark = at(row.cells, column);
    const merged = at(row.merged, column);
    let next = column + 1;
    while (next < end && row.cells[next] === mark && row.merged[next] === merged) next += 1;
    runs.push(cellRun(mark, merged === 1, next - column, options.ascii));
    column = next;
  }
  if (end < timeline.columns) runs.push(plain(" ".repeat(timeline.columns - end)));
  return runs;
}

function cellRun(mark: number, merged: boolean, length: number, ascii: boolean): DrawnRun {
  if (mark === NOTHING) return plain(" ".repeat(length));
  return { text: glyphOf(mark, ascii).repeat(length), colour: at(MARKS, mark).colour, merged };
}

/** The common axis: a line with ticks, and their labels below it, centred where there is room. */
export function drawAxis(timeline: Timeline, { ascii }: DrawOptions): readonly DrawnLine[] {
  const { columns, ticks } = timeline;
  const signs = ascii ? AXIS_ASCII : AXIS;
  const indent = " ".repeat(timeline.labelColumns + LABEL_GAP);
  const line = new Array<string>(columns).fill(signs.line);
  let labels = "";
  for (const { column, label } of ticks) {
    line[column] = signs.tick;
    const start = Math.max(0, column - Math.floor(label.length / 2));
    if (start + label.length > columns) continue;
    labels = labels.padEnd(start) + label;
  }
  return [[plain(indent + line.join(""))], [plain(indent + labels.padEnd(columns))]];
}

/** The states that appear, on lines of at most `width` columns. */
export function drawLegend(timeline: Timeline, width: number, { ascii }: DrawOptions): readonly DrawnLine[] {
  const lines: DrawnRun[][] = [];
  let line: DrawnRun[] = [];
  let used = 0;
  for (const { mark, hidden } of timeline.legend) {
    const glyph = ascii ? mark.ascii : mark.glyph;
    const name = ` ${mark.name}${hidden ? HIDDEN_NOTE : ""}`;
    const length = columnsOf(glyph + name);
    if (used > 0 && used + LEGEND_GAP.length + length > width) {
      lines.push(line);
      line = [];
      used = 0;
    }
    if (used > 0) {
      line.push(plain(LEGEND_GAP));
      used += LEGEND_GAP.length;
    }
    line.push({ text: glyph, colour: mark.colour, merged: false }, plain(name));
    used += length;
  }
  if (line.length > 0) lines.push(line);
  return lines;
}

/** Lines as text without colours, blanks at the ends of lines cut off. */
export function renderPlain(lines: readonly DrawnLine[]): string {
  return lines
    .map((line) =>
      line
        .map(({ text }) => text)
        .join("")
        .trimEnd(),
    )
    .join("\n");
}

/** The whole timeline as text: each model's rows under its label, one axis, and the legend. */
export function drawTimeline(timeline: Timeline, options: DrawOptions): readonly DrawnLine[] {
  const width = timeline.labelColumns + LABEL_GAP + timeline.columns;
  const models = timeline.models.flatMap(({ label, rows }) => {
    const heading = fitLabel(label, width);
    return [
      [plain(options.ascii ? toAscii(heading) : heading)],
      ...rows.map((row) => drawRow(timeline, row, options)),
    ];
  });
  return [...models, ...drawAxis(timeline, options), ...drawLegend(timeline, width, options)];
}
