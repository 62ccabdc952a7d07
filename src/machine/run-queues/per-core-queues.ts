import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { NumberColumn } from "../../engine/number-column.ts";
import { EnqueueReason, type KernelPolicy } from "../policies/policy.ts";
import { takeFor } from "./affinity-queue.ts";
import type { CoreView, RunQueues } from "./run-queues.ts";

/**
 * A queue for every core. Who wakes goes to the core it was on last if that is idle, else to an idle one, else
 * to the one with the fewest; who has to leave its core stays in that core's queue. A core for which none
 * waits steals, where that is allowed, the first of the longest queue that may run there.
 */
export class PerCoreQueues implements RunQueues {
  readonly #policies: readonly KernelPolicy[];
  readonly #cores: CoreView;
  readonly preemptive: boolean;
  readonly predictive: boolean;
  readonly steals: boolean;
  readonly shared = false;
  readonly #passed: number[] = [];
  /** By kernel thread: the core in whose queue it waits or has waited last. */
  readonly #home = new NumberColumn();
  #length = 0;

  constructor(policy: KernelPolicy, stealing: boolean, cores: CoreView) {
    this.#policies = Array.from({ length: cores.cores }, (_, core) =>
      core === 0 ? policy : policy.sibling(),
    );
    this.#cores = cores;
    this.preemptive = policy.preemptive;
    this.predictive = policy.predictive;
    this.steals = stealing;
  }
  get length(): number {
    return this.#length;
  }
  enqueue(kernelThread: number, reason: EnqueueReason, now: number): void {
    const joins = reason === EnqueueReason.new || reason === EnqueueReason.wake;
    const core = joins ? this.#place(kernelThread) : this.#cores.lastCore(kernelThread);
    this.#home.set(kernelThread, core);
    this.#length += 1;
    at(this.#policies, core).enqueue(kernelThread, reason, now);
  }
  pick(core: number, now: number): number {
    // Whoever waits in a core's queue may run there.
    const picked = at(this.#policies, core).pick(now);
    if (picked !== NONE) this.#length -= 1;
    return picked;
  }
  steal(core: number, now: number): number {
    let richest = this.#richest(Number.POSITIVE_INFINITY, NONE);
    while (richest !== NONE) {
      const from = at(this.#policies, richest);
      const { length } = from;
      const stolen = takeFor(from, core, this.#cores, this.#passed, now);
      if (stolen === NONE) {
        richest = this.#richest(length, richest);
        continue;
      }
      from.leave(stolen, now);
      at(this.#policies, core).enqueue(stolen, EnqueueReason.migrated, now);
      this.#home.set(stolen, core);
      return this.pick(core, now);
    }
    return NONE;
  }
  victim(running: Int32Array, now: number): number {
    for (let core = 0; core < running.length; core++) {
      const policy = at(this.#policies, core);
      if (running[core] === NONE || policy.length === 0) continue;
      const candidate = policy.candidate(now);
      if (candidate === NONE) continue;
      if (policy.gain(candidate, running[core] as number, now) > 0) return core;
    }
    return NONE;
  }
  begin(core: number, kernelThread: number, now: number): number {
    return at(this.#policies, core).begin(kernelThread, now);
  }
  charge(core: number, kernelThread: number, ran: number, now: number): void {
    at(this.#policies, core).charge(kernelThread, ran, now);
  }
  leave(core: number, kernelThread: number, now: number): void {
    at(this.#policies, core).leave(kernelThread, now);
  }
  update(kernelThread: number, now: number): void {
    at(this.#policies, this.#home.get(kernelThread)).update(kernelThread, now);
  }

  #place(kernelThread: number): number {
    const allowed = this.#cores.affinity(kernelThread);
    const last = this.#cores.lastCore(kernelThread);
    if (last !== NONE && this.#load(last) === 0) return last;
    let best = last;
    let least = last === NONE ? Number.POSITIVE_INFINITY : this.#load(last);
    for (let core = 0; core < this.#policies.length && least > 0; core++) {
      if (allowed !== null && allowed[core] === 0) continue;
      const load = this.#load(core);
      if (load >= least) continue;
      least = load;
      best = core;
    }
    return best;
  }

  /** Kernel threads that wait for a core or have it. */
  #load(core: number): number {
    return at(this.#policies, core).length + (this.#cores.isIdle(core) ? 0 : 1);
  }

  /** The core with the longest queue, the first of several, after the core `last` with its queue of `length`; or NONE. */
  #richest(length: number, last: number): number {
    let richest = NONE;
    let most = 0;
    for (let core = 0; core < this.#policies.length; core++) {
      const own = at(this.#policies, core).length;
      const comesAfter = own < length || (own === length && core > last);
      if (!comesAfter || own <= most) continue;
      most = own;
      richest = core;
    }
    return richest;
  }
}
