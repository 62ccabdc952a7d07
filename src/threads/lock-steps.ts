import { NONE } from "../base/ids.ts";
import { EventCode } from "../trace/events.ts";
import type { Journal } from "../trace/journal.ts";
import type { KernelEntry } from "./kernel-entry.ts";
import type { LockPriorities } from "./lock-priorities.ts";
import { Outcome } from "./outcome.ts";
import type { Mutex } from "./sync/mutex.ts";
import { Access } from "./sync/rwlock.ts";
import type { SyncObjects } from "./sync-objects.ts";
import type { ThreadLibrary } from "./thread-library.ts";
import { SPINS } from "./thread-table.ts";

/** What a trace says when a read-write lock is held, by how. */
const ACQUIRED = { [Access.read]: EventCode.acquiredRead, [Access.write]: EventCode.acquired } as const;

/** The steps on mutexes and read-write locks; see `SyncSteps` for what they have in common with the others. */
export class LockSteps {
  readonly #objects: SyncObjects;
  readonly #library: ThreadLibrary;
  readonly #kernel: KernelEntry;
  /** Null where no mutex goes by priorities. */
  readonly #priorities: LockPriorities | null;
  readonly #journal: Journal;

  constructor(
    objects: SyncObjects,
    library: ThreadLibrary,
    kernel: KernelEntry,
    priorities: LockPriorities | null,
    journal: Journal,
  ) {
    this.#objects = objects;
    this.#library = library;
    this.#kernel = kernel;
    this.#priorities = priorities;
    this.#journal = journal;
  }

  isHeldBy(id: number, thread: number): boolean {
    return this.#objects.mutex(id).isHeldBy(thread);
  }

  lock(kernelThread: number, thread: number, id: number): Outcome {
    const mutex = this.#objects.mutex(id);
    const priorities = this.#priorities;
    const isAdmitted = priorities === null || priorities.mayLock(thread, mutex);
    if (isAdmitted && mutex.tryLock(thread)) {
      this.#kernel.reset(thread);
      this.#record(EventCode.acquired, thread, id);
      priorities?.acquired(thread, mutex);
      return Outcome.goesOn;
    }
    if (mutex.spin !== null && !mutex.isHeldBy(thread)) {
      this.#spin(kernelThread, thread, mutex.id, mutex.spin);
      return Outcome.waits;
    }
    if (!this.#kernel.mayBlock(kernelThread, thread, mutex.inKernel)) return Outcome.waits;
    // Who will be woken to try again stays at its instruction.
    if (mutex.order !== "barging" || mutex.protocol === "ceiling") this.#goPast(thread);
    this.#wait(mutex, thread);
    this.#library.block(kernelThread, thread, EventCode.blockedLock, id, mutex.inKernel);
    return Outcome.waits;
  }

  unlock(thread: number, id: number): Outcome {
    if (!this.isHeldBy(id, thread)) return this.#notHeld(thread, id);
    this.release(thread, id);
    return Outcome.goesOn;
  }

  /** The thread, which holds the mutex, lets go of it. */
  release(thread: number, id: number): void {
    const mutex = this.#objects.mutex(id);
    this.#record(EventCode.released, thread, id);
    mutex.free();
    this.#priorities?.released(thread, mutex);
    if (mutex.protocol === "ceiling") this.#admitByCeiling(thread);
    else if (mutex.order === "barging") this.#wakeToTry(mutex, thread);
    else this.#handOver(mutex, thread);
  }

  lockShared(kernelThread: number, thread: number, id: number, access: Access): Outcome {
    const rwlock = this.#objects.rwlock(id);
    if (rwlock.tryLock(thread, access)) {
      this.#kernel.reset(thread);
      this.#record(ACQUIRED[access], thread, id);
      return Outcome.goesOn;
    }
    if (!this.#kernel.mayBlock(kernelThread, thread, false)) return Outcome.waits;
    this.#goPast(thread);
    // Nobody else can end that wait: it stays in the queue for ever.
    if (rwlock.excludesItself(thread, access)) this.#record(EventCode.selfDeadlock, thread, id);
    rwlock.enqueue(thread, access);
    this.#library.block(kernelThread, thread, EventCode.blockedLock, id, false);
    return Outcome.waits;
  }

  unlockShared(thread: number, id: number): Outcome {
    const rwlock = this.#objects.rwlock(id);
    if (!rwlock.unlock(thread)) return this.#notHeld(thread, id);
    this.#record(EventCode.released, thread, id);
    for (let next = rwlock.grant(); next !== NONE; next = rwlock.grant()) {
      this.#record(ACQUIRED[rwlock.heldTo], next, id);
      this.#library.wake(next, thread);
    }
    return Outcome.goesOn;
  }

  #spin(kernelThread: number, thread: number, id: number, ns: number): void {
    const { phase } = this.#library.table;
    if (phase[thread] !== SPINS) this.#record(EventCode.spins, thread, id);
    phase[thread] = SPINS;
    this.#library.spin(kernelThread, thread, ns);
  }

  #wait(mutex: Mutex, thread: number): void {
    // Who waits for itself is in no queue: nobody will ever wake it.
    if (mutex.isHeldBy(thread)) {
      this.#record(EventCode.selfDeadlock, thread, mutex.id);
      return;
    }
    // Those that wait for a ceiling may wait for any mutex of that protocol: they stand in one queue.
    if (mutex.protocol !== "ceiling") mutex.enqueue(thread);
    this.#priorities?.waits(thread, mutex);
  }

  #handOver(mutex: Mutex, thread: number): void {
    const next = this.#nextOf(mutex);
    if (next !== NONE) this.#give(mutex, next, thread);
  }

  /** Takes the waiter out that has it next. */
  #nextOf(mutex: Mutex): number {
    const { waiters } = mutex;
    if (mutex.order !== "priority" || this.#priorities === null) return waiters.shift();
    const next = this.#priorities.mostUrgent(waiters);
    if (next !== NONE) waiters.remove(next);
    return next;
  }

  #wakeToTry(mutex: Mutex, thread: number): void {
    const next = mutex.takeWoken();
    if (next === NONE) return;
    this.#priorities?.triesAgain(next);
    this.#library.handOff(next, thread, mutex.handoff);
  }

  /** With one mutex less held, others may pass the ceilings. */
  #admitByCeiling(thread: number): void {
    const priorities = this.#priorities;
    if (priorities === null) return;
    for (let next = priorities.takeAdmitted(); next !== NONE; next = priorities.takeAdmitted()) {
      this.#give(priorities.waitedFor(next), next, thread);
    }
    priorities.lendAnew();
  }

  #give(mutex: Mutex, next: number, thread: number): void {
    mutex.give(next);
    this.#record(EventCode.acquired, next, mutex.id);
    this.#priorities?.acquired(next, mutex);
    this.#library.handOff(next, thread, mutex.handoff);
  }

  /** What the thread waits for will be done for it: it goes on behind its instruction. */
  #goPast(thread: number): void {
    const { pc } = this.#library.table;
    pc[thread] = (pc[thread] as number) + 1;
  }

  #notHeld(thread: number, id: number): Outcome {
    this.#record(EventCode.notHeld, thread, id);
    return Outcome.ends;
  }

  #record(code: EventCode, subject: number, detail: number): void {
    this.#journal.record(code, subject, detail);
  }
}
