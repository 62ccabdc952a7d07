import { at } from "../base/assert.ts";
import { cellBoundary } from "../trace/cells.ts";

/** Eighths of a cell, lowest first. */
const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;
/** The same eight levels where only ASCII can be shown. */
const ASCII_LEVELS = [".", ":", "-", "=", "+", "*", "#", "@"] as const;

/**
 * How many of the instants fall into each cell of the range, with the same cells as a timeline's (see
 * `cellBoundary`). Those before or after are left out; the instant `to` itself counts for the last cell.
 * All in ns, `times` in any order.
 */
export function countPerCell(
  times: ArrayLike<number>,
  from: number,
  to: number,
  cells: number,
): Float64Array {
  const counts = new Float64Array(cells);
  const span = to - from;
  if (span <= 0 || cells === 0) return counts;
  for (let i = 0; i < times.length; i++) {
    const time = at(times, i);
    if (time < from || time > to) continue;
    let cell = Math.min(cells - 1, Math.floor(((time - from) / span) * cells));
    // Boundaries are whole nanoseconds, rounded down: the quotient may be too low.
    while (cell + 1 < cells && time >= cellBoundary(from, to, cells, cell + 1)) {
      cell += 1;
    }
    counts[cell] = at(counts, cell) + 1;
  }
  return counts;
}

/**
 * A bar for each value: blank for 0, else one of eight heights, so that `top` is a full cell and the
 * smallest value above 0 still shows. Values above `top` are drawn as `top`.
 */
export function sparkline(values: ArrayLike<number>, top: number, ascii: boolean): string {
  const levels = ascii ? ASCII_LEVELS : BLOCKS;
  let bars = "";
  for (let i = 0; i < values.length; i++) {
    const value = at(values, i);
    if (value <= 0 || top <= 0) {
      bars += " ";
      continue;
    }
    const level = Math.min(levels.length, Math.max(1, Math.ceil((value / top) * levels.length)));
    bars += at(levels, level - 1);
  }
  return bars;
}
