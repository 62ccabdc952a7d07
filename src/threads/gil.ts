import { NONE } from "../base/ids.ts";
import type { Clock } from "../engine/clock.ts";
import { ThreadQueue } from "./thread-queue.ts";
import type { ThreadTable } from "./thread-table.ts";
import type { ThreadTimers } from "./thread-timers.ts";

/** What a GIL asks of the thread library. */
export interface GilHost {
  /** The user thread, blocked for the GIL, may try again: `releaser` has let go. */
  wake(thread: number, releaser: number): void;
  /** The holder has to let go at its next instruction: what it computes ends now. */
  interrupt(thread: number): void;
}

/**
 * The interpreter lock of one process, as CPython has had it since 3.2 (Python/ceval_gil.c; A. Pitrou,
 * "Reworking the GIL", python-dev, October 2009): who finds it taken waits for `interval` at a time; where
 * it has not changed hands in one of these, the holder is asked to drop it. Who drops it for that waits
 * until another has it (forced switching); who lets it go to block does not. Letting go wakes the one
 * that has waited longest, but does not reserve the lock: whoever runs first takes it.
 *
 * Nearly all of those intervals end without consequence: only the first of all that begins after the lock has
 * changed hands lets somebody ask for it. So one waiter alone has a timer, which looks when that will be.
 */
export class Gil {
  readonly #clock: Clock;
  readonly #table: ThreadTable;
  readonly #timers: ThreadTimers;
  readonly #host: GilHost;
  readonly #interval: number;
  readonly #waiters: ThreadQueue;
  /** Parents of threads that have not had the lock yet, by child: `Thread.start()` returns after that. */
  readonly #starters = new Map<number, number>();
  /** Children that a `spawn` has still to start, by the thread that carries it out. */
  readonly #toStart = new Map<number, number>();
  #holder = NONE;
  /** When it has last changed hands, ns. */
  #takenNs = 0;
  /** How many of the waiters, the first ones, have waited since before that. */
  #before = 0;
  /** The waiter with the timer, or NONE where nobody waits; and the time of that timer, ns. */
  #watcher = NONE;
  #lookNs = 0;
  #dropRequested = false;
  /** Has dropped the lock on request and waits until another has it, or NONE. */
  #dropper = NONE;

  /** `interval` in ns. */
  constructor(clock: Clock, table: ThreadTable, timers: ThreadTimers, host: GilHost, interval: number) {
    this.#clock = clock;
    this.#table = table;
    this.#timers = timers;
    this.#host = host;
    this.#interval = interval;
    this.#waiters = new ThreadQueue(table);
  }

  isHeldBy(thread: number): boolean {
    return this.#holder === thread;
  }

  /** The thread that is about to run its program holds the lock from now on; false where it has to block for it. */
  take(thread: number): boolean {
    if (this.#holder === thread) return !this.#drop(thread);
    if (this.#holder !== NONE) {
      this.#wait(thread);
      return false;
    }
    this.#holder = thread;
    this.#takenNs = this.#clock.now;
    this.#before = this.#waiters.length;
    this.#dropRequested = false;
    if (this.#dropper !== NONE) {
      this.#wait(this.#dropper);
      this.#dropper = NONE;
    }
    this.#started(thread);
    return true;
  }

  /** The thread lets go of the lock, where it holds it: to block, to compute without it, or at its end. */
  release(thread: number): void {
    if (this.#holder !== thread) return;
    this.#holder = NONE;
    this.#dropRequested = false;
    const next = this.#waiters.shift();
    if (next === NONE) return;
    if (this.#before > 0) this.#before -= 1;
    if (next === this.#watcher) this.#handOverTimer();
    this.#host.wake(next, thread);
  }

  /** The running thread has started another, and lets go until that has had the lock. */
  awaitStart(thread: number, child: number): void {
    this.#starters.set(child, thread);
    this.release(thread);
  }

  /** The running thread has started one more child of a `spawn` of `count`; true where that was the last. */
  startsLast(thread: number, count: number): boolean {
    const left = (this.#toStart.get(thread) ?? count) - 1;
    if (left === 0) this.#toStart.delete(thread);
    else this.#toStart.set(thread, left);
    return left === 0;
  }

  /** The timer of a waiting thread has fired. */
  timeout(thread: number): void {
    const due = this.#dueNs();
    if (due > this.#clock.now) {
      this.#watch(thread, due);
      return;
    }
    // Nobody asks again before the lock has changed hands, and after that not for an interval.
    this.#watch(thread, this.#clock.now + this.#interval);
    if (this.#holder === NONE || this.#dropRequested) return;
    this.#dropRequested = true;
    this.#host.interrupt(this.#holder);
  }

  /** The holder drops the lock where that has been asked for and somebody waits. */
  #drop(thread: number): boolean {
    if (!this.#dropRequested || this.#waiters.length === 0) return false;
    this.#dropper = thread;
    this.release(thread);
    return true;
  }

  #wait(thread: number): void {
    const due = this.#clock.now + this.#interval;
    this.#waiters.push(thread);
    this.#table.gilSince[thread] = this.#clock.now;
    if (this.#watcher !== NONE) {
      if (this.#lookNs <= due) return;
      this.#timers.cancel(this.#watcher);
    }
    this.#watch(thread, due);
  }

  /** Whoever has waited longest now watches instead of the one woken. */
  #handOverTimer(): void {
    this.#timers.cancel(this.#watcher);
    if (this.#waiters.first === NONE) this.#watcher = NONE;
    else this.#watch(this.#waiters.first, this.#lookNs);
  }

  #watch(thread: number, time: number): void {
    this.#watcher = thread;
    this.#lookNs = time;
    this.#timers.set(thread, time - this.#clock.now);
  }

  /** When the first interval of a waiter ends in which the lock has not changed hands. There must be a waiter. */
  #dueNs(): number {
    const { gilSince, next } = this.#table;
    let due = Number.POSITIVE_INFINITY;
    let waiter = this.#waiters.first;
    for (let i = 0; i < this.#before; i += 1) {
      const since = gilSince[waiter] as number;
      const over = Math.floor((this.#takenNs - since) / this.#interval) + 1;
      due = Math.min(due, since + (over + 1) * this.#interval);
      waiter = next[waiter] as number;
    }
    // Of the others, the first has waited longest.
    return waiter === NONE ? due : Math.min(due, (gilSince[waiter] as number) + this.#interval);
  }

  #started(thread: number): void {
    const starter = this.#starters.get(thread);
    if (starter === undefined) return;
    this.#starters.delete(thread);
    this.#wait(starter);
  }
}
