import { NONE } from "../../base/ids.ts";
import { ThreadQueue } from "../thread-queue.ts";
import type { ThreadTable } from "../thread-table.ts";

/**
 * A mutex handed over in order of arrival: who unlocks gives it to the one that has waited longest.
 * `scope: kernel` blocks the kernel thread of who waits, `user` parks the user thread only (design rule 8).
 */
export class Mutex {
  readonly id: number;
  readonly inKernel: boolean;
  readonly waiters: ThreadQueue;
  readonly #table: ThreadTable;
  /** Serial number of the holder, whose id may go to another when it ends without unlocking; or NONE. */
  #holder = NONE;

  constructor(id: number, scope: "user" | "kernel", table: ThreadTable) {
    this.id = id;
    this.inKernel = scope === "kernel";
    this.waiters = new ThreadQueue(table);
    this.#table = table;
  }

  isHeldBy(thread: number): boolean {
    return this.#holder === this.#table.serial[thread];
  }

  /** True where the thread holds it now; else it has to wait. */
  tryLock(thread: number): boolean {
    if (this.#holder !== NONE) return false;
    this.#holder = this.#table.serial[thread] as number;
    return true;
  }

  /** Lets go; returns the thread that holds it now, to be woken, or NONE. */
  unlock(): number {
    const next = this.waiters.shift();
    this.#holder = next === NONE ? NONE : (this.#table.serial[next] as number);
    return next;
  }
}
