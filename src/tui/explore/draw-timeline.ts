import { at } from "../../base/assert.ts";
import { formatDuration } from "../../base/format-duration.ts";
import { fitLabel, toAscii } from "../../report/label.ts";
import { CORE_MARKS, glyphOf, KERNEL_MARKS, MARKS, THREAD_MARKS } from "../../report/marks.ts";
import { plainLine } from "../../report/wrap.ts";
import { NOTHING } from "../../trace/cells.ts";
import type { SubjectKind } from "../../trace/track-store.ts";
import { outcomeSpan } from "../header.ts";
import { clip, justify, type Line, type Span, span } from "../styled.ts";
import { symbols } from "../symbols.ts";
import type { Grid, Looks } from "./grid.ts";
import type { Layout, ModelBand } from "./layout.ts";
import { firstRow } from "./reduce.ts";
import type { Scene } from "./scene.ts";
import { columnOf } from "./time-window.ts";
import { countOfKind, nameOf, runAt, type WorldRun } from "./world.ts";

const MARKS_OF: Readonly<Record<SubjectKind, readonly number[]>> = {
  thread: THREAD_MARKS,
  kernel: KERNEL_MARKS,
  core: CORE_MARKS,
};

/** How the cells of timelines look, as numbers of a grid: by mark. */
interface MarkLook {
  readonly character: number;
  readonly style: number;
  /** In the cursor's column. */
  readonly cursorStyle: number;
}

function markLooks(looks: Looks, ascii: boolean): readonly MarkLook[] {
  return MARKS.map(({ colour }, mark) => {
    const piece = span(glyphOf(mark, ascii), colour);
    const character = looks.character(piece.text);
    return { character, style: looks.style(piece), cursorStyle: looks.style(span(" ", "accent"), true) };
  });
}

/** Draws the rows of one model's timeline, with its heading. */
export function drawModel(grid: Grid, scene: Scene, layout: Layout, band: ModelBand): void {
  const { world, state, ascii } = scene;
  const run = runAt(world, band.model);
  const focused = band.model === state.model;
  grid.line(0, band.top, headingOf(scene, run, focused, grid.width));
  const rows = band.height - 1;
  const count = countOfKind(run, state.kind);
  const first = firstRow(count, rows, state.scroll);
  const looks = markLooks(grid.looks, ascii);
  for (let row = 0; row < rows && first + row < count; row += 1) {
    const id = first + row;
    const y = band.top + 1 + row;
    const isSelected = focused && id === state.selected[state.kind];
    const label = fitLabel(nameOf(run, state.kind, id), layout.labelColumns);
    const piece = span(ascii ? toAscii(label) : label, isSelected ? "strong" : "quiet");
    grid.line(0, y, [piece], isSelected);
    drawCells(grid, scene, layout, { run, id, y, looks });
  }
}

interface Row {
  readonly run: WorldRun;
  readonly id: number;
  readonly y: number;
  readonly looks: readonly MarkLook[];
}

function drawCells(grid: Grid, { state }: Scene, layout: Layout, { run, id, y, looks }: Row): void {
  const { fromNs, toNs, kind } = state;
  const { columns, left } = layout;
  const cells = run.tracks.get(kind, id).query(fromNs, toNs, columns);
  const marks = MARKS_OF[kind];
  const cursor = columnOf(state, state.cursorNs, columns);
  const blank = grid.looks.character(" ");
  for (let column = 0; column < columns; column += 1) {
    const shown = cells.states[column] as number;
    const look = shown === NOTHING ? undefined : looks[marks[shown] ?? -1];
    if (look === undefined) {
      if (column === cursor) grid.put(left + column, y, blank, at(looks, 0).cursorStyle);
      continue;
    }
    grid.put(left + column, y, look.character, column === cursor ? look.cursorStyle : look.style);
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
  const { counts } = run.teller.momentAt(Math.min(state.cursorNs, result.endNs));
  const right = [...counts].flatMap(([threadState, count]): Span[] => {
    const mark = MARKS.findIndex(({ name }) => name === threadState);
    if (mark < 0) return [];
    return [
      span(glyphOf(mark, ascii), at(MARKS, mark).colour),
      span(`${count} `, focused ? "plain" : "quiet"),
    ];
  });
  return clip(justify(left, right, width, 2), width);
}
