import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { NO_STATE, THREAD_STATE_BY_CODE } from "../../trace/code-kinds.ts";
import { firstStallAfter, type StallPeriods } from "../../trace/stall-periods.ts";
import { THREAD_STATES } from "../../trace/states.ts";
import type { TraceIndex } from "../../trace/trace-index.ts";

const NEW = THREAD_STATES.indexOf("new");
const READY = THREAD_STATES.indexOf("ready");
const STALLED = THREAD_STATES.indexOf("stalled");

/** Receives a state (index into THREAD_STATES) and the span in which it lasts. */
type StateVisitor = (state: number, startNs: number, endNs: number) => void;

/** Says what user threads did in a span, straight from their records: nothing is built, however often it is asked. */
export class CulpritStates {
  readonly #index: TraceIndex;

  constructor(index: TraceIndex) {
    this.#index = index;
  }

  /** Visits every state of a span; before its creation `new`, after its end `terminated`. */
  visit(thread: number, startNs: number, endNs: number, visitor: StateVisitor): void {
    const { records } = this.#index;
    const own = this.#index.recordsOf(thread);
    let next = this.#firstAfter(own, startNs);
    let before = this.#placeBefore(own, next);
    let from = startNs;
    while (from < endNs) {
      while (next < own.length && this.#stateOf(own, next) === NO_STATE) next += 1;
      const to = next < own.length ? Math.min(endNs, records.time(at(own, next))) : endNs;
      if (from < to) {
        const state = before === NONE ? NEW : this.#stateOf(own, before);
        // On a kernel thread it waits for a core only, and nothing else holds it up.
        const isCarried = before !== NONE && records.detail(at(own, before)) !== NONE;
        if (state === READY && !isCarried) visitReady(this.#index.stallsOf(thread), from, to, visitor);
        else visitor(state, from, to);
      }
      if (next < own.length) before = next;
      next += 1;
      from = to;
    }
  }

  #stateOf(own: Uint32Array, place: number): number {
    return at(THREAD_STATE_BY_CODE, this.#index.records.code(at(own, place)));
  }

  /** Place of the record that gave the state in force before the record at `place`; NONE before its creation. */
  #placeBefore(own: Uint32Array, place: number): number {
    for (let i = place - 1; i >= 0; i -= 1) if (this.#stateOf(own, i) !== NO_STATE) return i;
    return NONE;
  }

  /** Place of the first record later than `time`. */
  #firstAfter(own: Uint32Array, time: number): number {
    let low = 0;
    let high = own.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#index.records.time(at(own, middle)) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A ready span, the stalled parts told apart. */
function visitReady(stalls: StallPeriods, startNs: number, endNs: number, visitor: StateVisitor): void {
  let from = startNs;
  for (let i = firstStallAfter(stalls, startNs); i < stalls.begins.length; i += 1) {
    const begin = Math.max(startNs, at(stalls.begins, i));
    if (begin >= endNs) break;
    const end = Math.min(endNs, at(stalls.ends, i));
    if (from < begin) visitor(READY, from, begin);
    visitor(STALLED, begin, end);
    from = end;
  }
  if (from < endNs) visitor(READY, from, endNs);
}
