import { IdQueue } from "../../engine/id-queue.ts";
import { BasicPolicy, type KernelPolicy } from "./policy.ts";

/** One queue, first in, first out; a kernel thread runs for at most a quantum (Infinity for none) at a stretch. */
export class FifoQueue extends BasicPolicy {
  readonly #queue = new IdQueue();
  readonly #quantum: number;

  constructor(quantum: number) {
    super();
    this.#quantum = quantum;
  }
  get length(): number {
    return this.#queue.length;
  }
  enqueue(kernelThread: number): void {
    this.#queue.push(kernelThread);
  }
  pick(): number {
    return this.#queue.shift();
  }
  putBack(kernelThread: number): void {
    this.#queue.unshift(kernelThread);
  }
  override begin(): number {
    return this.#quantum;
  }
  sibling(): KernelPolicy {
    return new FifoQueue(this.#quantum);
  }
}
