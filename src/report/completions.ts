import { EventCode, type TraceSink } from "../trace/events.ts";
import { forEachRecord, type Trace } from "../trace/trace.ts";

const FIRST_ROOM = 256;

/** Collects the times at which one kind of event happened. */
class TimesOf implements TraceSink {
  #code: EventCode;
  #times = new Float64Array(FIRST_ROOM);
  #count = 0;

  constructor(code: EventCode) {
    this.#code = code;
  }

  record(time: number, code: EventCode): void {
    if (code !== this.#code) return;
    if (this.#count === this.#times.length) {
      const wider = new Float64Array(2 * this.#count);
      wider.set(this.#times);
      this.#times = wider;
    }
    this.#times[this.#count] = time;
    this.#count += 1;
  }

  get times(): Float64Array {
    return this.#times.subarray(0, this.#count);
  }
}

/** When each job ended, or each user thread where the workload has no jobs: ns, in order. One pass over the trace. */
export function completionTimes(trace: Trace, unit: "jobs" | "threads"): Float64Array {
  const sink = new TimesOf(unit === "jobs" ? EventCode.jobEnd : EventCode.threadEnd);
  forEachRecord(trace, sink);
  return sink.times;
}

/** How many of the times, in order, are at or before `instant`. */
export function completedBy(times: Float64Array, instant: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
