import { NONE } from "../base/ids.ts";
import type { Plan } from "./plan.ts";
import type { Mutex } from "./sync/mutex.ts";
import type { ThreadQueue } from "./thread-queue.ts";
import type { ThreadTable } from "./thread-table.ts";

/** Who puts priorities into force: the thread library. */
interface PriorityHost {
  readonly table: ThreadTable;
  setPriority(thread: number, priority: number): void;
}

/**
 * Priorities that mutexes lend to user threads, against priority inversion (Sha, Rajkumar and Lehoczky,
 * Priority inheritance protocols, IEEE Transactions on Computers 39(9), 1990). Inheritance: a holder is
 * as urgent as the most urgent thread it keeps waiting, through chains of mutexes. Ceiling: a thread gets
 * a mutex only if it is more urgent than the ceiling of every such mutex that others hold; else it waits,
 * and lends its priority to the holder of the highest of them. Immediate ceiling (POSIX
 * PTHREAD_PRIO_PROTECT): a holder has the ceiling's priority at once. What is lent is given back when the
 * mutex is unlocked. Urgency is the priority, its sign such that more is more urgent.
 */
export class LockPriorities {
  readonly #host: PriorityHost;
  readonly #table: ThreadTable;
  readonly #sign: number;
  /** Urgencies: of the threads of each group by themselves, and the ceiling of each mutex by object id. */
  readonly #base: Int16Array;
  readonly #ceilings: Int16Array;
  readonly #mutexOf: (id: number) => Mutex;
  /** By serial number of a user thread: ids of mutexes with a protocol that it holds. Only while it holds any. */
  readonly #held = new Map<number, number[]>();
  /** Lists that nobody uses just now. */
  readonly #spare: number[][] = [];
  /** By user thread: the mutex that it waits for, where that has a protocol. */
  readonly #waitsFor = new Map<number, number>();
  /** Mutexes of protocol `ceiling` that are locked, and threads that wait for one, in order of arrival. */
  readonly #locked: Mutex[] = [];
  readonly #waiting: number[] = [];

  constructor(plan: Plan, host: PriorityHost, mutexOf: (id: number) => Mutex) {
    this.#host = host;
    this.#table = host.table;
    this.#sign = plan.locks.lowFirst ? -1 : 1;
    this.#base = Int16Array.from(plan.groups, ({ scheduling }) => this.#sign * scheduling.priority);
    this.#ceilings = Int16Array.from(plan.locks.ceilings, (ceiling) => this.#sign * ceiling);
    this.#mutexOf = mutexOf;
  }

  /** The waiter of a mutex that matters most; the first of equals. */
  mostUrgent(waiters: ThreadQueue): number {
    const { next } = this.#table;
    let best = waiters.first;
    for (let thread = best; thread !== NONE; thread = next[thread] as number) {
      if (this.#urgency(thread) > this.#urgency(best)) best = thread;
    }
    return best;
  }

  /** Whether the ceilings that others hold let the thread have a free mutex. */
  mayLock(thread: number, mutex: Mutex): boolean {
    if (mutex.protocol !== "ceiling") return true;
    const blocking = this.#highestHeldByOthers(thread);
    return blocking === null || this.#urgency(thread) > this.#ceiling(blocking);
  }

  /** The thread holds the mutex from now on; it is not awake yet where it waited for it. */
  acquired(thread: number, mutex: Mutex): void {
    if (mutex.protocol === "none") return;
    this.#waitsFor.delete(thread);
    const serial = this.#table.serial[thread] as number;
    let held = this.#held.get(serial);
    if (held === undefined) {
      held = this.#spare.pop() ?? [];
      this.#held.set(serial, held);
    }
    held.push(mutex.id);
    if (mutex.protocol === "ceiling") this.#locked.push(mutex);
    this.#settle(thread);
  }

  /** The thread no longer holds the mutex, and nobody does yet. */
  released(thread: number, mutex: Mutex): void {
    if (mutex.protocol === "none") return;
    const serial = this.#table.serial[thread] as number;
    const held = this.#held.get(serial);
    if (held === undefined) return;
    takeOut(held, mutex.id);
    if (held.length === 0) {
      this.#held.delete(serial);
      this.#spare.push(held);
    }
    if (mutex.protocol === "ceiling") takeOut(this.#locked, mutex);
    this.#settle(thread);
  }

  /** The thread waits for the mutex, and for it to be handed over or freed. */
  waits(thread: number, mutex: Mutex): void {
    if (mutex.protocol === "none" || mutex.protocol === "immediate-ceiling") return;
    this.#waitsFor.set(thread, mutex.id);
    if (mutex.protocol === "ceiling") this.#waiting.push(thread);
    this.#lend(thread);
  }

  /** The thread no longer waits, without the mutex: it tries again. */
  triesAgain(thread: number): void {
    this.#waitsFor.delete(thread);
  }

  /** The most urgent of those that wait for a mutex of protocol `ceiling` and may have it now; it is taken out. NONE for none. */
  takeAdmitted(): number {
    let best = NONE;
    for (const thread of this.#waiting) {
      const mutex = this.#mutexWaitedFor(thread);
      if (mutex === null || !mutex.isFree || !this.mayLock(thread, mutex)) continue;
      if (best === NONE || this.#urgency(thread) > this.#urgency(best)) best = thread;
    }
    if (best !== NONE) takeOut(this.#waiting, best);
    return best;
  }

  /** The mutex that the thread waits for. */
  waitedFor(thread: number): Mutex {
    return this.#mutexOf(this.#waitsFor.get(thread) ?? NONE);
  }

  /** Those that still wait for a ceiling may be kept waiting by another holder than before. */
  lendAnew(): void {
    for (const thread of this.#waiting) this.#lend(thread);
  }

  /** The thread's priority as what it holds makes it. */
  #settle(thread: number): void {
    let urgency = this.#base[this.#table.group[thread] as number] as number;
    const held = this.#held.get(this.#table.serial[thread] as number);
    if (held !== undefined) {
      for (const id of held) urgency = Math.max(urgency, this.#lentThrough(this.#mutexOf(id), thread));
    }
    this.#host.setPriority(thread, this.#sign * urgency);
  }

  #lentThrough(mutex: Mutex, holder: number): number {
    switch (mutex.protocol) {
      case "none":
        return Number.NEGATIVE_INFINITY;
      case "immediate-ceiling":
        return this.#ceiling(mutex);
      case "inheritance": {
        const waiter = this.mostUrgent(mutex.waiters);
        return waiter === NONE ? Number.NEGATIVE_INFINITY : this.#urgency(waiter);
      }
      case "ceiling":
        return this.#waiting.reduce(
          (most, waiter) =>
            this.#blockerOf(waiter) === holder ? Math.max(most, this.#urgency(waiter)) : most,
          Number.NEGATIVE_INFINITY,
        );
    }
  }

  /** Makes the thread's priority felt by whoever keeps it waiting, and so on along the chain. */
  #lend(waiter: number): void {
    const urgency = this.#urgency(waiter);
    let blocker = this.#blockerOf(waiter);
    // Each turn makes a thread more urgent than it was, so that a circle ends it too.
    while (blocker !== NONE && this.#urgency(blocker) < urgency) {
      this.#host.setPriority(blocker, this.#sign * urgency);
      blocker = this.#blockerOf(blocker);
    }
  }

  /** The user thread that keeps one waiting through a mutex that lends priorities; NONE for none. */
  #blockerOf(waiter: number): number {
    const mutex = this.#mutexWaitedFor(waiter);
    if (mutex === null) return NONE;
    if (!mutex.isFree || mutex.protocol !== "ceiling") return mutex.owner;
    return this.#highestHeldByOthers(waiter)?.owner ?? NONE;
  }

  #mutexWaitedFor(thread: number): Mutex | null {
    const id = this.#waitsFor.get(thread);
    return id === undefined ? null : this.#mutexOf(id);
  }

  /** The locked mutex with the highest ceiling that the thread does not hold itself. */
  #highestHeldByOthers(thread: number): Mutex | null {
    let highest: Mutex | null = null;
    for (const mutex of this.#locked) {
      if (mutex.isHeldBy(thread)) continue;
      if (highest === null || this.#ceiling(mutex) > this.#ceiling(highest)) highest = mutex;
    }
    return highest;
  }

  #urgency(thread: number): number {
    return this.#sign * (this.#table.priority[thread] as number);
  }

  #ceiling(mutex: Mutex): number {
    return this.#ceilings[mutex.id] as number;
  }
}

/** Takes one item out of a list, the others staying in order. */
function takeOut<T>(list: T[], item: T): void {
  const place = list.indexOf(item);
  if (place === -1) return;
  list.copyWithin(place, place + 1);
  list.length -= 1;
}
