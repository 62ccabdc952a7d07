import { assert, at } from "../base/assert.ts";
import { CellShares, type Cells, cellBoundary } from "./cells.ts";
import { type Intervals, intervalAt } from "./intervals.ts";
import type { StalledTime } from "./stalled-time.ts";
import { THREAD_STATES } from "./states.ts";

/** Intervals between two checkpoints; a query walks at most this many at either end of a cell. */
const CHECKPOINT_SHIFT = 6;
const CHECKPOINT_INTERVALS = 2 ** CHECKPOINT_SHIFT;
const READY = THREAD_STATES.indexOf("ready");
const STALLED = THREAD_STATES.indexOf("stalled");

/** A time in which the subject was in one state: `from` … `to`, ns, `to` excluded; with the interval's detail. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly state: number;
  readonly detail: number;
}

/**
 * Answers, for a range of time cut into cells, which state took most of each cell. Exact, and as fast for
 * millions of intervals as for few: cumulative time per state is kept at every 64th interval.
 *
 * Intervals of a user thread may leave ready and stalled undivided, both as ready, where `stalled` tells
 * them apart: threads that wait through many stall periods would have as many intervals each.
 */
export class LevelOfDetail {
  readonly stateCount: number;
  readonly #intervals: Intervals;
  /** Time per state in all intervals before number 64·i, at i·stateCount. */
  readonly #checkpoints: Float64Array;
  readonly #stalled: StalledTime | null;

  constructor(intervals: Intervals, stateCount: number, stalled: StalledTime | null = null) {
    this.#intervals = intervals;
    this.stateCount = stateCount;
    this.#stalled = stalled;
    this.#checkpoints = this.#cumulate();
  }

  /** Intervals that are kept; where ready and stalled are undivided, there is more to tell than these. */
  get length(): number {
    return this.#intervals.length;
  }

  /** What the subject is in at `time` (ns), and since and until when; null before its first and after its last. */
  spanAt(time: number): Span | null {
    const { starts, ends, states, details } = this.#intervals;
    const place = intervalAt(this.#intervals, time);
    if (place < 0) return null;
    const span = {
      from: at(starts, place),
      to: at(ends, place),
      state: at(states, place),
      detail: at(details, place),
    };
    if (this.#stalled === null || span.state !== READY) return span;
    const { from, to, isStalled } = this.#stalled.around(time);
    const state = isStalled ? STALLED : READY;
    return { ...span, from: Math.max(from, span.from), to: Math.min(to, span.to), state };
  }

  /** When the state changes next after `time` (ns); null where it doesn't any more. */
  changeAfter(time: number): number | null {
    const first = this.#intervals.starts[0];
    if (first !== undefined && time < first) return first;
    return this.spanAt(time)?.to ?? null;
  }

  /** When the state changed last before `time` (ns); null where it didn't yet. */
  changeBefore(time: number): number | null {
    const last = this.#intervals.ends[this.length - 1];
    if (last !== undefined && last < time) return last;
    return this.spanAt(time - 1)?.from ?? null;
  }

  /** The range `from` … `to` (whole ns, `to` excluded) in equal cells. */
  query(from: number, to: number, cells: number): Cells {
    const shares = new CellShares(this.stateCount, cells);
    this.addTo(shares, from, to);
    return shares.dominant();
  }

  /** Adds the time per state in each cell to what other members of a group have there. */
  addTo(shares: CellShares, from: number, to: number): void {
    assert(
      Number.isSafeInteger(from) && Number.isSafeInteger(to) && from <= to,
      () => `bad range: ${from} … ${to}`,
    );
    assert(shares.stateCount === this.stateCount, "members of a group have the same states");
    const { length, starts, ends } = this.#intervals;
    if (length === 0) return;
    const first = starts[0] as number;
    const last = ends[length - 1] as number;
    let cursor = 0;
    for (let cell = 0; cell < shares.cells; cell += 1) {
      const left = cellBoundary(from, to, shares.cells, cell);
      const right = cellBoundary(from, to, shares.cells, cell + 1);
      if (left >= last) return;
      if (right < first || (right === first && left < right)) continue;
      if (left === right) {
        // A cell of no length (zoomed in further than a nanosecond a cell) shows the state of its instant.
        cursor = this.#lastStartingBefore(left + 1, cursor);
        shares.add(cell, this.#stateAt(cursor, left), 1);
        continue;
      }
      cursor = this.#addCell(shares, cell, Math.max(left, first), Math.min(right, last), cursor);
    }
  }

  /** Adds the span `from` … `to`, which lies inside the intervals; returns the interval it ends in. */
  #addCell(shares: CellShares, cell: number, from: number, to: number, cursor: number): number {
    const { starts, ends, states } = this.#intervals;
    const head = this.#lastStartingBefore(from + 1, cursor);
    const tail = this.#lastStartingBefore(to, head);
    if (head === tail) {
      this.#share(shares, cell, states[head] as number, from, to);
      return head;
    }
    this.#share(shares, cell, states[head] as number, from, ends[head] as number);
    this.#addWhole(shares, cell, head + 1, tail);
    this.#share(shares, cell, states[tail] as number, starts[tail] as number, to);
    shares.markMerged(cell);
    return tail;
  }

  /** Adds the intervals `from` … `to` (excluded), all of each. */
  #addWhole(shares: CellShares, cell: number, from: number, to: number): void {
    const low = (from + CHECKPOINT_INTERVALS - 1) >> CHECKPOINT_SHIFT;
    const high = to >> CHECKPOINT_SHIFT;
    if (low >= high) {
      this.#walk(shares, cell, from, to);
      return;
    }
    this.#walk(shares, cell, from, low << CHECKPOINT_SHIFT);
    for (let state = 0; state < this.stateCount; state += 1) {
      const before = this.#checkpoints[low * this.stateCount + state] as number;
      const after = this.#checkpoints[high * this.stateCount + state] as number;
      if (after > before) shares.add(cell, state, after - before);
    }
    this.#walk(shares, cell, high << CHECKPOINT_SHIFT, to);
  }

  #walk(shares: CellShares, cell: number, from: number, to: number): void {
    const { starts, ends, states } = this.#intervals;
    for (let i = from; i < to; i += 1)
      this.#share(shares, cell, states[i] as number, starts[i] as number, ends[i] as number);
  }

  /** Adds a span in one state, of which some may turn out to be stalled. */
  #share(shares: CellShares, cell: number, state: number, from: number, to: number): void {
    const stalled = this.#stalledWithin(state, from, to);
    shares.add(cell, state, to - from - stalled);
    if (stalled > 0) shares.add(cell, STALLED, stalled);
  }

  #stalledWithin(state: number, from: number, to: number): number {
    return this.#stalled === null || state !== READY ? 0 : this.#stalled.within(from, to);
  }

  #stateAt(interval: number, time: number): number {
    const state = this.#intervals.states[interval] as number;
    return state === READY && this.#stalled?.isAt(time) ? STALLED : state;
  }

  /** The last interval that starts before `time`; at or after `cursor`, which does so too or is 0. */
  #lastStartingBefore(time: number, cursor: number): number {
    const { length, starts } = this.#intervals;
    let low = cursor;
    let stride = 1;
    while (low + stride < length && (starts[low + stride] as number) < time) {
      low += stride;
      stride *= 2;
    }
    let high = Math.min(low + stride, length);
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] as number) < time) low = middle;
      else high = middle;
    }
    return low;
  }

  #cumulate(): Float64Array {
    const { length, starts, ends, states } = this.#intervals;
    const checkpoints = new Float64Array(((length >> CHECKPOINT_SHIFT) + 1) * this.stateCount);
    const sums = new Float64Array(this.stateCount);
    for (let i = 0; i < length; i += 1) {
      if (i % CHECKPOINT_INTERVALS === 0) checkpoints.set(sums, (i >> CHECKPOINT_SHIFT) * this.stateCount);
      const state = states[i] as number;
      const from = starts[i] as number;
      const to = ends[i] as number;
      const stalled = this.#stalledWithin(state, from, to);
      sums[state] = (sums[state] as number) + to - from - stalled;
      if (stalled > 0) sums[STALLED] = (sums[STALLED] as number) + stalled;
    }
    if (length % CHECKPOINT_INTERVALS === 0) {
      checkpoints.set(sums, (length >> CHECKPOINT_SHIFT) * this.stateCount);
    }
    return checkpoints;
  }
}

/** The same for a group: which state took most of the time of all its members together. */
export function queryGroup(
  members: Iterable<LevelOfDetail>,
  stateCount: number,
  range: { readonly from: number; readonly to: number; readonly cells: number },
): Cells {
  const shares = new CellShares(stateCount, range.cells);
  for (const member of members) member.addTo(shares, range.from, range.to);
  return shares.dominant();
}
