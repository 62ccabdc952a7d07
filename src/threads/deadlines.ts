import type { Clock } from "../engine/clock.ts";
import { EventList } from "../engine/event-list.ts";
import { EventCode } from "../trace/events.ts";
import type { Journal } from "../trace/journal.ts";
import type { Plan } from "./plan.ts";
import type { ThreadTable } from "./thread-table.ts";

/** Whose deadlines they are: the thread library. */
interface DeadlineHost {
  readonly table: ThreadTable;
  /** What the kernel may know of a user thread has changed. */
  tellMachine(thread: number): void;
}

/**
 * Releases of periodic user threads, and deadlines. The n-th instance of a periodic user thread is
 * released n periods after its arrival (Liu and Layland, JACM 20(1), 1973); while an instance overruns,
 * the next ones queue up behind it, their deadlines running. Who is done at its deadline has met it, so
 * deadlines are looked at when all else of an instant has happened.
 */
export class Deadlines {
  readonly #host: DeadlineHost;
  readonly #table: ThreadTable;
  readonly #clock: Clock;
  readonly #journal: Journal;
  /** By group, ns; Infinity for none. */
  readonly #periods: Float64Array;
  readonly #relative: Float64Array;
  /** The next deadline of each user thread, by its id. */
  readonly #watch = new EventList();

  constructor(plan: Plan, host: DeadlineHost, clock: Clock, journal: Journal) {
    this.#host = host;
    this.#table = host.table;
    this.#clock = clock;
    this.#journal = journal;
    this.#periods = Float64Array.from(plan.groups, ({ scheduling }) => scheduling.period);
    this.#relative = Float64Array.from(plan.groups, ({ scheduling }) => scheduling.deadline);
  }

  /** Time of the next deadline that somebody may miss; Infinity for none. */
  get nextTime(): number {
    return this.#watch.nextTime;
  }

  /** The user thread arrives: its first instance is released. */
  begin(thread: number): void {
    const t = this.#table;
    const { now } = this.#clock;
    t.released[thread] = now;
    t.missed[thread] = 0;
    const deadline = now + (this.#relative[t.group[thread] as number] as number);
    t.deadline[thread] = deadline;
    if (deadline < Number.POSITIVE_INFINITY) this.#watch.schedule(deadline, thread);
  }

  /** The present instance, or job, or the user thread itself has to be done within `ns`; takes the place of a deadline before. */
  set(thread: number, ns: number): void {
    const t = this.#table;
    const deadline = this.#clock.now + ns;
    t.deadline[thread] = deadline;
    this.#host.tellMachine(thread);
    const isPeriodic = this.#periods[t.group[thread] as number] !== Number.POSITIVE_INFINITY;
    // It has missed the one before, and the watch is for the instance after it.
    if (isPeriodic && (t.missed[thread] as number) > 0) return;
    t.missed[thread] = 0;
    this.#watch.cancel(thread);
    this.#watch.schedule(deadline, thread);
  }

  /** The running instance of a periodic user thread is done; the next one is released at `released`, which may have passed. */
  endInstance(thread: number): void {
    const t = this.#table;
    const group = t.group[thread] as number;
    const released = (t.released[thread] as number) + (this.#periods[group] as number);
    const missed = t.missed[thread] as number;
    this.#journal.record(EventCode.instanceEnd, thread, -1);
    t.released[thread] = released;
    t.deadline[thread] = released + (this.#relative[group] as number);
    this.#host.tellMachine(thread);
    if (missed > 0) {
      // The watch is for the instance that begins now, or a later one.
      t.missed[thread] = missed - 1;
      return;
    }
    this.#watch.cancel(thread);
    this.#watch.schedule(t.deadline[thread] as number, thread);
  }

  /** What had to be done is done: the user thread has ended, or its job. */
  end(thread: number): void {
    this.#table.deadline[thread] = Number.POSITIVE_INFINITY;
    this.#watch.cancel(thread);
    this.#host.tellMachine(thread);
  }

  /** The next deadline is over, and who had it is not done. The clock shows its time. */
  miss(): void {
    const t = this.#table;
    const thread = this.#watch.pop();
    const group = t.group[thread] as number;
    const period = this.#periods[group] as number;
    const missed = (t.missed[thread] as number) + 1;
    t.missed[thread] = missed;
    this.#journal.record(EventCode.deadlineMiss, thread, -1);
    if (period === Number.POSITIVE_INFINITY) return;
    // Those behind it can miss theirs before they begin.
    const next = (t.released[thread] as number) + missed * period + (this.#relative[group] as number);
    this.#watch.schedule(Math.max(next, this.#clock.now), thread);
  }
}
