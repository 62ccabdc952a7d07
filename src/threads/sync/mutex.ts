import { NONE } from "../../base/ids.ts";
import { ThreadQueue } from "../thread-queue.ts";
import type { ThreadTable } from "../thread-table.ts";

/** What a mutex does against priority inversion. */
export type MutexProtocol = "none" | "inheritance" | "ceiling" | "immediate-ceiling";
/** Who gets a mutex when it is unlocked. */
export type MutexOrder = "fifo" | "priority" | "barging";

export interface MutexTraits {
  readonly scope: "user" | "kernel";
  readonly protocol: MutexProtocol;
  readonly order: MutexOrder;
  /** Core time that the thread it is handed over to spends before it goes on, ns. */
  readonly handoff: number;
  /** ns between two tries of a thread that finds it taken; null where such a thread waits. */
  readonly spin: number | null;
}

/**
 * A mutex. Who unlocks it hands it over to a waiter: the one that has waited longest, or the most urgent.
 * With barging it is free instead, the first waiter is woken to try again, and a running thread may be
 * ahead of it; who is woken in vain stays first (as Go's sync.Mutex in normal mode).
 * Spinning, nobody waits: whoever tries first once it is free has it (test-and-set with a fixed back-off,
 * Anderson, IEEE TPDS 1(1), 1990).
 * `scope: kernel` blocks the kernel thread of who waits, `user` parks the user thread only (design rule 8).
 */
export class Mutex {
  readonly id: number;
  readonly inKernel: boolean;
  readonly protocol: MutexProtocol;
  readonly order: MutexOrder;
  readonly handoff: number;
  readonly spin: number | null;
  readonly waiters: ThreadQueue;
  readonly #table: ThreadTable;
  /** Serial number of the holder, whose id may go to another when it ends without unlocking; or NONE. And its id. */
  #holder = NONE;
  #holderId = NONE;
  /** Serial number of the thread that has been woken to try again, and has not done so yet; or NONE. */
  #woken = NONE;

  constructor(id: number, traits: MutexTraits, table: ThreadTable) {
    this.id = id;
    this.inKernel = traits.scope === "kernel";
    this.protocol = traits.protocol;
    this.order = traits.order;
    this.handoff = traits.handoff;
    this.spin = traits.spin;
    this.waiters = new ThreadQueue(table);
    this.#table = table;
  }

  get isFree(): boolean {
    return this.#holder === NONE;
  }

  isHeldBy(thread: number): boolean {
    return this.#holder === this.#table.serial[thread];
  }

  /** The user thread that holds it; NONE where nobody does, or nobody alive. */
  get owner(): number {
    if (this.#holder === NONE || this.#table.serial[this.#holderId] !== this.#holder) return NONE;
    return this.#holderId;
  }

  /** True where the thread holds it now; else it has to wait. */
  tryLock(thread: number): boolean {
    if (this.#holder !== NONE) return false;
    this.give(thread);
    if (this.wasWoken(thread)) this.#woken = NONE;
    return true;
  }

  /** The thread holds it from now on. */
  give(thread: number): void {
    this.#holder = this.#table.serial[thread] as number;
    this.#holderId = thread;
  }

  /** Nobody holds it any more. */
  free(): void {
    this.#holder = NONE;
  }

  /** Whether the thread has been woken to try again. */
  wasWoken(thread: number): boolean {
    return this.#woken === this.#table.serial[thread];
  }

  /** The thread waits: behind the others, or still first where it was woken in vain. */
  enqueue(thread: number): void {
    if (this.wasWoken(thread)) {
      this.#woken = NONE;
      this.waiters.unshift(thread);
    } else this.waiters.push(thread);
  }

  /** Takes out the waiter to be woken to try again; NONE where nobody waits, or one is on its way. */
  takeWoken(): number {
    if (this.#woken !== NONE) return NONE;
    const next = this.waiters.shift();
    if (next !== NONE) this.#woken = this.#table.serial[next] as number;
    return next;
  }
}
