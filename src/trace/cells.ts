import { assert } from "../base/assert.ts";

/** In `Cells.states`: the subject is not there in this cell. */
export const NOTHING = 255;

/** A range of time in equal cells, one column each. */
export interface Cells {
  /** State that took most of the cell (the lower index where two took the same), or {@link NOTHING}. */
  readonly states: Uint8Array;
  /** 1 where the cell holds more than one interval, or members of a group differ: something is not shown. */
  readonly merged: Uint8Array;
  /** Bit s is set where state s took any time in the cell: tells what is not shown. */
  readonly seen: Uint16Array;
}

/** States that fit the bits of `seen`. */
const MAX_STATES = 16;

/**
 * Where cell number `index` of `cells` begins (and the one before ends), ns: an integer, so that shares
 * are exact. Boundary 0 is `from`, boundary `cells` is `to`.
 */
export function cellBoundary(from: number, to: number, cells: number, index: number): number {
  if (index >= cells) return to;
  const span = to - from;
  const exact = span * index;
  // Past 2^53 the product would be rounded; whole and rest apart stay exact.
  if (exact <= Number.MAX_SAFE_INTEGER) return from + Math.floor(exact / cells);
  const whole = Math.floor(span / cells);
  return from + whole * index + Math.floor(((span % cells) * index) / cells);
}

/** The cell that a time from `from` on and before `to` lies in; where cells of no length show it, the first. */
export function cellAt(from: number, to: number, cells: number, time: number): number {
  let cell = Math.min(cells - 1, Math.floor(((time - from) / (to - from)) * cells));
  // The quotient may be rounded to either side of a boundary.
  while (cell > 0 && cellBoundary(from, to, cells, cell) > time) cell -= 1;
  while (cell + 1 < cells && cellBoundary(from, to, cells, cell + 1) <= time) cell += 1;
  while (cell > 0 && cellBoundary(from, to, cells, cell - 1) === time) cell -= 1;
  return cell;
}

/** Time per state and cell, summed over one subject or the members of a group. */
export class CellShares {
  readonly stateCount: number;
  readonly cells: number;
  #times: Float64Array;
  #merged: Uint8Array;

  constructor(stateCount: number, cells: number) {
    assert(stateCount <= MAX_STATES, () => `${stateCount} states`);
    this.stateCount = stateCount;
    this.cells = cells;
    this.#times = new Float64Array(stateCount * cells);
    this.#merged = new Uint8Array(cells);
  }

  add(cell: number, state: number, time: number): void {
    const place = cell * this.stateCount + state;
    this.#times[place] = (this.#times[place] as number) + time;
  }

  markMerged(cell: number): void {
    this.#merged[cell] = 1;
  }

  /** Time in ns that a state took in a cell. */
  time(cell: number, state: number): number {
    return this.#times[cell * this.stateCount + state] as number;
  }

  dominant(): Cells {
    const states = new Uint8Array(this.cells).fill(NOTHING);
    const merged = this.#merged.slice();
    const seen = new Uint16Array(this.cells);
    for (let cell = 0; cell < this.cells; cell += 1) {
      let longest = 0;
      let mask = 0;
      for (let state = 0; state < this.stateCount; state += 1) {
        const time = this.time(cell, state);
        if (time <= 0) continue;
        mask |= 1 << state;
        if (time > longest) {
          longest = time;
          states[cell] = state;
        }
      }
      seen[cell] = mask;
      if ((mask & (mask - 1)) !== 0) merged[cell] = 1;
    }
    return { states, merged, seen };
  }
}
