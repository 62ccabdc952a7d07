import type { OptionSpecs, OptionsOf } from "../../base/option-spec.ts";

/** Why a kernel thread joins the run queue. */
export const EnqueueReason = { new: 0, wake: 1, preempted: 2, quantum: 3, yield: 4 } as const;
export type EnqueueReason = (typeof EnqueueReason)[keyof typeof EnqueueReason];

/** What a policy may ask of the machine: facts about kernel threads, by id. */
export interface PolicyHost {
  readonly cores: number;
}

/**
 * Decides which kernel thread runs where and for how long; the machine applies each decision and
 * asserts that it is legal. Kernel threads and cores are ids. Called on hot paths: no allocation.
 */
export interface KernelPolicy {
  /** Kernel threads waiting in the queue, for any core. */
  readonly length: number;
  /** False where `victim` never names one: it is then not asked. */
  readonly preemptive: boolean;
  /** The kernel thread became ready; it is in no queue and on no core. */
  enqueue(kernelThread: number, reason: EnqueueReason, now: number): void;
  /** Takes from the queue the kernel thread that `core` shall run now; `NONE` if there is none for it. */
  pick(core: number, now: number): number;
  /** Longest time the kernel thread may run before its quantum ends, ns from now; Infinity for no quantum. */
  quantum(kernelThread: number): number;
  /** The core whose kernel thread has to leave for one that waits, or `NONE`. `running` is by core; `NONE` = not to be preempted. */
  victim(running: Int32Array, now: number): number;
  /** The kernel thread has run for this many ns more. */
  charge(kernelThread: number, ran: number, now: number): void;
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
