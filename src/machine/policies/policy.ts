import { NONE } from "../../base/ids.ts";
import type { OptionSpecs, OptionsOf } from "../../base/option-spec.ts";

/** Why a kernel thread joins a run queue. */
export const EnqueueReason = {
  new: 0,
  wake: 1,
  /** Had to leave its core for another. */
  preempted: 2,
  /** Its quantum is over. */
  quantum: 3,
  yield: 4,
  /** Comes from another queue of the same policy, which it has left. */
  migrated: 5,
} as const;
export type EnqueueReason = (typeof EnqueueReason)[keyof typeof EnqueueReason];

/** What is known of a kernel thread, by id: that of the user thread mounted on it. */
export interface KernelThreadFacts {
  priority(kernelThread: number): number;
  /** −20 … 19. */
  nice(kernelThread: number): number;
  tickets(kernelThread: number): number;
  /** ns; Infinity where the user thread is not periodic. */
  period(kernelThread: number): number;
  /** The time by which it has to be done, ns; Infinity for none. */
  deadline(kernelThread: number): number;
  /** Core time that its program takes up to the next step that may block, ns; work in progress apart. */
  nextBurst(kernelThread: number): number;
  /** By core: 1 where it may run; null = anywhere. The same as long as the kernel thread lives. */
  affinity(kernelThread: number): Uint8Array | null;
}

/** What a policy may ask of the machine. */
export interface PolicyHost extends KernelThreadFacts {
  readonly cores: number;
  /** As in the facts, with what is left of the work in progress. */
  nextBurst(kernelThread: number): number;
  /** Charges a running kernel thread for the time up to now; see `KernelPolicy.charge`. */
  settle(kernelThread: number): void;
  /** The next of a run's uniform numbers in [0, 1) for its scheduler. */
  random(): number;
}

/**
 * Decides which kernel thread runs next and for how long; the machine applies each decision and
 * asserts that it is legal. A policy is one run queue, and knows nothing of cores. Called on hot paths:
 * no allocation. Ids are used again, so ties are never decided by them.
 */
export interface KernelPolicy {
  /** Kernel threads waiting in the queue. */
  readonly length: number;
  /** False where `candidate` never names one: it is then not asked. */
  readonly preemptive: boolean;
  /** The decision depends on what a running kernel thread does next: asked again whenever one goes on to new work. */
  readonly predictive: boolean;
  /** The kernel thread became ready; it is in no queue and on no core. */
  enqueue(kernelThread: number, reason: EnqueueReason, now: number): void;
  /** Takes from the queue the kernel thread that shall run now; `NONE` if it is empty. */
  pick(now: number): number;
  /** Undoes a `pick`, at the same instant. Several are undone in reverse order. */
  putBack(kernelThread: number, now: number): void;
  /** The kernel thread picked begins to work. Returns the longest time until its quantum ends, ns from now; Infinity for no quantum. */
  begin(kernelThread: number, now: number): number;
  /** The waiting kernel thread that would be picked, if a running one may have to leave for it; else `NONE`. */
  candidate(now: number): number;
  /** How much the candidate's claim to a core is above that of a running kernel thread; above 0 = it takes its core. */
  gain(candidate: number, running: number, now: number): number;
  /** The kernel thread has run for this many ns more. */
  charge(kernelThread: number, ran: number, now: number): void;
  /** The kernel thread has left its core, or this queue, without joining it again: blocked, ended or taken elsewhere. */
  leave(kernelThread: number, now: number): void;
  /** The facts of a kernel thread, waiting or running, have changed. */
  update(kernelThread: number, now: number): void;
  /** Another queue of the same policy, which shares what is known of kernel threads: they may move between the two. */
  sibling(): KernelPolicy;
}

/** A policy that never preempts, knows no quantum and keeps nothing in mind: what most policies are in most respects. */
export abstract class BasicPolicy implements KernelPolicy {
  readonly preemptive: boolean = false;
  readonly predictive: boolean = false;
  abstract readonly length: number;
  abstract enqueue(kernelThread: number, reason: EnqueueReason, now: number): void;
  abstract pick(now: number): number;
  abstract putBack(kernelThread: number, now: number): void;
  abstract sibling(): KernelPolicy;
  begin(_kernelThread: number, _now: number): number {
    return Number.POSITIVE_INFINITY;
  }
  candidate(_now: number): number {
    return NONE;
  }
  gain(_candidate: number, _running: number, _now: number): number {
    return 0;
  }
  charge(_kernelThread: number, _ran: number, _now: number): void {}
  leave(_kernelThread: number, _now: number): void {}
  update(_kernelThread: number, _now: number): void {}
}

/** A policy as the registry knows it: name, options as data, and how to make one. */
export interface PolicyDefinition<Name extends string, Specs extends OptionSpecs> {
  readonly name: Name;
  readonly doc: string;
  readonly options: Specs;
  /** Where kernel threads wait if the scenario does not say: in one queue, or in one for every core. */
  readonly queues: "global" | "per-core";
  create(options: OptionsOf<Specs>, host: PolicyHost): KernelPolicy;
}

export function definePolicy<const Name extends string, const Specs extends OptionSpecs>(
  definition: PolicyDefinition<Name, Specs>,
): PolicyDefinition<Name, Specs> {
  return definition;
}
