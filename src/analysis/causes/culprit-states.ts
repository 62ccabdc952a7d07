import { at } from "../../base/assert.ts";
import type { Intervals } from "../../trace/intervals.ts";
import { THREAD_STATES } from "../../trace/states.ts";
import type { TraceIndex } from "../../trace/trace-index.ts";

const NEW = THREAD_STATES.indexOf("new");
const TERMINATED = THREAD_STATES.indexOf("terminated");
/** Intervals kept ready for the next question; past it they are built anew. About 25 bytes each. */
const MAX_KEPT = 2_000_000;

/** Says what user threads did in a span; keeps what it has looked up, as the same few are asked for again and again. */
export class CulpritStates {
  readonly #index: TraceIndex;
  readonly #known = new Map<number, Intervals>();
  #kept = 0;

  constructor(index: TraceIndex) {
    this.#index = index;
  }

  /** Visits every state (index into THREAD_STATES) of a span; before its creation `new`, after its end `terminated`. */
  visit(
    thread: number,
    startNs: number,
    endNs: number,
    visitor: (state: number, startNs: number, endNs: number) => void,
  ): void {
    const { length, starts, ends, states } = this.#intervals(thread);
    let from = startNs;
    for (let i = firstEndingAfter(ends, length, startNs); i < length && from < endNs; i += 1) {
      const start = at(starts, i);
      if (start >= endNs) break;
      if (from < start) visitor(NEW, from, start);
      const to = Math.min(endNs, at(ends, i));
      visitor(at(states, i), Math.max(from, start), to);
      from = to;
    }
    if (from < endNs) visitor(length > 0 && endNs <= at(starts, 0) ? NEW : TERMINATED, from, endNs);
  }

  #intervals(thread: number): Intervals {
    const known = this.#known.get(thread);
    if (known !== undefined) return known;
    if (this.#kept > MAX_KEPT) {
      this.#known.clear();
      this.#kept = 0;
    }
    const intervals = this.#index.threadIntervals(thread);
    this.#known.set(thread, intervals);
    this.#kept += intervals.length;
    return intervals;
  }
}

/** Place of the first interval that ends after `time`. */
function firstEndingAfter(ends: Float64Array, length: number, time: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(ends, middle) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
