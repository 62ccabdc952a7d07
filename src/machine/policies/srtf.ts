import { KeyedQueue } from "../../engine/keyed-queue.ts";
import { NumberColumn } from "../../engine/number-column.ts";
import { BasicPolicy, definePolicy, EnqueueReason, type KernelPolicy, type PolicyHost } from "./policy.ts";

/** What is known of kernel threads, shared by all queues of a run. */
class Forecasts {
  /** Of one that waits: core time left of its burst, ns. */
  readonly left = new NumberColumn();
  /** Of one that runs: when its burst ends if nothing comes between, ns. */
  readonly end = new NumberColumn();
}

/**
 * Shortest remaining time first (Silberschatz 5.3.2, "preemptive SJF"). A burst ends at the next step that
 * may block; a kernel thread that gets past it without blocking begins another.
 */
class Srtf extends BasicPolicy {
  override readonly preemptive = true;
  override readonly predictive = true;
  readonly #queue = new KeyedQueue();
  readonly #host: PolicyHost;
  readonly #forecasts: Forecasts;

  constructor(host: PolicyHost, forecasts: Forecasts) {
    super();
    this.#host = host;
    this.#forecasts = forecasts;
  }
  get length(): number {
    return this.#queue.length;
  }
  enqueue(kernelThread: number, reason: EnqueueReason, now: number): void {
    const { left, end } = this.#forecasts;
    // Its burst is known, and only shorter by now: no need to look through its program again.
    const isKnown = reason === EnqueueReason.preempted && end.get(kernelThread) > now;
    if (isKnown) left.set(kernelThread, end.get(kernelThread) - now);
    else if (reason !== EnqueueReason.migrated) left.set(kernelThread, this.#host.nextBurst(kernelThread));
    this.#queue.add(kernelThread, left.get(kernelThread));
  }
  pick(): number {
    return this.#queue.shift();
  }
  putBack(kernelThread: number): void {
    this.#queue.putBack(kernelThread);
  }
  override begin(kernelThread: number, now: number): number {
    this.#forecasts.end.set(kernelThread, now + this.#forecasts.left.get(kernelThread));
    return Number.POSITIVE_INFINITY;
  }
  override candidate(): number {
    return this.#queue.first;
  }
  override gain(candidate: number, running: number, now: number): number {
    if (this.#forecasts.end.get(running) <= now) this.update(running, now);
    return this.#forecasts.end.get(running) - now - this.#queue.keyOf(candidate);
  }
  override update(kernelThread: number, now: number): void {
    const left = this.#host.nextBurst(kernelThread);
    if (this.#queue.has(kernelThread)) {
      this.#forecasts.left.set(kernelThread, left);
      this.#queue.update(kernelThread, left);
    } else {
      this.#forecasts.end.set(kernelThread, now + left);
    }
  }
  sibling(): KernelPolicy {
    return new Srtf(this.#host, this.#forecasts);
  }
}

export const srtf = definePolicy({
  name: "srtf",
  doc: "shortest remaining time first: a shorter burst takes the core from one with more left",
  options: {},
  queues: "global",
  create: (_, host) => new Srtf(host, new Forecasts()),
});
