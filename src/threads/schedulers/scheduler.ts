import type { OptionSpecs, OptionsOf } from "../../base/option-spec.ts";
import type { EnqueueReason } from "../../machine/policies/policy.ts";
import type { ThreadTable } from "../thread-table.ts";

/**
 * Decides, within one process, which ready user thread a free kernel thread takes up. User threads and
 * kernel threads are ids. Called on hot paths: no allocation.
 */
export interface UserScheduler {
  /** User threads that wait for a kernel thread. */
  readonly length: number;
  /** Whether a user thread that becomes ready may take the place of a running one that matters less. */
  readonly preemptive: boolean;
  /** The user thread became ready and unmounted. `kernelThread`: the one on which that was brought about, or NONE (a timer, a device, an arrival). */
  enqueue(thread: number, reason: EnqueueReason, kernelThread: number): void;
  /** Takes out the user thread that the kernel thread (NONE: a new one) shall carry now; NONE only where `length` is 0. */
  pick(kernelThread: number): number;
  /** The user thread picked last goes on in what is left of the quantum of the one that its kernel thread carried before. */
  readonly inherits: boolean;
  /** How much a user thread matters: a larger number goes before a smaller one. */
  urgency(thread: number): number;
  /** That of the most urgent one that waits; −Infinity where none does, or where all matter alike. */
  readonly topUrgency: number;
  /** The priority of a waiting user thread is another from now on; it was `before`. */
  update(thread: number, before: number): void;
}

/** A user-level scheduler as the registry knows it. */
export interface SchedulerDefinition<Name extends string, Specs extends OptionSpecs> {
  readonly name: Name;
  readonly doc: string;
  readonly options: Specs;
  create(options: OptionsOf<Specs>, table: ThreadTable): UserScheduler;
}

export function defineScheduler<const Name extends string, const Specs extends OptionSpecs>(
  definition: SchedulerDefinition<Name, Specs>,
): SchedulerDefinition<Name, Specs> {
  return definition;
}
