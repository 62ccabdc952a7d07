import type { DrawSource } from "../base/random.ts";
import type { Sampler } from "../base/sampler.ts";
import type { Costs } from "../machine/costs.ts";
import type { TraceMeta } from "../trace/meta.ts";
import type { Model } from "./models/model.ts";
import type { ModelOptions } from "./models/registry.ts";
import type { Arrivals, SchedulingOptions, SimulationInput } from "./options.ts";
import type { Code } from "./program.ts";
import type { ThreadFeatures } from "./thread-table.ts";

/** A run made ready: every name a number, every program assembled. Reusable: running changes nothing in it. */
export interface Plan {
  readonly input: SimulationInput;
  readonly meta: TraceMeta;
  readonly code: Code;
  readonly durations: Durations;
  readonly groups: readonly GroupPlan[];
  readonly pools: readonly PoolPlan[];
  readonly processes: readonly ProcessPlan[];
  readonly features: ThreadFeatures;
  readonly locks: LockPlan;
}

/** What mutexes need to know of priorities. */
interface LockPlan {
  /** Some mutex has a protocol, or goes by priority. */
  readonly byPriority: boolean;
  /** Whether low priorities are the urgent ones. */
  readonly lowFirst: boolean;
  /** By object id: the ceiling, of mutexes. */
  readonly ceilings: readonly number[];
}

/** Durations by number. */
export interface Durations {
  readonly source: DrawSource;
  /** Length of a fixed duration, ns; −1 for a random one. */
  readonly fixed: Float64Array;
  readonly samplers: readonly Sampler[];
  /** Counter that counts the occurrences of a `trace`, or NONE. */
  readonly counters: Int32Array;
}

export interface GroupPlan {
  readonly name: string;
  /** Null where it is open: arrivals without end, or spawned. */
  readonly count: number | null;
  /** Null for spawned groups. */
  readonly arrivals: ArrivalPlan | null;
  /** First instruction. */
  readonly entry: number;
  /** Index of the process; spawned threads belong to that of the program that spawns them. */
  readonly process: number;
  /** Each thread has a kernel thread of its own, in a process whose model allows it. */
  readonly bound: boolean;
  readonly scheduling: SchedulingPlan;
  readonly after: readonly AfterPlan[];
  /** Parent identity of its threads' identities. */
  readonly identity: number;
  /** The first group of that name: what `join` counts by. */
  readonly family: number;
  /** The pool whose workers these are, or NONE. */
  readonly pool: number;
}

/** What kernel policies may know of the threads of a group. */
export interface SchedulingPlan extends SchedulingOptions {
  /** ns; Infinity where it is not periodic. */
  readonly period: number;
  /** ns from its release; Infinity where it has none. */
  readonly deadline: number;
}

export interface AfterPlan {
  readonly group: number;
  /** Null = the whole group. */
  readonly index: number | null;
}

export interface PoolPlan {
  readonly name: string;
  /** Number of jobs; null where it is open. */
  readonly jobs: number | null;
  readonly arrivals: ArrivalPlan;
  readonly workers: number;
  /** Its queue among the run's objects. */
  readonly object: number;
  /** Parent identity of its jobs' identities. */
  readonly identity: number;
}

export interface ArrivalPlan {
  readonly arrivals: Arrivals;
  /** Draws the intervals of `every`. */
  readonly interval: Sampler | null;
}

export interface ProcessPlan {
  readonly name: string;
  readonly options: ModelOptions;
  readonly model: Model;
  /** As its model has them. */
  readonly costs: Costs;
  readonly imageBytes: number;
}
