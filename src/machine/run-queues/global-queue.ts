import { NONE } from "../../base/ids.ts";
import type { EnqueueReason, KernelPolicy } from "../policies/policy.ts";
import type { RunQueues } from "./run-queues.ts";

/** One queue for all cores, and any kernel thread may run on any of them. */
export class GlobalQueue implements RunQueues {
  readonly #policy: KernelPolicy;
  readonly preemptive: boolean;
  readonly predictive: boolean;
  readonly steals = false;
  readonly shared = true;

  constructor(policy: KernelPolicy) {
    this.#policy = policy;
    this.preemptive = policy.preemptive;
    this.predictive = policy.predictive;
  }
  get length(): number {
    return this.#policy.length;
  }
  enqueue(kernelThread: number, reason: EnqueueReason, now: number): void {
    this.#policy.enqueue(kernelThread, reason, now);
  }
  pick(_core: number, now: number): number {
    return this.#policy.pick(now);
  }
  steal(): number {
    return NONE;
  }
  victim(running: Int32Array, now: number): number {
    const candidate = this.#policy.candidate(now);
    return candidate === NONE ? NONE : weakest(this.#policy, candidate, running, null, now);
  }
  begin(_core: number, kernelThread: number, now: number): number {
    return this.#policy.begin(kernelThread, now);
  }
  charge(_core: number, kernelThread: number, ran: number, now: number): void {
    this.#policy.charge(kernelThread, ran, now);
  }
  leave(_core: number, kernelThread: number, now: number): void {
    this.#policy.leave(kernelThread, now);
  }
  update(kernelThread: number, now: number): void {
    this.#policy.update(kernelThread, now);
  }
}

/** The core, among those allowed (null = all), over whose kernel thread the candidate gains most, the first of several; or `NONE`. */
export function weakest(
  policy: KernelPolicy,
  candidate: number,
  running: Int32Array,
  allowed: Uint8Array | null,
  now: number,
): number {
  let weakest = NONE;
  let most = 0;
  for (let core = 0; core < running.length; core++) {
    const there = running[core] as number;
    if (there === NONE || (allowed !== null && allowed[core] === 0)) continue;
    const gain = policy.gain(candidate, there, now);
    if (gain <= most || Number.isNaN(gain)) continue;
    most = gain;
    weakest = core;
  }
  return weakest;
}
