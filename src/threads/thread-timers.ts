import type { Clock } from "../engine/clock.ts";
import type { EventList } from "../engine/event-list.ts";

/** Two timers for each user thread, as a power of two: for what it waits for itself, and for the loss of its kernel thread's slot. */
const BOTH_SHIFT = 1;

/** The timers of user threads, by id of the event list: they follow those of the arrival sources and processes. */
export class ThreadTimers {
  readonly #clock: Clock;
  readonly #events: EventList;
  /** Timer of the first process. */
  readonly firstOfProcesses: number;
  readonly #first: number;
  /** Timers of a user thread are 2^this: one, or both. */
  readonly #shift: number;

  /** `first`: ids from here on are those of `processes` processes, then theirs. `slots`: kernel threads may lose slots. */
  constructor(clock: Clock, events: EventList, first: number, processes: number, slots: boolean) {
    this.#clock = clock;
    this.#events = events;
    this.firstOfProcesses = first;
    this.#first = first + processes;
    this.#shift = slots ? BOTH_SHIFT : 0;
  }

  /** Sets the user thread's timer, `ns` from now. */
  set(thread: number, ns: number): void {
    this.#events.schedule(this.#clock.now + ns, this.#first + (thread << this.#shift));
  }

  cancel(thread: number): void {
    this.#events.cancel(this.#first + (thread << this.#shift));
  }

  /** Sets the timer after which the kernel thread blocked with the user thread loses its slot. */
  setSlotLoss(thread: number, ns: number): void {
    this.#events.schedule(this.#clock.now + ns, this.#first + (thread << this.#shift) + 1);
  }

  cancelSlotLoss(thread: number): void {
    this.#events.cancel(this.#first + (thread << this.#shift) + 1);
  }

  /** The user thread of a timer of the event list. */
  threadOf(id: number): number {
    return (id - this.#first) >> this.#shift;
  }

  isOfProcess(id: number): boolean {
    return id < this.#first;
  }

  isSlotLoss(id: number): boolean {
    // The second of two; where each has but one, no bit is looked at.
    return ((id - this.#first) & this.#shift) !== 0;
  }
}
