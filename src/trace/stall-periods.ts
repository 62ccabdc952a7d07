import { at } from "../base/assert.ts";

/** When one process was stalled: non-empty spans in order of time, apart from each other. ns. */
export interface StallPeriods {
  readonly begins: readonly number[];
  readonly ends: readonly number[];
}

export const NO_STALLS: StallPeriods = { begins: [], ends: [] };

/** The stall periods that are over, and when the present one began; null where the process is not stalled. */
export interface StallsSoFar extends StallPeriods {
  readonly since: number | null;
}

/** Gathers the stall periods of every process from `stallBegin` and `stallEnd` in order of time. */
export class StallCollector {
  #byProcess = new Map<number, { begins: number[]; ends: number[]; since: number | null }>();

  begin(process: number, time: number): void {
    let stalls = this.#byProcess.get(process);
    if (stalls === undefined) {
      stalls = { begins: [], ends: [], since: null };
      this.#byProcess.set(process, stalls);
    }
    if (stalls.since !== null) return;
    const { begins, ends } = stalls;
    stalls.since = time;
    if (ends.at(-1) !== time) return;
    // The last one goes on.
    ends.pop();
    stalls.since = begins.pop() ?? time;
  }

  end(process: number, time: number): void {
    const stalls = this.#byProcess.get(process);
    if (stalls === undefined || stalls.since === null) return;
    const { begins, ends, since } = stalls;
    stalls.since = null;
    if (time <= since) return;
    begins.push(since);
    ends.push(time);
  }

  /** The stall periods of a process so far; undefined where it had none. */
  soFar(process: number): StallsSoFar | undefined {
    return this.#byProcess.get(process);
  }

  /** Ends what is still open at the end of the run, and returns the periods by process. */
  finish(endNs: number): ReadonlyMap<number, StallPeriods> {
    for (const process of this.#byProcess.keys()) this.end(process, endNs);
    return this.#byProcess;
  }
}

/** Index of the first period that ends after `time`. */
export function firstStallAfter(stalls: StallPeriods, time: number): number {
  let low = 0;
  let high = stalls.ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(stalls.ends, middle) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
