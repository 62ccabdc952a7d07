import { formatCount } from "../../base/format-count.ts";
import { columnsOf } from "../../report/columns.ts";
import { toAscii } from "../../report/label.ts";
import { wrapText } from "../../report/wrap.ts";
import { clip, type Line, span, truncate } from "../styled.ts";
import { symbols } from "../symbols.ts";
import { drawAxis } from "./draw-axis.ts";
import { legendLine } from "./draw-legend.ts";
import { drawModel } from "./draw-timeline.ts";
import type { Grid } from "./grid.ts";
import { helpLines } from "./help.ts";
import { type Layout, MIN_HEIGHT, MIN_WIDTH } from "./layout.ts";
import { paneLines, paneTitle } from "./panes/pane.ts";
import { layoutFor, rowsInFocus } from "./reduce.ts";
import { folds } from "./rows.ts";
import type { Scene } from "./scene.ts";
import { sentenceOf } from "./subject.ts";
import { runAt } from "./world.ts";

/** Draws a whole frame, but for the first and the last row: those are the title and the footer. */
export function drawFrame(grid: Grid, scene: Scene): void {
  grid.clear();
  const { world, state } = scene;
  const layout = layoutFor(world, state);
  if (layout.tooSmall) drawTooSmall(grid);
  else if (state.help) drawHelp(grid, scene);
  else drawViews(grid, scene, layout);
}

function drawViews(grid: Grid, scene: Scene, layout: Layout): void {
  drawAxis(grid, scene, layout);
  for (const band of layout.models) drawModel(grid, scene, layout, band);
  drawWhy(grid, scene, layout);
  if (layout.pane.height > 0) drawPane(grid, scene, layout);
  if (layout.legend.height > 0) grid.line(1, layout.legend.top, legendLine(grid.width - 1, scene.ascii));
}

function drawTooSmall(grid: Grid): void {
  const text = `too small: ${grid.width}x${grid.height}, at least ${MIN_WIDTH}x${MIN_HEIGHT} is needed; q leaves`;
  for (const [row, line] of wrapText(text, Math.max(1, grid.width)).entries()) {
    grid.line(0, Math.max(0, Math.floor(grid.height / 2) - 1) + row, [span(line, "warning")]);
  }
}

function drawHelp(grid: Grid, { state, ascii }: Scene): void {
  const lines = helpLines(ascii);
  const rows = grid.height - 2;
  const first = Math.max(0, Math.min(state.helpScroll, lines.length - rows));
  for (const [row, line] of lines.slice(first, first + rows).entries()) grid.line(1, row + 1, line);
}

function rule(grid: Grid, y: number, title: string, ascii: boolean): void {
  const sign = symbols(ascii).rule;
  const text = title === "" ? "" : ` ${title} `;
  grid.line(0, y, [span(sign.repeat(2), "quiet"), span(text, "strong")]);
  const used = 2 + columnsOf(text);
  grid.line(used, y, [span(sign.repeat(Math.max(0, grid.width - used)), "quiet")]);
}

/** That the selected one stands for many, and how to see them; empty where it does not. */
function foldNote({ world, state }: Scene): string {
  const block = rowsInFocus(world, state).blockOf(state.selected[state.kind]);
  if (block === null || !folds(block)) return "";
  const what = `${formatCount(block.count)} ${block.label}`;
  return block.isFolded ? `one of ${what}: enter shows each` : `one of ${what}: enter folds them`;
}

/** What was found in the model in focus at the very instant of the cursor; empty where nothing was. */
function findingNote({ world, state }: Scene): string {
  const here = runAt(world, state.model).result.findings.filter(({ atNs }) => atNs === state.cursorNs);
  const kinds = [...new Set(here.map(({ kind }) => kind))];
  return kinds.length === 0 ? "" : `found here: ${kinds.join(", ")}`;
}

/** The sentence on the selected one, as long as there is room. */
function drawWhy(grid: Grid, scene: Scene, { why }: Layout): void {
  const { world, state, ascii } = scene;
  const notes = [findingNote(scene), foldNote(scene)].filter((text) => text !== "");
  rule(grid, why.top, notes.join(", "), ascii);
  const rows = why.height - 1;
  const lines = wrapText(sentenceOf(world, state), grid.width - 2);
  const ellipsis = symbols(ascii).ellipsis;
  for (const [row, text] of lines.slice(0, rows).entries()) {
    const cut = row === rows - 1 && lines.length > rows;
    const shown = cut ? truncate(`${text} ${lines[rows] ?? ""}`, grid.width - 2, ellipsis) : text;
    grid.line(1, why.top + 1 + row, [span(ascii ? toAscii(shown) : shown)]);
  }
}

function drawPane(grid: Grid, scene: Scene, layout: Layout): void {
  const { pane } = layout;
  rule(grid, pane.top, paneTitle(scene.state.pane), scene.ascii);
  const rows = pane.height - 1;
  const lines = paneLines(scene, layout, grid.width - 1, rows);
  for (const [row, line] of lines.slice(0, rows).entries()) {
    grid.line(0, pane.top + 1 + row, asShown(clip(line, grid.width), scene.ascii));
  }
}

function asShown(line: Line, ascii: boolean): Line {
  return ascii ? line.map(({ text, tone }) => ({ text: toAscii(text), tone })) : line;
}
