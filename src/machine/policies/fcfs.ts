import { NONE } from "../../base/ids.ts";
import { IdQueue } from "../../engine/id-queue.ts";
import { definePolicy, type KernelPolicy } from "./policy.ts";

/** First come, first served (Silberschatz, Operating System Concepts, 5.3.1): one queue, no preemption. */
class Fcfs implements KernelPolicy {
  readonly #queue = new IdQueue();
  readonly preemptive = false;
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
  victim(): number {
    return NONE;
  }
  charge(): void {}
}

export const fcfs = definePolicy({
  name: "fcfs",
  doc: "first come, first served: runs until it blocks or ends",
  options: {},
  create: () => new Fcfs(),
});
