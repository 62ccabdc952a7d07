import { NONE } from "../base/ids.ts";
import type { QuotaOptions } from "./options.ts";

/** What is left of a process's core time in the present period. Periods begin at multiples of their length. */
export class CpuQuota {
  readonly #cpu: number;
  readonly #period: number;
  /** Of this period, ns; below 0 where whole nanoseconds made it run over: then less is given next time. */
  #left: number;
  #periodsBegun = 0;
  /** Kernel threads on cores, and since when what they use has not been taken off. */
  #running = 0;
  #since = 0;
  throttled = false;

  constructor({ cpu, period }: QuotaOptions) {
    this.#cpu = cpu;
    this.#period = period;
    this.#left = cpu;
  }

  get isUsedUp(): boolean {
    return this.#left <= 0;
  }

  /** So many kernel threads more (or fewer) are on cores from now on. */
  change(by: 1 | -1, now: number): void {
    this.settle(now);
    this.#running += by;
  }

  /** Takes off what has been used up to now, and gives what a new period brings. */
  settle(now: number): void {
    this.#left -= this.#running * (now - this.#since);
    this.#since = now;
    const begun = Math.floor(now / this.#period);
    if (begun === this.#periodsBegun) return;
    this.#periodsBegun = begun;
    this.#left = Math.min(this.#left, 0) + this.#cpu;
  }

  /** When to look again: at the next period, or when the quota will be used up; `NONE` where neither matters. */
  nextTime(now: number): number {
    const nextPeriod = (this.#periodsBegun + 1) * this.#period;
    if (this.throttled) return nextPeriod;
    if (this.#running === 0) return NONE;
    return Math.min(nextPeriod, now + Math.ceil(Math.max(this.#left, 0) / this.#running));
  }
}
