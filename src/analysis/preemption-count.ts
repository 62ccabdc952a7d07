import { NONE } from "../base/ids.ts";
import { EventCode, type TraceSink } from "../trace/events.ts";

/**
 * Counts how often a user thread that ran lost its core or kernel thread, though it could have gone on and
 * had not given it up: to another, to the quota of its process, or because it was asked to drop the
 * interpreter lock. Who gets its place back at the same instant has lost nothing.
 */
export class PreemptionCount implements TraceSink {
  /** By user thread: whether it ran, and when it last gave way, woke another and was preempted, ns. */
  readonly #runs: boolean[] = [];
  readonly #gaveWayNs: number[] = [];
  readonly #wokeNs: number[] = [];
  readonly #preemptedNs: number[] = [];
  /** Preemptions so far. */
  count = 0;

  record(timeNs: number, code: EventCode, subject: number, detail: number): void {
    if (code === EventCode.givesWay) this.#gaveWayNs[subject] = timeNs;
    else if (code === EventCode.threadWake) {
      if (detail !== NONE) this.#wokeNs[detail] = timeNs;
    } else if (code === EventCode.threadRunning || code === EventCode.threadOverhead)
      this.#run(timeNs, subject);
    else if (code <= EventCode.blockedThrottled) {
      const ran = this.#runs[subject] === true;
      this.#runs[subject] = false;
      if (ran && this.#isTaken(timeNs, code, subject)) {
        this.count += 1;
        this.#preemptedNs[subject] = timeNs;
      }
    }
  }

  #run(timeNs: number, thread: number): void {
    this.#runs[thread] = true;
    if (this.#preemptedNs[thread] !== timeNs) return;
    this.#preemptedNs[thread] = Number.NaN;
    this.count -= 1;
  }

  /** Whether the state that follows running was forced on the user thread. */
  #isTaken(timeNs: number, code: EventCode, thread: number): boolean {
    switch (code) {
      case EventCode.threadReady:
        return this.#gaveWayNs[thread] !== timeNs;
      case EventCode.blockedThrottled:
        return true;
      case EventCode.blockedGil:
        // Dropping the lock wakes who waits for it; who wants it back after a call without it wakes nobody.
        return this.#wokeNs[thread] === timeNs;
      default:
        return false;
    }
  }
}
