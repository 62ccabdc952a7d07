import type { Duration } from "../base/distribution.ts";
import type { Ns } from "../base/time.ts";
import type { MachineOptions, QuotaOptions } from "../machine/options.ts";
import type { ModelOptions } from "./models/registry.ts";

/** Everything one run needs: the machine, one model, and the workload. Names are resolved by `compile`. */
export interface SimulationInput {
  readonly name: string;
  /** Where the scenario was read from, for messages; empty where from nowhere. */
  readonly file: string;
  readonly seed: string | number;
  readonly machine: MachineOptions;
  readonly model: ModelOptions;
  readonly objects: readonly ObjectOptions[];
  readonly processes: readonly ProcessOptions[];
  readonly workload: readonly WorkloadEntry[];
  /** End of simulated time; null for none. */
  readonly until: Ns | null;
}

/** A declared process. The first is the default for entries that name none. */
export interface ProcessOptions {
  readonly name: string;
  /** Its own model, or null for the run's. */
  readonly model: ModelOptions | null;
  /** Sizes of its code and data sections, in bytes. */
  readonly code: number;
  readonly data: number;
  /** Core time that its kernel threads may use in each period; absent = all they get. */
  readonly quota?: QuotaOptions;
}

export type ObjectOptions =
  | MutexOptions
  | { readonly kind: "rwlock"; readonly name: string; readonly prefer: "readers" | "writers" | "fair" }
  | { readonly kind: "semaphore"; readonly name: string; readonly count: number }
  | { readonly kind: "condition"; readonly name: string }
  | { readonly kind: "barrier"; readonly name: string; readonly parties: number }
  /** `capacity` null = unbounded. */
  | { readonly kind: "queue"; readonly name: string; readonly capacity: number | null }
  | VariableOptions
  | { readonly kind: "list"; readonly name: string; readonly safe: boolean; readonly length: number };

interface VariableOptions {
  readonly kind: "variable";
  readonly name: string;
  readonly value: number;
  /** An `update` is indivisible, and loads and stores order what threads do (sequential consistency). */
  readonly atomic: boolean;
}

export interface MutexOptions {
  readonly kind: "mutex";
  readonly name: string;
  readonly scope: "user" | "kernel";
  /** Against priority inversion. */
  readonly protocol: "none" | "inheritance" | "ceiling" | "immediate-ceiling";
  /** Who gets it when it is unlocked: by arrival, by priority, or whoever is first to try. */
  readonly order: "fifo" | "priority" | "barging";
  /** Its priority ceiling; null = that of the most urgent thread whose program names it. */
  readonly ceiling: number | null;
  /** Core time that a thread that has waited for it spends before it goes on. */
  readonly handoff: Ns;
  /** A spin lock: who finds it taken keeps its core and tries again after so long; null = it waits in a queue. */
  readonly spin: Ns | null;
}

/** When the threads of a group, or the jobs of a pool, arrive. */
export type Arrivals =
  /** All at one time. */
  | { readonly kind: "at"; readonly time: Ns }
  /** The i-th at the i-th time. */
  | { readonly kind: "list"; readonly times: readonly Ns[] }
  /** One after another with this time between (also before the first). `count` null = for ever (needs `until`). */
  | { readonly kind: "every"; readonly interval: Duration; readonly count: number | null };

export type WorkloadEntry = ThreadGroupOptions | PoolOptions;

/** What kernel policies may know of a user thread. A spawned thread has that of the one that spawns it. */
export interface SchedulingOptions {
  /** The policy's `order` says which end is urgent. */
  readonly priority: number;
  /** Share of the core under `fair`: −20 (most) … 19. */
  readonly nice: number;
  /** Share of the core under `lottery` and `stride`. */
  readonly tickets: number;
  /** Cores that its own kernel thread may run on; null = any. Kernel threads that user threads share run anywhere. */
  readonly affinity: readonly number[] | null;
}

export interface ThreadGroupOptions extends SchedulingOptions {
  readonly kind: "thread";
  readonly name: string;
  readonly count: number;
  readonly arrive: Arrivals;
  /** Starts when all of these have ended. `index` null = the whole group. */
  readonly after: readonly ThreadRef[];
  readonly process: string;
  /** Time between two releases of a periodic thread; null = not periodic. */
  readonly period: Ns | null;
  /** Time from its release to when it has to be done; null = no deadline (of a periodic thread: its period). */
  readonly deadline: Ns | null;
  /** Own kernel thread under many-to-many. */
  readonly bound: boolean;
  readonly program: readonly Step[];
}

export interface ThreadRef {
  readonly group: string;
  readonly index: number | null;
}

/** The classic worker pool: a queue, workers that take jobs from it for ever, and a stop marker per worker behind the jobs. */
export interface PoolOptions extends SchedulingOptions {
  readonly kind: "pool";
  readonly name: string;
  readonly workers: number;
  /** How many jobs; all enqueued at once or as `arrive` says. Null = for ever (arrivals without a count). */
  readonly jobs: number | null;
  /** Arrivals of the jobs. The workers are there from time 0. */
  readonly arrive: Arrivals;
  readonly process: string;
  readonly bound: boolean;
  readonly job: readonly Step[];
}

/** One step of a program. Objects are named. */
export type Step =
  | { readonly kind: "compute"; readonly for: Duration }
  /** Computes in native code: without the interpreter lock, where the process has one. Written as a `compute` with options. */
  | { readonly kind: "native"; readonly for: Duration }
  /** Computes on a kernel thread of the runtime's pool, where it has one; else as `native`. Written as a `compute` with options. */
  | { readonly kind: "offload"; readonly for: Duration }
  /** `device` null: no queue. `nonblocking` null: as the model says. */
  | {
      readonly kind: "io";
      readonly for: Duration;
      readonly device: string | null;
      readonly nonblocking: boolean | null;
    }
  | { readonly kind: "sleep"; readonly for: Duration }
  | { readonly kind: "yield" }
  /** From here the thread (its present instance, or its job) has to be done within this time; it goes on all the same. */
  | { readonly kind: "deadline"; readonly for: Duration }
  /** A read-write lock is unlocked likewise, however it is held. */
  | { readonly kind: "lock" | "unlock"; readonly mutex: string }
  /** lock, body, unlock. */
  | { readonly kind: "locked"; readonly mutex: string; readonly body: readonly Step[] }
  | { readonly kind: "readLock" | "writeLock"; readonly rwlock: string }
  /** readLock or writeLock, body, unlock. */
  | {
      readonly kind: "readLocked" | "writeLocked";
      readonly rwlock: string;
      readonly body: readonly Step[];
    }
  | { readonly kind: "acquire" | "release"; readonly semaphore: string; readonly count: number }
  | { readonly kind: "put" | "take"; readonly queue: string }
  /** Waits for a signal; where a mutex is named it is unlocked while waiting and locked again after. */
  | { readonly kind: "wait"; readonly condition: string; readonly mutex: string | null }
  | { readonly kind: "signal" | "broadcast"; readonly condition: string }
  | { readonly kind: "barrier"; readonly barrier: string }
  /** The variable's value into the thread's register, or the register into the variable. */
  | { readonly kind: "load" | "store"; readonly variable: string }
  /** Adds to the thread's register. */
  | { readonly kind: "add"; readonly amount: number }
  /** load, compute `window`, add, store; of an atomic variable: compute `window`, then the rest at once. */
  | { readonly kind: "update"; readonly variable: string; readonly amount: number; readonly window: Duration }
  /** Safe list: one indivisible step. Unsafe: look at the list, compute `window`, then change it as it looked before. */
  | { readonly kind: "remove" | "append"; readonly list: string; readonly window: Duration }
  | { readonly kind: "repeat"; readonly times: number; readonly body: readonly Step[] }
  | { readonly kind: "forever"; readonly body: readonly Step[] }
  /** Loads the variable, and goes on with `body` where it has this value, else with `otherwise`. */
  | {
      readonly kind: "if";
      readonly variable: string;
      readonly value: number;
      readonly body: readonly Step[];
      readonly otherwise: readonly Step[];
    }
  /** Loads the variable, and runs `body` and begins again where it has this value. */
  | {
      readonly kind: "while";
      readonly variable: string;
      readonly value: number;
      readonly body: readonly Step[];
    }
  | {
      readonly kind: "choose";
      readonly branches: readonly { readonly weight: number; readonly body: readonly Step[] }[];
    }
  | {
      readonly kind: "spawn";
      readonly name: string;
      readonly count: number;
      readonly program: readonly Step[];
    }
  /** Waits until every thread of that name which this thread has spawned so far has ended. */
  | { readonly kind: "join"; readonly name: string };
