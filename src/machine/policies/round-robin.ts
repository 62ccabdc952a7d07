import { NONE } from "../../base/ids.ts";
import { ms } from "../../base/time.ts";
import { IdQueue } from "../../engine/id-queue.ts";
import { definePolicy, type KernelPolicy } from "./policy.ts";

/** Round-robin (Silberschatz 5.3.3): one queue; who has used up its quantum goes to the tail. */
class RoundRobin implements KernelPolicy {
  readonly #queue = new IdQueue();
  readonly #quantum: number;
  constructor(quantum: number) {
    this.#quantum = quantum;
  }
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
    return this.#quantum;
  }
  victim(): number {
    return NONE;
  }
  charge(): void {}
}

export const roundRobin = definePolicy({
  name: "round-robin",
  doc: "one queue; after a quantum on the core, back to its tail",
  options: {
    quantum: { type: "duration", default: ms(10), doc: "longest time on the core at a stretch" },
  },
  create: (options) => new RoundRobin(options.quantum),
});
