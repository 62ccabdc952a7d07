import { at } from "../../base/assert.ts";
import { MARKS_OF } from "../../report/marks.ts";
import { CellShares, NOTHING } from "../../trace/cells.ts";
import { type Crowd, CrowdBuilder } from "../../trace/crowd.ts";
import { NO_STALLS } from "../../trace/stall-periods.ts";
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

  #build(kind: TrackKind, block: Block): Crowd {
    const index = this.#index;
    if (kind === "thread") return this.#undividedCrowd(block) ?? this.#dividedCrowd(block);
    const builder = new CrowdBuilder(MARKS_OF[kind].length, index.lastNs);
    for (let place = 0; place < block.count; place += 1) {
      const id = block.idAt(place);
      builder.addMember(kind === "kernel" ? index.kernelIntervals(id) : index.coreIntervals(id));
    }
    return builder.finish();
  }

  /** User threads that are all stalled at the same times where they are ready; null where some are not. */
  #undividedCrowd({ count, idAt }: Block): Crowd | null {
    const index = this.#index;
    const builder = new CrowdBuilder(MARKS_OF.thread.length, index.lastNs);
    const stalls = count > 0 ? index.stallsOf(idAt(0)) : NO_STALLS;
    for (let place = 0; place < count; place += 1) {
      const { intervals, stalled } = index.undividedThreadIntervals(idAt(place));
      if (stalled === null && stalls.begins.length > 0) return null;
      builder.addMember(intervals);
    }
    builder.addStalls(stalls);
    return builder.finish();
  }

  #dividedCrowd({ count, idAt }: Block): Crowd {
    const builder = new CrowdBuilder(MARKS_OF.thread.length, this.#index.lastNs);
    for (let place = 0; place < count; place += 1)
      builder.addMember(this.#index.dividedThreadIntervals(idAt(place)));
    return builder.finish();
  }
}
