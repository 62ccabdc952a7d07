import type { Ns } from "../base/time.ts";

/** Why a run ended (design rule 6); `interrupted`: the user stopped it. */
export const OUTCOMES = ["completed", "deadlock", "horizon", "event-limit", "interrupted"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What is known of a run before its first event: names for the ids in its records. */
export interface TraceMeta {
  readonly scenario: { readonly name: string; readonly file: string; readonly seed: string | number };
  /** The model's name as written in `models`, and a label with its options: `many-to-many (4 kernel threads)`. */
  readonly model: string;
  readonly label: string;
  readonly cores: number;
  /** By group id. `count` is null where it is open (arrivals without a count, spawns). */
  readonly groups: readonly GroupMeta[];
  readonly processes: readonly ProcessMeta[];
  readonly objects: readonly ObjectMeta[];
  readonly devices: readonly { readonly name: string; readonly servers: number }[];
  readonly pools: readonly {
    readonly name: string;
    readonly workers: number;
    readonly jobs: number | null;
  }[];
  /** Memory of one kernel thread (its kernel stack) and one user thread (its user stack). */
  readonly kernelStackBytes: number;
  readonly userStackBytes: number;
}
export interface GroupMeta {
  readonly name: string;
  readonly count: number | null;
  readonly process: number;
  /** Index of the pool whose workers these are, or −1. */
  readonly pool: number;
  /** Own kernel thread under many-to-many: never stalled. */
  readonly bound: boolean;
  /** Time between two releases of its threads, where they are periodic; the first release is the arrival. */
  readonly periodNs?: number;
  /** Time from release to deadline, where its threads have one. */
  readonly deadlineNs?: number;
  /** The cores that the kernel threads of its threads may run on, where they may not run on all. */
  readonly affinity?: readonly number[];
  /** How urgent its threads are, the larger the more, where something goes by fixed priorities. */
  readonly urgency?: number;
}
export interface ProcessMeta {
  readonly name: string;
  /** This process's model (its own, or the run's). */
  readonly model: string;
  readonly label: string;
  /** Code and data sections. Under `processes` every user thread is a process with an image of its own. */
  readonly imageBytes: number;
  /** True where each user thread is a process of its own (model `processes`): no sharing of memory. */
  readonly perThread: boolean;
  /** True where those processes share one image in memory (copy-on-write): it is counted once. */
  readonly sharesImage: boolean;
  /** True where user threads share one kernel thread and none is preempted on it: others go on only where one waits or gives way. */
  readonly cooperative?: true;
}
/** Kinds of shared objects. */
export const OBJECT_KINDS = [
  "mutex",
  "rwlock",
  "semaphore",
  "condition",
  "barrier",
  "queue",
  "variable",
  "list",
] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];
export interface ObjectMeta {
  readonly name: string;
  readonly kind: ObjectKind;
  /** `kernel`: blocks the kernel thread. Mutexes only. */
  readonly scope: "user" | "kernel";
  /** True for thread-safe lists and atomic variables; left out for all else. */
  readonly safe?: true;
  /** True for locks that do not go by arrival: who comes later may get them first. */
  readonly overtakes?: true;
}

/** How a run ended. */
export interface RunEnd {
  readonly outcome: Outcome;
  /** Time of the last event, or the horizon. */
  readonly endNs: Ns;
  /** Events processed by the engine. */
  readonly events: number;
}
