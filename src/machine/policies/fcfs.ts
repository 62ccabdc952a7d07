import { definePolicy, type KernelPolicy } from "./policy.ts";
import { ReadyQueue } from "./ready-queue.ts";

/** First come, first served (Silberschatz, Operating System Concepts, 5.3.1): one queue, no preemption. */
class Fcfs implements KernelPolicy {
  readonly #queue = new ReadyQueue();
  get length(): number {
    return this.#queue.length;
  }
  enqueue(kernelThread: number): void {
    this.#queue.push(kernelThread);
  }
  pick(): number {
    return this.#queue.shift();
  }
  quantum(): number {
    return Number.POSITIVE_INFINITY;
  }
  preempts(): boolean {
    return false;
  }
}

export const fcfs = definePolicy({
  name: "fcfs",
  doc: "first come, first served: runs until it blocks or ends",
  options: {},
  create: () => new Fcfs(),
});
