import { NONE } from "../base/ids.ts";
import { EventCode } from "../trace/events.ts";
import type { Journal } from "../trace/journal.ts";
import type { KernelEntry } from "./kernel-entry.ts";
import type { LockSteps } from "./lock-steps.ts";
import { Outcome } from "./outcome.ts";
import type { Semaphore } from "./sync/semaphore.ts";
import type { SyncObjects } from "./sync-objects.ts";
import type { ThreadLibrary } from "./thread-library.ts";

/**
 * The steps that synchronise. In each the running user thread stands at the step's instruction; where it
 * has to wait for another to complete the step, it is put past it first.
 */
export class SyncSteps {
  readonly #objects: SyncObjects;
  readonly #library: ThreadLibrary;
  readonly #kernel: KernelEntry;
  readonly #locks: LockSteps;
  readonly #journal: Journal;

  constructor(
    objects: SyncObjects,
    library: ThreadLibrary,
    kernel: KernelEntry,
    locks: LockSteps,
    journal: Journal,
  ) {
    this.#objects = objects;
    this.#library = library;
    this.#kernel = kernel;
    this.#locks = locks;
    this.#journal = journal;
  }

  acquire(kernelThread: number, thread: number, id: number, permits: number): Outcome {
    const semaphore = this.#objects.semaphore(id);
    if (semaphore.tryAcquire(permits)) {
      this.#kernel.reset(thread);
      this.#acquired(semaphore, thread, permits);
      return Outcome.goesOn;
    }
    if (!this.#mayWait(kernelThread, thread)) return Outcome.waits;
    semaphore.enqueue(thread, permits);
    this.#library.block(kernelThread, thread, EventCode.blockedSemaphore, id, false);
    return Outcome.waits;
  }

  release(thread: number, id: number, permits: number): Outcome {
    const semaphore = this.#objects.semaphore(id);
    semaphore.release(permits);
    for (let i = 0; i < permits; i++) this.#record(EventCode.released, thread, id);
    for (;;) {
      const wanted = semaphore.wanted;
      const next = semaphore.grant();
      if (next === NONE) break;
      this.#acquired(semaphore, next, wanted);
      this.#library.wake(next, thread);
    }
    this.#record(EventCode.value, semaphore.count, id);
    return Outcome.goesOn;
  }

  put(kernelThread: number, thread: number, id: number): Outcome {
    const queue = this.#objects.queue(id);
    if (queue.full) {
      if (!this.#mayWait(kernelThread, thread)) return Outcome.waits;
      queue.putters.push(thread);
      this.#library.block(kernelThread, thread, EventCode.blockedQueue, id, false);
      return Outcome.waits;
    }
    this.#kernel.reset(thread);
    const taker = queue.put();
    this.#record(EventCode.put, thread, id);
    if (taker === NONE) this.#record(EventCode.value, queue.length, id);
    else {
      this.#record(EventCode.taken, taker, id);
      this.#library.wake(taker, thread);
    }
    return Outcome.goesOn;
  }

  take(kernelThread: number, thread: number, id: number): Outcome {
    const queue = this.#objects.queue(id);
    if (queue.length === 0 && queue.putters.length === 0) {
      if (!this.#mayWait(kernelThread, thread)) return Outcome.waits;
      queue.takers.push(thread);
      this.#library.block(kernelThread, thread, EventCode.blockedQueue, id, false);
      return Outcome.waits;
    }
    this.#kernel.reset(thread);
    const putter = queue.take();
    this.#record(EventCode.taken, thread, id);
    if (putter === NONE) this.#record(EventCode.value, queue.length, id);
    else {
      this.#record(EventCode.put, putter, id);
      this.#library.wake(putter, thread);
    }
    return Outcome.goesOn;
  }

  /** Waits for a signal; lets go of the mutex meanwhile, where there is one. The lock that follows takes it again. */
  wait(kernelThread: number, thread: number, id: number, mutexId: number): Outcome {
    if (mutexId !== NONE && !this.#locks.isHeldBy(mutexId, thread)) {
      this.#record(EventCode.notHeld, thread, mutexId);
      return Outcome.ends;
    }
    if (!this.#mayWait(kernelThread, thread)) return Outcome.waits;
    if (mutexId !== NONE) this.#locks.release(thread, mutexId);
    this.#objects.condition(id).waiters.push(thread);
    this.#library.block(kernelThread, thread, EventCode.blockedCondition, id, false);
    return Outcome.waits;
  }

  signal(thread: number, id: number, all: boolean): Outcome {
    const { waiters } = this.#objects.condition(id);
    this.#record(EventCode.signalled, thread, id);
    do {
      const waiter = waiters.shift();
      if (waiter === NONE) break;
      this.#library.wake(waiter, thread);
    } while (all);
    return Outcome.goesOn;
  }

  barrier(kernelThread: number, thread: number, id: number): Outcome {
    const barrier = this.#objects.barrier(id);
    if (!barrier.completedByCaller) {
      if (!this.#mayWait(kernelThread, thread)) return Outcome.waits;
      barrier.waiters.push(thread);
      this.#library.block(kernelThread, thread, EventCode.blockedBarrier, id, false);
      return Outcome.waits;
    }
    this.#kernel.reset(thread);
    this.#record(EventCode.signalled, thread, id);
    for (let next = barrier.waiters.shift(); next !== NONE; next = barrier.waiters.shift()) {
      this.#library.wake(next, thread);
    }
    return Outcome.goesOn;
  }

  /** True where the thread may wait now, past its instruction; false where it has to pay a system call first. */
  #mayWait(kernelThread: number, thread: number): boolean {
    if (!this.#kernel.mayBlock(kernelThread, thread, false)) return false;
    const { pc } = this.#library.table;
    pc[thread] = (pc[thread] as number) + 1;
    return true;
  }

  #acquired(semaphore: Semaphore, thread: number, permits: number): void {
    for (let i = 0; i < permits; i++) this.#record(EventCode.acquired, thread, semaphore.id);
    this.#record(EventCode.value, semaphore.count, semaphore.id);
  }

  #record(code: EventCode, subject: number, detail: number): void {
    this.#journal.record(code, subject, detail);
  }
}
