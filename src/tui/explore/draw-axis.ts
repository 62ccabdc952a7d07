import { formatDuration } from "../../base/format-duration.ts";
import { axisTicks } from "../../report/axis.ts";
import { span } from "../styled.ts";
import { symbols } from "../symbols.ts";
import type { Grid } from "./grid.ts";
import type { Layout } from "./layout.ts";
import type { Scene } from "./scene.ts";
import { columnOf } from "./time-window.ts";

const LINE = { plain: "─", tick: "┴", cursor: "▼" };
const LINE_ASCII = { plain: "-", tick: "+", cursor: "V" };
/** Part of a column's time below which the cursor's time needs no more digits: shown to the nanosecond otherwise. */
const EXACT_BELOW_NS = 1_000_000;

/** A time as exact as the zoom makes sense of: all digits once a column is short. */
export function exactTime(timeNs: number, perColumnNs: number): string {
  if (perColumnNs >= EXACT_BELOW_NS || timeNs === 0) return formatDuration(timeNs);
  const unit =
    timeNs >= EXACT_BELOW_NS ? { length: EXACT_BELOW_NS, name: "ms" } : { length: 1_000, name: "us" };
  return `${timeNs / unit.length} ${unit.name}`;
}

/** Labels of the ticks, then the line with ticks and the cursor. */
export function drawAxis(grid: Grid, { state, ascii }: Scene, layout: Layout): void {
  const { columns, left, axis } = layout;
  const signs = ascii ? LINE_ASCII : LINE;
  const quiet = grid.looks.style(span("x", "quiet"));
  const accent = grid.looks.style(span("x", "accent"));
  for (let column = 0; column < columns; column += 1) {
    grid.put(left + column, axis.top + 1, grid.looks.character(signs.plain), quiet);
  }
  for (const { column, label } of axisTicks(state.fromNs, state.toNs, columns)) {
    grid.put(left + column, axis.top + 1, grid.looks.character(signs.tick), quiet);
    const start = Math.max(0, column - Math.floor(label.length / 2));
    if (start + label.length <= columns) grid.line(left + start, axis.top, [span(label, "quiet")]);
  }
  const cursor = columnOf(state, state.cursorNs, columns);
  grid.put(left + cursor, axis.top + 1, grid.looks.character(signs.cursor), accent);
  const now = exactTime(state.cursorNs, (state.toNs - state.fromNs) / columns);
  const sign = state.playing ? symbols(ascii).play : " ";
  grid.line(0, axis.top, [span(`${sign} ${now}`.slice(0, left), "accent")]);
  const span_ = `${formatDuration(state.toNs - state.fromNs)} wide`;
  grid.line(0, axis.top + 1, [span(`  ${span_}`.slice(0, left), "quiet")]);
}
