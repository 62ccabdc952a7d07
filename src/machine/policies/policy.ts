import type { OptionSpecs, OptionsOf } from "../../base/option-spec.ts";

/** Why a kernel thread joins the run queue. */
export const EnqueueReason = { new: 0, wake: 1, preempt: 2, quantum: 3, yield: 4 } as const;
export type EnqueueReason = (typeof EnqueueReason)[keyof typeof EnqueueReason];

/** What a policy may ask of the machine: facts about kernel threads, by id. */
export interface PolicyHost {
  readonly cores: number;
  /** CPU time the kernel thread still needs for its present burst, ns. */
  burst(kernelThread: number): number;
}

/**
 * Decides which kernel thread runs where and for how long; the machine applies each decision and
 * asserts that it is legal. Kernel threads and cores are ids. Called on hot paths: no allocation.
 */
export interface KernelPolicy {
  /** The kernel thread became ready; it is in no queue and on no core. */
  enqueue(kernelThread: number, reason: EnqueueReason, now: number): void;
  /** Takes from the queue the kernel thread that `core` shall run now; `NONE` if there is none for it. */
  pick(core: number, now: number): number;
  /** Longest time the kernel thread may run on before its quantum ends, from `now`; Infinity for no quantum. */
  quantum(kernelThread: number, now: number): number;
  /** Whether `running` has to leave its core for one that waits. Asked after arrivals and wake-ups. */
  preempts(running: number, core: number, now: number): boolean;
  /** Kernel threads waiting in the queue (for any core). */
  readonly length: number;
}

/** A policy as the registry knows it: name, options as data, and how to make one. */
export interface PolicyDefinition<Name extends string, Specs extends OptionSpecs> {
  readonly name: Name;
  readonly doc: string;
  readonly options: Specs;
  create(options: OptionsOf<Specs>, host: PolicyHost): KernelPolicy;
}

export function definePolicy<const Name extends string, const Specs extends OptionSpecs>(
  definition: PolicyDefinition<Name, Specs>,
): PolicyDefinition<Name, Specs> {
  return definition;
}
