import { InvariantError } from "../base/assert.ts";
import { MAX_NS } from "../base/time.ts";

/** A run would go on past what the simulator can count exactly: the scenario, or the limit of events, asks for too much. */
export class RunTooLong extends Error {
  override readonly name: string = "RunTooLong";
}

/** Simulated time would pass the largest integer of nanoseconds that a double holds. */
export class ClockOverflow extends RunTooLong {
  override readonly name = "ClockOverflow";
  constructor() {
    super(`simulated time passes ${MAX_NS} ns (about 104 days)`);
  }
}

/** Simulated time and the count of events, shared by all that act in a run. */
export class Clock {
  /** ns. A fraction at first, for V8 to keep it as a double: code compiled for small integers is thrown away past 2^31. */
  now = 0.5;
  /** Timers fired, dispatch rounds at the same instant, and turns of zero-time loops: what `--max-events` limits. */
  events = 0;

  constructor() {
    this.now = 0;
  }

  /** Goes on to the time of the next event. Throws a {@link ClockOverflow} where that can't be told exactly. */
  advanceTo(time: number): void {
    // Also where it is no number.
    if (!(time >= this.now && time <= MAX_NS)) this.#refuse(time);
    this.now = time;
  }

  /** Apart from its caller, which would otherwise make room for the message at each call. */
  #refuse(time: number): never {
    if (time > MAX_NS) throw new ClockOverflow();
    throw new InvariantError(`time ${time} after ${this.now}`);
  }
}
