import type { JobId, ThreadId } from "../base/ids.ts";
import type { Ns } from "../base/time.ts";
import type { ObjectKind, Outcome } from "../trace/meta.ts";
import type { BlockedReason, ThreadState } from "../trace/states.ts";
import type { FindingKind } from "./findings/kinds.ts";

/** Where a thread's time went (design rule 3): the parts sum to its turnaround exactly. ns. */
export interface Ledger {
  readonly running: Ns;
  readonly ready: Ns;
  readonly stalled: Ns;
  readonly overhead: Ns;
  /** Reasons that took no time are left out. */
  readonly blocked: Partial<Record<BlockedReason, Ns>>;
}

/** Nearest-rank percentiles and exact integer extremes; `mean` is rounded to the nanosecond. */
export interface Summary {
  readonly min: Ns;
  readonly mean: Ns;
  readonly p50: Ns;
  readonly p90: Ns;
  readonly p95: Ns;
  readonly p99: Ns;
  readonly max: Ns;
}

export type Severity = "info" | "warning" | "error";
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly atNs: Ns;
  /** Names. */
  readonly threads: readonly string[];
  readonly objects: readonly string[];
  /** What happened, and why. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
}

export interface ThreadResult {
  readonly id: ThreadId;
  readonly name: string;
  readonly process: string;
  /** Null: created, but the run ended before it arrived. */
  readonly arrivalNs: Ns | null;
  /** Null: never ran, never ended. */
  readonly firstRunNs: Ns | null;
  readonly endNs: Ns | null;
  /** State at the end of the run. */
  readonly state: ThreadState;
  readonly ledgerNs: Ledger;
  readonly responseNs: Ns | null;
  /** To the end of the thread; null where it has not ended. */
  readonly turnaroundNs: Ns | null;
  readonly waitingNs: Ns;
}

export interface JobResult {
  readonly id: JobId;
  readonly pool: string;
  /** The user thread that took it; null where none did. */
  readonly worker: string | null;
  readonly enqueuedNs: Ns;
  readonly startNs: Ns | null;
  readonly endNs: Ns | null;
}

export interface ObjectResult {
  readonly kind: ObjectKind;
  /** Last value of a variable, length of a queue or list, count of a semaphore. */
  readonly value?: number;
  /** Times a thread acquired, took, or passed it. */
  readonly acquisitions: number;
  /** How often a thread had to wait for it, and for how long in all and at most. */
  readonly waits: number;
  readonly waitNs: Ns;
  readonly longestWaitNs: Ns;
  /** Time in which somebody held it (mutexes). */
  readonly heldNs?: Ns;
}

/**
 * Wall-clock time in which at least one user thread was stalled, summed over processes. `byReason`: what
 * most kernel threads of the process were blocked in meanwhile; it sums to `totalNs`.
 */
export interface Stalls {
  readonly totalNs: Ns;
  readonly longestNs: Ns;
  readonly byReason: Partial<Record<BlockedReason, Ns>>;
}

/** Instances of the threads of a periodic group. */
export interface PeriodicResult {
  readonly group: string;
  readonly periodNs: Ns;
  readonly deadlineNs: Ns;
  /** Instances done, and deadlines that passed before theirs was. */
  readonly completed: number;
  readonly missed: number;
  /** From the release of an instance to its end; null where none ended. */
  readonly responseNs: Summary | null;
}

/** Completions and useful core time in equal spans from time 0. */
export interface Series {
  readonly bucketNs: Ns;
  readonly completed: readonly number[];
  readonly busyNs: readonly Ns[];
}

/** All the numbers of one run: what `--json` prints, key for key. */
export interface RunResult {
  readonly model: string;
  readonly label: string;
  readonly outcome: Outcome;
  /** Last end − first arrival; to the end of the run where threads are left over. */
  readonly makespanNs: Ns;
  readonly endNs: Ns;
  /**
   * The time that the run was given to settle, where it was given any: `throughput` counts what was completed
   * since, per second since; `turnaroundNs`, `responseNs` and `waitingNs` are of threads that arrived since;
   * `cores.utilization` is that since. Everything else is of the whole run.
   */
  readonly warmupNs?: Ns;
  readonly throughput: {
    readonly unit: "jobs" | "threads";
    readonly completed: number;
    readonly perSecond: number;
  };
  /** Over ended threads; null where none ended. */
  readonly turnaroundNs: Summary | null;
  readonly responseNs: Summary | null;
  readonly waitingNs: Summary | null;
  readonly cores: {
    readonly count: number;
    readonly utilization: number;
    readonly busyNs: Ns;
    readonly overheadNs: Ns;
    readonly idleNs: Ns;
  };
  readonly switches: { readonly kernel: number; readonly user: number; readonly migrations: number };
  readonly kernelThreads: { readonly created: number; readonly peak: number };
  readonly memory: { readonly peakBytes: number };
  /** Summed over all threads. */
  readonly ledgerNs: Ledger;
  /** How many user threads there were, and how many ended. */
  readonly threadCount: { readonly created: number; readonly ended: number; readonly peakLive: number };
  readonly stalls: Stalls;
  /** One sentence on what kept the run from being shorter. */
  readonly heldBack: string;
  readonly series: Series;
  /** Left out past 10,000 unless asked for in full. */
  readonly threads?: readonly ThreadResult[];
  readonly jobs?: readonly JobResult[];
  /** Only where there are periodic threads. */
  readonly periodic?: readonly PeriodicResult[];
  readonly objects: Readonly<Record<string, ObjectResult>>;
  readonly findings: readonly Finding[];
  readonly events: number;
}

/** The document that `run --json` prints. */
export interface ResultDocument {
  readonly format: 1;
  readonly scenario: { readonly name: string; readonly file: string; readonly seed: string | number };
  readonly runs: readonly RunResult[];
}
