import { KeyedQueue } from "../../engine/keyed-queue.ts";
import { BasicPolicy, EnqueueReason, type KernelPolicy } from "./policy.ts";

/**
 * Runs the kernel thread with the smallest key, equals first in, first out. Preemptive, a smaller key takes
 * the core from a larger one, and who had to leave stays ahead of its equals.
 */
export class UrgencyQueue extends BasicPolicy {
  override readonly preemptive: boolean;
  readonly #queue = new KeyedQueue();
  readonly #key: (kernelThread: number) => number;

  constructor(preemptive: boolean, key: (kernelThread: number) => number) {
    super();
    this.preemptive = preemptive;
    this.#key = key;
  }
  get length(): number {
    return this.#queue.length;
  }
  enqueue(kernelThread: number, reason: EnqueueReason): void {
    const key = this.#key(kernelThread);
    const keepsPlace = reason === EnqueueReason.preempted && this.#queue.keyOf(kernelThread) === key;
    if (keepsPlace) this.#queue.putBack(kernelThread);
    else this.#queue.add(kernelThread, key);
  }
  pick(): number {
    return this.#queue.shift();
  }
  putBack(kernelThread: number): void {
    this.#queue.putBack(kernelThread);
  }
  override candidate(): number {
    return this.#queue.first;
  }
  override gain(candidate: number, running: number): number {
    return this.#key(running) - this.#queue.keyOf(candidate);
  }
  override update(kernelThread: number): void {
    if (this.#queue.has(kernelThread)) this.#queue.update(kernelThread, this.#key(kernelThread));
  }
  sibling(): KernelPolicy {
    return new UrgencyQueue(this.preemptive, this.#key);
  }
}
