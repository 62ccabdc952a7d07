import { at } from "../../base/assert.ts";
import { formatCount } from "../../base/format-count.ts";
import { formatDuration } from "../../base/format-duration.ts";
import { fitLabel, toAscii } from "../../report/label.ts";
import { glyphOf, MARKS, MARKS_OF } from "../../report/marks.ts";
import { plainLine } from "../../report/wrap.ts";
import { NOTHING } from "../../trace/cells.ts";
import { outcomeSpan } from "../header.ts";
import { clip, justify, type Line, type Span, span } from "../styled.ts";
import { symbols } from "../symbols.ts";
import type { Grid, Looks } from "./grid.ts";
import type { Layout, ModelBand } from "./layout.ts";
import { firstRow } from "./reduce.ts";
import { type Row, Rows } from "./rows.ts";
import type { Scene } from "./scene.ts";
import { columnOf } from "./time-window.ts";
import { nameOf, runAt, type WorldRun } from "./world.ts";

/** How the cells of timelines look, as numbers of a grid: by mark. */
interface MarkLook {
  readonly character: number;
  readonly style: number;
  /** In the cursor's column: in reverse, and so a full block is a line, for it would be a gap. */
  readonly cursorCharacter: number;
  readonly cursorStyle: number;
}

const FULL_BLOCK = "█";

function markLooks(looks: Looks, ascii: boolean): readonly MarkLook[] {
  return MARKS.map(({ colour }, mark) => {
    const piece = span(glyphOf(mark, ascii), colour);
    const character = looks.character(piece.text);
    return {
      character,
      style: looks.style(piece),
      cursorCharacter: piece.text === FULL_BLOCK ? looks.character(symbols(ascii).cursor) : character,
      cursorStyle: looks.style(span(" ", "accent"), true),
    };
  });
}

/** Draws the rows of one model's timeline, with its heading. */
export function drawModel(grid: Grid, scene: Scene, layout: Layout, band: ModelBand): void {
  const { world, state, ascii } = scene;
  const run = runAt(world, band.model);
  const focused = band.model === state.model;
  grid.line(0, band.top, headingOf(scene, run, focused, grid.width));
  const rows = band.height - 1;
  const list = new Rows(run.index, state.kind, state.opened);
  const first = firstRow(list.count, rows, state.scroll);
  const looks = markLooks(grid.looks, ascii);
  const selected = focused ? list.rowsOf(state.selected[state.kind]) : { first: 0, count: 0 };
  for (let place = first; place < first + rows; place += 1) {
    const row = list.at(place);
    if (row === null) break;
    const y = band.top + 1 + place - first;
    const isSelected = place >= selected.first && place < selected.first + selected.count;
    const label = fitLabel(labelOf(scene, run, row), layout.labelColumns);
    const piece = span(ascii ? toAscii(label) : label, isSelected ? "strong" : "quiet");
    grid.line(0, y, [piece], isSelected);
    drawCells(grid, scene, layout, { states: statesOf(scene, run, row, layout.columns), y, looks });
  }
}

/** The name of a member; of a folded group its first row says what it is, and the second how large. */
function labelOf({ state, ascii }: Scene, run: WorldRun, row: Row): string {
  if (row.type === "member") return nameOf(run, state.kind, row.id);
  const { block, part } = row;
  if (part > 1) return "";
  if (part === 1) return `  ${formatCount(block.count)} in all`;
  return `${symbols(ascii).folded} ${block.label}`;
}

function statesOf({ state }: Scene, run: WorldRun, row: Row, columns: number): Uint8Array {
  if (row.type === "folded") return at(run.folds.get(state.kind, row.block, state, columns), row.part);
  return run.tracks.get(state.kind, row.id).query(state.fromNs, state.toNs, columns).states;
}

interface DrawnRow {
  /** By column. */
  readonly states: Uint8Array;
  readonly y: number;
  readonly looks: readonly MarkLook[];
}

function drawCells(
  grid: Grid,
  { state, ascii }: Scene,
  layout: Layout,
  { states, y, looks }: DrawnRow,
): void {
  const { columns, left } = layout;
  const marks = MARKS_OF[state.kind];
  const cursor = columnOf(state, state.cursorNs, columns);
  const line = {
    character: grid.looks.character(symbols(ascii).cursor),
    style: grid.looks.style(span("x", "accent")),
  };
  for (let column = 0; column < columns; column += 1) {
    const shown = states[column] as number;
    const look = shown === NOTHING ? undefined : looks[marks[shown] ?? -1];
    if (look === undefined) {
      if (column === cursor) grid.put(left + column, y, line.character, line.style);
      continue;
    }
    if (column === cursor) grid.put(left + column, y, look.cursorCharacter, look.cursorStyle);
    else grid.put(left + column, y, look.character, look.style);
  }
}

/** Label, numbers and end of a run, and how many of its user threads are in which state at the cursor. */
function headingOf({ state, ascii }: Scene, run: WorldRun, focused: boolean, width: number): Line {
  const signs = symbols(ascii);
  const { result } = run;
  const label = plainLine(result.label);
  const left: Span[] = [
    span(focused ? signs.heading : " ", "accent"),
    span(ascii ? toAscii(label) : label, focused ? "strong" : "quiet"),
    span(`  ${formatDuration(result.makespanNs)}  `, "quiet"),
    outcomeSpan(result.outcome),
  ];
  const right =
    state.cursorNs > result.endNs ? [span("ended ", "quiet")] : countsAt(run, state.cursorNs, focused, ascii);
  return clip(justify(left, right, width, 2), width);
}

/** How many user threads are in which state at a time: a glyph and a number each. */
function countsAt(run: WorldRun, timeNs: number, focused: boolean, ascii: boolean): Line {
  const { counts } = run.teller.momentAt(Math.min(timeNs, run.index.lastNs));
  return [...counts].flatMap(([threadState, count]): Span[] => {
    const mark = MARKS.findIndex(({ name }) => name === threadState);
    if (mark < 0) return [];
    return [
      span(glyphOf(mark, ascii), at(MARKS, mark).colour),
      span(`${count} `, focused ? "plain" : "quiet"),
    ];
  });
}
