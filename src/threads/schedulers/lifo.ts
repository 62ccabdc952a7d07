import { EnqueueReason } from "../../machine/policies/policy.ts";
import { ThreadQueue } from "../thread-queue.ts";
import type { ThreadTable } from "../thread-table.ts";
import { defineScheduler, type UserScheduler } from "./scheduler.ts";

/**
 * Last in, first out: what was touched last is still in the caches (Blumofe and Leiserson, Scheduling
 * multithreaded computations by work stealing, 1999: the owner's end of a deque). Who gives up its place,
 * by yielding or at the end of a quantum, goes to the bottom, or nobody else would ever run.
 */
class Lifo implements UserScheduler {
  readonly #stack: ThreadQueue;
  readonly preemptive = false;
  readonly inherits = false;
  readonly topUrgency = Number.NEGATIVE_INFINITY;
  constructor(table: ThreadTable) {
    this.#stack = new ThreadQueue(table);
  }
  get length(): number {
    return this.#stack.length;
  }
  enqueue(thread: number, reason: EnqueueReason): void {
    if (reason === EnqueueReason.yield || reason === EnqueueReason.quantum) this.#stack.push(thread);
    else this.#stack.unshift(thread);
  }
  pick(): number {
    return this.#stack.shift();
  }
  urgency(): number {
    return 0;
  }
  update(): void {}
}

export const lifo = defineScheduler({
  name: "lifo",
  doc: "who became ready last runs first; who yields goes last",
  options: {},
  create: (_, table) => new Lifo(table),
});
