import type { OptionSpecs, OptionsOf } from "../../base/option-spec.ts";
import type { Ns } from "../../base/time.ts";
import type { Costs } from "../../machine/costs.ts";
import type { KernelPolicyOptions } from "../../machine/policies/registry.ts";
import type { UserSchedulerOptions } from "../schedulers/registry.ts";

/**
 * What a threading model decides, for one process: where user threads may run and what happens when
 * one blocks. Plain data: the process runtime applies it.
 */
export interface Model {
  /** With options, for screens: `many-to-many (4 kernel threads)`. */
  readonly label: string;
  /** Most kernel threads for unbound user threads at a time. Created when needed. */
  readonly maxKernelThreads: number;
  /** A user thread keeps its kernel thread from its first step to its last. */
  readonly keepsKernelThread: boolean;
  /** A user thread may be bound to a kernel thread of its own; else `bound` says nothing. */
  readonly twoLevel: boolean;
  /** io and sleep block the kernel thread (else they park the user thread only). */
  readonly blockingIo: boolean;
  /** Which of the user threads that wait a kernel thread takes up. */
  readonly scheduler: UserSchedulerOptions;
  /** Longest run of a user thread while others wait for its kernel thread; Infinity for no preemption. */
  readonly userQuantum: number;
  /** Every user thread is a process of its own, with copies of code and data. */
  readonly processPerThread: boolean;
  /** Those processes share one image in memory until they write to it. */
  readonly sharesImage: boolean;
  /** What takes the place of a kernel thread that is blocked in the kernel with a shared user thread; null for nothing. */
  readonly onBlock: Replacement | null;
  /**
   * The process has an interpreter lock (GIL) that a user thread needs to run its program: ns after which
   * one that waits for it makes its holder drop it. Null for no such lock. Only where user threads keep their kernel threads.
   */
  readonly gil: number | null;
  /** What the runtime preset says besides; null for a plain model. */
  readonly runtime: RuntimeTraits | null;
  /** Core time to start one user thread, its own kernel thread included; charged to whoever spawns it, else to the thread itself. */
  startCost(costs: Costs, imageBytes: number): Ns;
  exitCost(costs: Costs): Ns;
}

/** Another kernel thread carries user threads while one is blocked in the kernel. */
interface Replacement {
  /** Blocked for so long, ns; 0 = at once. */
  readonly replaceAfter: Ns;
  /** Core time that bringing in the other takes, ns, besides creating and switching. */
  readonly cost: Ns;
  /** Most kernel threads of the process, the blocked ones included. */
  readonly mostKernelThreads: number;
  /** Also one that waits for a kernel lock. */
  readonly locks: boolean;
}

/** What a runtime preset says, as far as the scenario leaves it open. */
interface RuntimeTraits {
  readonly costs: Partial<Costs>;
  /** How many times as long as scenarios say computing takes. */
  readonly slowdown: number;
  /** Kernel threads to which user threads may hand computations; 0 for no such pool. */
  readonly pool: number;
  /** Null = the machine's own. */
  readonly kernelPolicy: KernelPolicyOptions | null;
}

export interface ModelContext {
  readonly cores: number;
}

export interface ModelDefinition<Name extends string, Specs extends OptionSpecs> {
  readonly name: Name;
  readonly doc: string;
  readonly options: Specs;
  create(options: OptionsOf<Specs>, context: ModelContext): Model;
}

export function defineModel<const Name extends string, const Specs extends OptionSpecs>(
  definition: ModelDefinition<Name, Specs>,
): ModelDefinition<Name, Specs> {
  return definition;
}
