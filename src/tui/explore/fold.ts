import { at } from "../../base/assert.ts";
import { MARKS_OF } from "../../report/marks.ts";
import { CellShares, NOTHING } from "../../trace/cells.ts";
import { type Crowd, CrowdBuilder } from "../../trace/crowd.ts";
import type { TraceIndex } from "../../trace/trace-index.ts";
import type { TrackKind } from "../../trace/track-store.ts";
import { type Block, FOLDED_ROWS } from "./rows.ts";
import type { TimeWindow } from "./time-window.ts";

/** States in the order of the legend, so that running comes first; those without a mark are left out. */
const ORDERS: Readonly<Record<TrackKind, readonly number[]>> = {
  thread: inLegendOrder(MARKS_OF.thread),
  kernel: inLegendOrder(MARKS_OF.kernel),
  core: inLegendOrder(MARKS_OF.core),
};

function inLegendOrder(marks: readonly number[]): readonly number[] {
  return marks
    .flatMap((mark, state) => (mark < 0 ? [] : [state]))
    .sort((a, b) => at(marks, a) - at(marks, b));
}

/**
 * The rows of a folded group: by column, the states of its members sorted by `order` and read off at the
 * middle of each row. Heights count from the most members that are there in any column, so members that
 * have not arrived or have ended are blank; where any are there, the first row is not.
 */
export function foldedRows(shares: CellShares, order: readonly number[], rows: number): Uint8Array[] {
  const { cells } = shares;
  const there = Float64Array.from({ length: cells }, (_, column) =>
    order.reduce((sum, state) => sum + shares.time(column, state), 0),
  );
  const most = there.reduce((longest, one) => Math.max(longest, one), 0);
  return Array.from({ length: rows }, (_, row) => {
    const height = (most * (row + 1 / 2)) / rows;
    return Uint8Array.from(there, (own, column) => {
      let left = row === 0 ? Math.min(height, own / 2) : height;
      for (const state of order) {
        left -= shares.time(column, state);
        if (left < 0) return state;
      }
      return NOTHING;
    });
  });
}

/** What the members of a run's folded groups do together; each group is read through once. */
export class Folds {
  readonly #index: TraceIndex;
  readonly #crowds = new Map<string, Crowd>();

  constructor(index: TraceIndex) {
    this.#index = index;
  }

  /** By row, the state of each column. */
  get(kind: TrackKind, block: Block, { fromNs, toNs }: TimeWindow, columns: number): readonly Uint8Array[] {
    const shares = new CellShares(MARKS_OF[kind].length, columns);
    this.#crowd(kind, block).addTo(shares, fromNs, toNs);
    return foldedRows(shares, ORDERS[kind], FOLDED_ROWS);
  }

  #crowd(kind: TrackKind, block: Block): Crowd {
    let crowd = this.#crowds.get(block.key);
    if (crowd === undefined) {
      crowd = this.#build(kind, block);
      this.#crowds.set(block.key, crowd);
    }
    return crowd;
  }

  #build(kind: TrackKind, { count, idAt }: Block): Crowd {
    const index = this.#index;
    const builder = new CrowdBuilder(MARKS_OF[kind].length, index.lastNs);
    for (let place = 0; place < count; place += 1) {
      const id = idAt(place);
      if (kind === "thread") builder.addMember(index.undividedThreadIntervals(id).intervals);
      else builder.addMember(kind === "kernel" ? index.kernelIntervals(id) : index.coreIntervals(id));
    }
    if (kind === "thread" && count > 0) builder.addStalls(index.stallsOf(idAt(0)));
    return builder.finish();
  }
}
