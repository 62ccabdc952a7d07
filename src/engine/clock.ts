import { MAX_NS } from "../base/time.ts";

/** Simulated time would pass the largest integer of nanoseconds that a double holds: the scenario asks for too long a run. */
export class ClockOverflow extends Error {
  override readonly name = "ClockOverflow";
  constructor() {
    super(`simulated time passes ${MAX_NS} ns (about 104 days)`);
  }
}

/** Simulated time and the count of events, shared by all that act in a run. */
export class Clock {
  /** ns. */
  now = 0;
  /** Timers fired, dispatch rounds at the same instant, and turns of zero-time loops: what `--max-events` limits. */
  events = 0;

  /** Goes on to the time of the next event. Throws a {@link ClockOverflow} where that can't be told exactly. */
  advanceTo(time: number): void {
    if (time > MAX_NS) throw new ClockOverflow();
    this.now = time;
  }
}
