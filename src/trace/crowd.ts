import { assert, at } from "../base/assert.ts";
import { type CellShares, cellBoundary } from "./cells.ts";
import type { Intervals } from "./intervals.ts";
import type { StallPeriods } from "./stall-periods.ts";
import { THREAD_STATES } from "./states.ts";

const READY = THREAD_STATES.indexOf("ready");
const STALLED = THREAD_STATES.indexOf("stalled");
/** The state of a member before its first and after its last interval. */
const NOWHERE = 16;
/** States of a change are digits to this base: `from · BASE + to`. */
const BASE = NOWHERE + 1;
/** Changes from a state to itself stand for the begin and the end of a stall. */
const STALL_BEGIN = 0;
const STALL_END = BASE + 1;
/** A change as one number, so that sorting numbers sorts changes: time · CODES + code. */
const CODES = 512;
/** Times from here on are kept in coarser steps, so that the number stays exact: ns, 4.9 hours. */
const EXACT_TIME_LIMIT = 2 ** 44;
/** Changes between two checkpoints; an answer walks through so many at most for each cell. */
const CHECKPOINT_CHANGES = 256;
const FIRST_CAPACITY = 1_024;

/** Gathers the changes of all members of a group, in any order. */
export class CrowdBuilder {
  readonly #stateCount: number;
  readonly #step: number;
  #changes = new Float64Array(FIRST_CAPACITY);
  #length = 0;

  /** `endNs`: no member has an interval behind it. */
  constructor(stateCount: number, endNs: number) {
    assert(stateCount <= NOWHERE, () => `${stateCount} states`);
    this.#stateCount = stateCount;
    this.#step = Math.max(1, Math.ceil((endNs + 1) / EXACT_TIME_LIMIT));
  }

  /** A member's intervals; those of a user thread with ready and stalled undivided, both as ready. */
  addMember({ length, starts, ends, states }: Intervals): void {
    let before = NOWHERE;
    for (let i = 0; i < length; i += 1) {
      const state = states[i] as number;
      if (state !== before) this.#add(starts[i] as number, before * BASE + state);
      before = state;
    }
    if (length > 0) this.#add(ends[length - 1] as number, before * BASE + NOWHERE);
  }

  /** When members that are ready are stalled. */
  addStalls({ begins, ends }: StallPeriods): void {
    for (const time of begins) this.#add(time, STALL_BEGIN);
    for (const time of ends) this.#add(time, STALL_END);
  }

  finish(): Crowd {
    return new Crowd(this.#changes.slice(0, this.#length).sort(), this.#step, this.#stateCount);
  }

  #add(time: number, code: number): void {
    if (this.#length === this.#changes.length) {
      const larger = new Float64Array(2 * this.#changes.length);
      larger.set(this.#changes);
      this.#changes = larger;
    }
    this.#changes[this.#length] = Math.floor(time / this.#step) * CODES + code;
    this.#length += 1;
  }
}

/**
 * What the members of a group do, added up: how much time they spend in each state in each cell of a range of
 * time. Exact (to some ns in runs of hours), and the cost of an answer does not grow with the number of
 * members. 8 bytes a change of state.
 */
export class Crowd {
  readonly #stateCount: number;
  readonly #step: number;
  readonly #changes: Float64Array;
  /** At every 256th change, before it: members by state; time by state since the beginning, ns; whether stalled. */
  readonly #counts: Int32Array;
  readonly #times: Float64Array;
  readonly #isStalled: Uint8Array;

  /** Changes in order of time; see {@link CrowdBuilder}. */
  constructor(changes: Float64Array, step: number, stateCount: number) {
    this.#changes = changes;
    this.#step = step;
    this.#stateCount = stateCount;
    const checkpoints = Math.ceil(changes.length / CHECKPOINT_CHANGES);
    this.#counts = new Int32Array(checkpoints * BASE);
    this.#times = new Float64Array(checkpoints * BASE);
    this.#isStalled = new Uint8Array(checkpoints);
    const sweep = new Sweep(changes, step);
    for (let checkpoint = 0; checkpoint < checkpoints; checkpoint += 1) {
      sweep.toChange(checkpoint * CHECKPOINT_CHANGES);
      this.#counts.set(sweep.counts, checkpoint * BASE);
      this.#times.set(sweep.times, checkpoint * BASE);
      this.#isStalled[checkpoint] = sweep.isStalled ? 1 : 0;
    }
  }

  /** Adds what there is in `from` … `to` (whole ns, `to` excluded), cut into the cells of `shares`. */
  addTo(shares: CellShares, from: number, to: number): void {
    assert(shares.stateCount === this.#stateCount, "members of a group have the same states");
    if (this.#changes.length === 0) return;
    const sweep = new Sweep(this.#changes, this.#step);
    this.#advance(sweep, from);
    const before = sweep.times.slice();
    for (let cell = 0; cell < shares.cells; cell += 1) {
      const left = cellBoundary(from, to, shares.cells, cell);
      const right = cellBoundary(from, to, shares.cells, cell + 1);
      if (left < right) this.#advance(sweep, right);
      for (let state = 0; state < this.#stateCount; state += 1) {
        // A cell of no length (zoomed in further than a nanosecond a cell) shows its instant.
        const time = left < right ? at(sweep.times, state) - at(before, state) : sweep.countOf(state);
        if (time > 0) shares.add(cell, state, time);
      }
      before.set(sweep.times);
    }
  }

  /** Moves on to a time, past the changes at it; from the last checkpoint before it where that is nearer. */
  #advance(sweep: Sweep, time: number): void {
    let low = Math.ceil(sweep.place / CHECKPOINT_CHANGES);
    let high = this.#isStalled.length;
    const first = low;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sweep.timeOf(middle * CHECKPOINT_CHANGES) <= time) low = middle + 1;
      else high = middle;
    }
    const checkpoint = low - 1;
    if (checkpoint >= first) {
      sweep.counts.set(this.#counts.subarray(checkpoint * BASE, (checkpoint + 1) * BASE));
      sweep.times.set(this.#times.subarray(checkpoint * BASE, (checkpoint + 1) * BASE));
      sweep.isStalled = this.#isStalled[checkpoint] === 1;
      sweep.place = checkpoint * CHECKPOINT_CHANGES;
      sweep.nowNs = sweep.place === 0 ? 0 : sweep.timeOf(sweep.place - 1);
    }
    sweep.toTime(time);
  }
}

/** Goes through the changes, and counts. */
class Sweep {
  /** By state: members in it, where ready and stalled both count as ready; and time spent in it so far, ns. */
  readonly counts = new Int32Array(BASE);
  readonly times = new Float64Array(BASE);
  isStalled = false;
  /** Number of the next change, and the time up to which `times` go. */
  place = 0;
  nowNs = 0;
  readonly #changes: Float64Array;
  readonly #step: number;

  constructor(changes: Float64Array, step: number) {
    this.#changes = changes;
    this.#step = step;
  }

  timeOf(change: number): number {
    return Math.floor((this.#changes[change] as number) / CODES) * this.#step;
  }

  /** Members in a state now. */
  countOf(state: number): number {
    if (this.isStalled && state === READY) return 0;
    return at(this.counts, this.isStalled && state === STALLED ? READY : state);
  }

  toChange(place: number): void {
    while (this.place < place) this.#apply();
  }

  toTime(time: number): void {
    while (this.place < this.#changes.length && this.timeOf(this.place) <= time) this.#apply();
    this.#pass(time);
  }

  #apply(): void {
    this.#pass(this.timeOf(this.place));
    const code = (this.#changes[this.place] as number) % CODES;
    this.place += 1;
    if (code === STALL_BEGIN || code === STALL_END) {
      this.isStalled = code === STALL_BEGIN;
      return;
    }
    const from = Math.floor(code / BASE);
    const to = code % BASE;
    this.counts[from] = (this.counts[from] as number) - 1;
    this.counts[to] = (this.counts[to] as number) + 1;
  }

  #pass(time: number): void {
    const length = time - this.nowNs;
    if (length <= 0) return;
    this.nowNs = time;
    for (let state = 0; state < NOWHERE; state += 1) {
      const count = this.counts[state] as number;
      if (count === 0) continue;
      const shown = this.isStalled && state === READY ? STALLED : state;
      this.times[shown] = (this.times[shown] as number) + count * length;
    }
  }
}
