import { columnsOf } from "./columns.ts";
import type { Comparison, ComparisonRow } from "./comparison.ts";
import { wrapText } from "./wrap.ts";

/** What a piece of the table is, so that a screen can colour it. */
export type TablePart = "gap" | "model" | "name" | "value" | "best" | "ratio";
interface TableSpan {
  readonly part: TablePart;
  readonly text: string;
}
export type TableLine = readonly TableSpan[];

/** Stands behind the best value of a row. */
export const BEST_MARK = "*";
const GAP = 2;
const RATIO_GAP = 1;

interface Column {
  readonly model: string;
  readonly index: number;
  readonly valueWidth: number;
  readonly ratioWidth: number;
  /** The least that holds its values and the longest word of its model. */
  readonly least: number;
}

/**
 * Lays a comparison out in lines of at most `width` columns where that is possible: measures down,
 * models across. Where the models don't fit side by side they go on below, in blocks parted by an empty
 * line. Values stand right-aligned, each with its mark and its ratio.
 */
export function comparisonTable(comparison: Comparison, width: number): readonly TableLine[] {
  const nameWidth = Math.max(0, ...comparison.rows.map(({ name }) => columnsOf(name)));
  const columns = comparison.models.map((model, index) => measureColumn(comparison.rows, model, index));
  return intoBlocks(columns, width - nameWidth).flatMap((block, place) => [
    ...(place === 0 ? [] : [[]]),
    ...blockLines(comparison.rows, block, nameWidth, width),
  ]);
}

function measureColumn(rows: readonly ComparisonRow[], model: string, index: number): Column {
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(columnsOf));
  const valueWidth = widest(rows.map(({ cells }) => cells[index]?.text ?? "")) + BEST_MARK.length;
  const ratios = widest(rows.map(({ cells }) => cells[index]?.ratio ?? ""));
  const ratioWidth = ratios === 0 ? 0 : ratios + RATIO_GAP;
  const least = Math.max(valueWidth + ratioWidth, widest(model.split(" ")));
  return { model, index, valueWidth, ratioWidth, least };
}

/** As many columns side by side as fit, at least one. */
function intoBlocks(columns: readonly Column[], width: number): Column[][] {
  const blocks: Column[][] = [];
  let left = 0;
  for (const column of columns) {
    const block = blocks.at(-1);
    left -= GAP + column.least;
    if (block !== undefined && left >= 0) {
      block.push(column);
    } else {
      blocks.push([column]);
      left = width - GAP - column.least;
    }
  }
  return blocks;
}

function blockLines(
  rows: readonly ComparisonRow[],
  block: readonly Column[],
  nameWidth: number,
  width: number,
): TableLine[] {
  const used = block.reduce((sum, { least }) => sum + GAP + least, nameWidth);
  const spare = Math.max(0, Math.floor((width - used) / block.length));
  const widths = block.map(({ least, model }) => Math.max(least, Math.min(least + spare, columnsOf(model))));
  const heads = block.map(({ model }, place) => wrapText(model, widths[place] ?? 0));
  const height = Math.max(0, ...heads.map(({ length }) => length));
  const lines: TableSpan[][] = [];
  for (let row = 0; row < height; row += 1) {
    const line: TableSpan[] = [{ part: "gap", text: " ".repeat(nameWidth) }];
    for (const [place, head] of heads.entries()) {
      // Heads stand on the table: those of fewer lines begin lower.
      const text = head[row - (height - head.length)] ?? "";
      line.push(blank(GAP + (widths[place] ?? 0) - columnsOf(text)), { part: "model", text });
    }
    lines.push(line);
  }
  for (const row of rows) lines.push(rowLine(row, block, widths, nameWidth));
  return lines;
}

function rowLine(
  row: ComparisonRow,
  block: readonly Column[],
  widths: readonly number[],
  nameWidth: number,
): TableSpan[] {
  const line: TableSpan[] = [{ part: "name", text: row.name }, blank(nameWidth - columnsOf(row.name))];
  for (const [place, { index, valueWidth, ratioWidth }] of block.entries()) {
    const { text = "", ratio = "", best = false } = row.cells[index] ?? {};
    const before = GAP + (widths[place] ?? 0) - ratioWidth - valueWidth;
    line.push(
      blank(before + valueWidth - BEST_MARK.length - columnsOf(text)),
      { part: best ? "best" : "value", text: `${text}${best ? BEST_MARK : " "}` },
      blank(ratioWidth - columnsOf(ratio)),
      { part: "ratio", text: ratio },
    );
  }
  return line;
}

const blank = (columns: number): TableSpan => ({ part: "gap", text: " ".repeat(Math.max(0, columns)) });
