import { NONE } from "../../base/ids.ts";
import { EnqueueReason } from "../../machine/policies/policy.ts";
import { ThreadQueue } from "../thread-queue.ts";
import type { ThreadTable } from "../thread-table.ts";
import { PerKernelThread } from "./per-kernel-thread.ts";
import { defineScheduler, type UserScheduler } from "./scheduler.ts";

/**
 * Java's ForkJoinPool in first-in-first-out mode, as virtual threads use it (JEP 444; java.util.concurrent.
 * ForkJoinPool, java.lang.VirtualThread): who is made ready on a kernel thread waits in that one's queue;
 * timers, devices and arrivals submit from outside. A kernel thread empties its own queue first, then takes one
 * user thread from outside, or else steals one. Who yields goes to the tail of its kernel thread's queue, and
 * outside where nobody else is in that, or it would only get its place back. Java begins its search at random;
 * here it goes outside first, then to the kernel thread after the thief, for the sake of repeatable runs.
 */
class ForkJoin implements UserScheduler {
  readonly #outside: ThreadQueue;
  readonly #own: PerKernelThread<ThreadQueue>;
  #length = 0;
  readonly preemptive = false;
  readonly inherits = false;
  readonly topUrgency = Number.NEGATIVE_INFINITY;

  constructor(table: ThreadTable) {
    this.#outside = new ThreadQueue(table);
    this.#own = new PerKernelThread(() => new ThreadQueue(table));
  }

  get length(): number {
    return this.#length;
  }

  enqueue(thread: number, reason: EnqueueReason, kernelThread: number): void {
    this.#length += 1;
    this.#queueFor(reason, kernelThread).push(thread);
  }

  pick(kernelThread: number): number {
    if (this.#length === 0) return NONE;
    this.#length -= 1;
    const place = kernelThread === NONE ? 0 : this.#own.placeOf(kernelThread);
    const own = this.#own.all[place];
    if (kernelThread !== NONE && own !== undefined && own.length > 0) return own.shift();
    return this.#outside.length > 0 ? this.#outside.shift() : this.#steal(place);
  }

  urgency(): number {
    return 0;
  }

  update(): void {}

  #queueFor(reason: EnqueueReason, kernelThread: number): ThreadQueue {
    if (kernelThread === NONE) return this.#outside;
    const own = this.#own.of(kernelThread);
    const gaveWay = reason === EnqueueReason.yield || reason === EnqueueReason.quantum;
    return gaveWay && own.length === 0 ? this.#outside : own;
  }

  /** The first of the next queue that has anybody; the search begins after `place`. */
  #steal(place: number): number {
    const queues = this.#own.all;
    for (let i = 1; i <= queues.length; i++) {
      const queue = queues[(place + i) % queues.length];
      if (queue !== undefined && queue.length > 0) return queue.shift();
    }
    return NONE;
  }
}

export const forkJoin = defineScheduler({
  name: "fork-join",
  doc: "a queue for each kernel thread, first in, first out; who runs dry steals one at a time, as in Java",
  options: {},
  create: (_, table) => new ForkJoin(table),
});
