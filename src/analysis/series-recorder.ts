import { ns } from "../base/time.ts";
import { summedNs } from "./exact-sums.ts";
import type { Series } from "./result.ts";

/** Most buckets of a series; with more, neighbours are merged in pairs. */
const MAX_BUCKETS = 256;
/** A power of two, so that multiplying by its inverse is exact. About a microsecond. */
const FIRST_BUCKET_NS = 2 ** 10;

/**
 * Completions and busy core time over the run, in at most {@link MAX_BUCKETS} equal buckets whose width
 * doubles as the run grows. Totals stay exact. Memory is constant.
 */
export class SeriesRecorder {
  readonly #completed = new Float64Array(MAX_BUCKETS);
  readonly #busy = new Float64Array(MAX_BUCKETS);
  // Fractions at first, for V8 to keep doubles: code compiled for small integers is thrown away past 2^31.
  #width = 0.5;
  #perWidth = 0.5;
  #span = 0.5;

  constructor() {
    this.#width = FIRST_BUCKET_NS;
    this.#perWidth = 1 / FIRST_BUCKET_NS;
    this.#span = FIRST_BUCKET_NS * MAX_BUCKETS;
  }

  complete(time: number): void {
    while (time >= this.#span) this.#widen();
    const bucket = Math.floor(time * this.#perWidth);
    this.#completed[bucket] = (this.#completed[bucket] as number) + 1;
  }

  /** A core was busy from `start` to `end`. */
  busy(start: number, end: number): void {
    while (end > this.#span) this.#widen();
    let bucket = Math.floor(start * this.#perWidth);
    let from = start;
    let to = (bucket + 1) * this.#width;
    while (to < end) {
      this.#busy[bucket] = (this.#busy[bucket] as number) + (to - from);
      from = to;
      to += this.#width;
      bucket += 1;
    }
    this.#busy[bucket] = (this.#busy[bucket] as number) + (end - from);
  }

  /** The buckets from 0 to the end of the run; an event at the very end counts in the last. */
  series(endNs: number): Series {
    const used = Math.min(MAX_BUCKETS, Math.floor(endNs * this.#perWidth) + 1);
    return {
      bucketNs: ns(this.#width),
      completed: Array.from(this.#completed.subarray(0, used)),
      busyNs: Array.from(this.#busy.subarray(0, used), summedNs),
    };
  }

  #widen(): void {
    for (const column of [this.#completed, this.#busy]) {
      for (let bucket = 0; bucket < MAX_BUCKETS / 2; bucket += 1) {
        column[bucket] = (column[2 * bucket] as number) + (column[2 * bucket + 1] as number);
      }
      column.fill(0, MAX_BUCKETS / 2);
    }
    this.#width *= 2;
    this.#perWidth /= 2;
    this.#span *= 2;
  }
}
