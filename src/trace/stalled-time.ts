import { at } from "../base/assert.ts";
import { firstStallAfter, type StallPeriods } from "./stall-periods.ts";

/** How long one process was stalled within any span of time, in steps logarithmic in the number of its stall periods. */
export class StalledTime {
  readonly #stalls: StallPeriods;
  /** Length of all periods before each, and of all at the end, ns. */
  readonly #before: Float64Array;

  constructor(stalls: StallPeriods) {
    this.#stalls = stalls;
    const count = stalls.begins.length;
    this.#before = new Float64Array(count + 1);
    for (let i = 0; i < count; i += 1) {
      this.#before[i + 1] = at(this.#before, i) + at(stalls.ends, i) - at(stalls.begins, i);
    }
  }

  /** Whether it is stalled from `time` (ns) on. */
  isAt(time: number): boolean {
    const place = firstStallAfter(this.#stalls, time);
    return place < this.#stalls.begins.length && at(this.#stalls.begins, place) <= time;
  }

  /** The stall period that holds `time` (ns), or the time between two that does. */
  around(time: number): { readonly from: number; readonly to: number; readonly isStalled: boolean } {
    const { begins, ends } = this.#stalls;
    const place = firstStallAfter(this.#stalls, time);
    const begin = begins[place] ?? Number.POSITIVE_INFINITY;
    if (begin <= time) return { from: begin, to: at(ends, place), isStalled: true };
    return { from: ends[place - 1] ?? 0, to: begin, isStalled: false };
  }

  /** Stalled time from `from` until `to`, ns. */
  within(from: number, to: number): number {
    return this.#until(to) - this.#until(from);
  }

  #until(time: number): number {
    const place = firstStallAfter(this.#stalls, time);
    const whole = at(this.#before, place);
    if (place === this.#stalls.begins.length) return whole;
    return whole + Math.max(0, time - at(this.#stalls.begins, place));
  }
}
