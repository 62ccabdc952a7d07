import type { Intervals } from "./intervals.ts";

const FIRST_CAPACITY = 64;

/**
 * Builds intervals from changes of state. What lasts no time is dropped, and what only repeats the state
 * and detail before it is merged with it. Keeps its memory for the next subject.
 */
export class IntervalBuilder {
  #starts = new Float64Array(FIRST_CAPACITY);
  #ends = new Float64Array(FIRST_CAPACITY);
  #states = new Uint8Array(FIRST_CAPACITY);
  #details = new Int32Array(FIRST_CAPACITY);
  #length = 0;
  #open = false;
  #since = 0;
  #state = 0;
  #detail = 0;

  /** From `time` (ns, not before the change before) on, the subject is in this state. */
  change(time: number, state: number, detail: number): void {
    this.#close(time);
    this.#open = true;
    this.#since = time;
    this.#state = state;
    this.#detail = detail;
  }

  /** Ends the last interval, if any is open, and hands over what was built. */
  finish(time: number): Intervals {
    this.#close(time);
    const length = this.#length;
    this.#length = 0;
    return {
      length,
      starts: this.#starts.slice(0, length),
      ends: this.#ends.slice(0, length),
      states: this.#states.slice(0, length),
      details: this.#details.slice(0, length),
    };
  }

  #close(time: number): void {
    if (!this.#open) return;
    this.#open = false;
    if (time <= this.#since) return;
    const last = this.#length - 1;
    if (
      last >= 0 &&
      (this.#states[last] as number) === this.#state &&
      (this.#details[last] as number) === this.#detail
    ) {
      this.#ends[last] = time;
      return;
    }
    if (this.#length === this.#starts.length) this.#enlarge();
    const place = this.#length;
    this.#starts[place] = this.#since;
    this.#ends[place] = time;
    this.#states[place] = this.#state;
    this.#details[place] = this.#detail;
    this.#length = place + 1;
  }

  #enlarge(): void {
    const capacity = 2 * this.#starts.length;
    const starts = new Float64Array(capacity);
    const ends = new Float64Array(capacity);
    const states = new Uint8Array(capacity);
    const details = new Int32Array(capacity);
    starts.set(this.#starts);
    ends.set(this.#ends);
    states.set(this.#states);
    details.set(this.#details);
    this.#starts = starts;
    this.#ends = ends;
    this.#states = states;
    this.#details = details;
  }
}
