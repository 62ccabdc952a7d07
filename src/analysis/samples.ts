import { ns } from "../base/time.ts";
import { ExactSums } from "./exact-sums.ts";
import { FIRST_CAPACITY, grownFloats, nextCapacity } from "./grow.ts";
import { LogHistogram } from "./log-histogram.ts";
import type { Summary } from "./result.ts";

/** Up to this many samples are kept, and their percentiles exact. */
export const MAX_EXACT_SAMPLES = 65_536;

/**
 * Times in ns, summed up in bounded memory. Mean and extremes are always exact. Percentiles are nearest
 * rank: exact up to {@link MAX_EXACT_SAMPLES} samples, beyond that off by less than 2^-10 of their value.
 */
export class Samples {
  #values = new Float64Array(FIRST_CAPACITY);
  #histogram: LogHistogram | null = null;
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  readonly #sum = new ExactSums(1);

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    this.#sum.add(0, value);
    if (this.#histogram !== null) this.#histogram.add(value);
    else this.#keep(value);
    this.#count += 1;
  }

  /** Null where there are no samples. */
  summary(): Summary | null {
    if (this.#count === 0) return null;
    const sorted = this.#histogram === null ? this.#values.slice(0, this.#count).sort() : null;
    const percentile = (percent: number) => {
      const rank = nearestRank(percent, this.#count);
      const value = sorted === null ? (this.#histogram?.atRank(rank) ?? 0) : (sorted[rank - 1] ?? 0);
      return ns(Math.min(this.#max, Math.max(this.#min, value)));
    };
    return {
      min: ns(this.#min),
      mean: ns(this.#sum.roundedQuotient(0, this.#count)),
      p50: percentile(50),
      p90: percentile(90),
      p95: percentile(95),
      p99: percentile(99),
      max: ns(this.#max),
    };
  }

  #keep(value: number): void {
    if (this.#count === MAX_EXACT_SAMPLES) {
      const histogram = new LogHistogram();
      for (const kept of this.#values) histogram.add(kept);
      histogram.add(value);
      this.#histogram = histogram;
      this.#values = new Float64Array(0);
      return;
    }
    if (this.#count === this.#values.length) {
      this.#values = grownFloats(this.#values, nextCapacity(this.#values.length, 0));
    }
    this.#values[this.#count] = value;
  }
}

/** 1-based rank of a percentile among `count` sorted values: the smallest with at least that share at or below it. */
export function nearestRank(percent: number, count: number): number {
  return Math.max(1, Math.ceil((percent * count) / 100));
}
