import { NONE } from "../base/ids.ts";
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
 */
export class Gil {
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
  /** How often it has changed hands. */
  #switches = 0;
  #dropRequested = false;
  /** Has dropped the lock on request and waits until another has it, or NONE. */
  #dropper = NONE;

  /** `interval` in ns. */
  constructor(table: ThreadTable, timers: ThreadTimers, host: GilHost, interval: number) {
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
    this.#switches += 1;
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
    this.#timers.cancel(next);
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

  /** A waiting thread's interval is over. */
  timeout(thread: number): void {
    const { gilSwitches } = this.#table;
    if (this.#holder !== NONE && gilSwitches[thread] === this.#switches && !this.#dropRequested) {
      this.#dropRequested = true;
      this.#host.interrupt(this.#holder);
    }
    this.#arm(thread);
  }

  /** The holder drops the lock where that has been asked for and somebody waits. */
  #drop(thread: number): boolean {
    if (!this.#dropRequested || this.#waiters.length === 0) return false;
    this.#dropper = thread;
    this.release(thread);
    return true;
  }

  #wait(thread: number): void {
    this.#waiters.push(thread);
    this.#arm(thread);
  }

  #arm(thread: number): void {
    this.#table.gilSwitches[thread] = this.#switches;
    this.#timers.set(thread, this.#interval);
  }

  #started(thread: number): void {
    const starter = this.#starters.get(thread);
    if (starter === undefined) return;
    this.#starters.delete(thread);
    this.#wait(starter);
  }
}
