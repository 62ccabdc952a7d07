import { formatDuration } from "../base/format-duration.ts";
import { NONE } from "../base/ids.ts";
import type { Outcome, TraceMeta } from "../trace/meta.ts";
import { BLOCKED_REASONS, type BlockedReason } from "../trace/states.ts";
import { whyStalled } from "./findings/stalls.ts";
import { countOf, listOf, objectName, processName } from "./names.ts";
import type { ProcessStalls } from "./stall-clock.ts";

/** Below this share of the user threads' time nothing counts as having held a run back. */
const NOTABLE_SHARE = 0.1;
/** From this share on the cores count as fully used. */
const SATURATED_SHARE = 0.9;
/** From this share of the cores' active time on, overhead is what held the run back. */
const OVERHEAD_SHARE = 0.5;

/** Names listed in a sentence. */
const MAX_NAMES = 5;

/** What the sentence is made of. Times in ns. */
export interface Explained {
  readonly meta: TraceMeta;
  readonly outcome: Outcome;
  readonly endNs: number;
  readonly makespanNs: number;
  /** Sums over the user threads. `carried`: ready on their kernel thread, waiting for a core; the rest of ready waits for a kernel thread. */
  readonly ledger: {
    readonly running: number;
    readonly ready: number;
    readonly carried: number;
    readonly stalled: number;
    readonly overhead: number;
    readonly blocked: Readonly<Partial<Record<BlockedReason, number>>>;
  };
  readonly cores: { readonly busyNs: number; readonly overheadNs: number };
  readonly threads: number;
  /** The process whose user threads waited longest for a turn on its kernel threads. */
  readonly queuedProcess: number;
  readonly stalls: readonly ProcessStalls[];
  /** Most kernel threads of a process at a time. */
  kernelThreadsOf(process: number): number;
  /** The object with the longest waits for that reason, or NONE. */
  mostWaitedFor(reason: BlockedReason): number;
  /** The device with a queue on which user threads spent most time, and that time; null where there is none. */
  readonly device: { readonly name: string; readonly servers: number; readonly timeNs: number } | null;
  /** The user threads that wait for each other, or all that wait, where the run ended in a deadlock; else null. */
  readonly deadlocked: readonly string[] | null;
}

/** `17.4 s of 21.0 s`. */
const part = (some: number, all: number): string => `${formatDuration(some)} of ${formatDuration(all)}`;

/**
 * One sentence on what kept a run from being shorter. Stalls are told in wall-clock time of the makespan,
 * all else in time summed over the user threads, and the sentence says which.
 */
export function explain(run: Explained): string {
  if (run.deadlocked !== null) return deadlockSentence(run.deadlocked, run.endNs);
  if (run.threads === 0) return "No user thread arrived.";
  const { ledger } = run;
  const blocked = BLOCKED_REASONS.map((reason) => ({ reason, time: ledger.blocked[reason] ?? 0 }));
  const total =
    ledger.running +
    ledger.ready +
    ledger.stalled +
    ledger.overhead +
    blocked.reduce((sum, { time }) => sum + time, 0);
  if (total === 0) return "Nothing: no step took any time.";

  const coreTime = run.cores.busyNs + run.cores.overheadNs;
  if (run.cores.overheadNs >= OVERHEAD_SHARE * coreTime && coreTime >= SATURATED_SHARE * coresTime(run)) {
    return `${part(run.cores.overheadNs, coreTime)} of the cores' working time: overhead, such as switches and creation.`;
  }
  const hindrances = [
    { time: ledger.stalled, say: () => stalledSentence(run, total) },
    { time: ledger.ready, say: () => readySentence(run, total) },
    {
      time: ledger.overhead,
      say: () =>
        `${ofThreads(ledger.overhead, total, run)}: overhead, such as switches, creation and system calls.`,
    },
    ...blocked
      .filter(({ reason }) => reason !== "io" && reason !== "sleep")
      .map(({ reason, time }) => ({ time, say: () => waitSentence(run, reason, time, total) })),
  ];
  const largest = hindrances.reduce((most, hindrance) => (hindrance.time > most.time ? hindrance : most));
  return largest.time >= NOTABLE_SHARE * total ? largest.say() : ownWorkSentence(run, total);
}

function deadlockSentence(names: readonly string[], endNs: number): string {
  const who = names.length === 1 ? `${names[0]} waits` : `${listOf(names, MAX_NAMES)} wait`;
  return `Deadlock: from ${formatDuration(endNs)} on nothing can ever happen again, and ${who} for ever.`;
}

const coresTime = (run: Explained): number => run.meta.cores * run.makespanNs;

/** `8 s of 16 s, summed over 4 user threads` */
function ofThreads(some: number, all: number, run: Explained): string {
  const over =
    run.threads === 1 ? " of the user thread's time" : `, summed over ${countOf(run.threads, "user thread")}`;
  return `${part(some, all)}${over}`;
}

function stalledSentence(run: Explained, total: number): string {
  const most = run.stalls.reduce<ProcessStalls | null>(
    (longest, stalls) => (longest === null || stalls.totalNs > longest.totalNs ? stalls : longest),
    null,
  );
  if (most === null) return `${ofThreads(run.ledger.stalled, total, run)}: stalled.`;
  const of = run.meta.processes.length > 1 ? ` of ${processName(run.meta, most.process)}` : "";
  const why = whyStalled(run.meta, most, run.kernelThreadsOf(most.process), { them: "user threads", of });
  return `${part(most.totalNs, run.makespanNs)}: stalled, ${why}.`;
}

function readySentence(run: Explained, total: number): string {
  const { ledger, meta, cores } = run;
  const saturated = cores.busyNs + cores.overheadNs >= SATURATED_SHARE * coresTime(run);
  const forKernelThread = ledger.ready - ledger.carried;
  const kernelThreads = run.kernelThreadsOf(run.queuedProcess);
  const amount = ofThreads(ledger.ready, total, run);
  if (!saturated && forKernelThread > ledger.carried && kernelThreads < run.threads) {
    const of = meta.processes.length > 1 ? ` of ${processName(meta, run.queuedProcess)}` : "";
    const turn =
      kernelThreads === 1 ? "the only kernel thread" : `one of ${countOf(kernelThreads, "kernel thread")}`;
    return `${amount}: ready, waiting for a turn on ${turn}${of}.`;
  }
  const waiting = meta.cores === 1 ? "waiting for the only core" : `waiting for one of ${meta.cores} cores`;
  const lost = cores.overheadNs >= NOTABLE_SHARE * (cores.busyNs + cores.overheadNs);
  const losing = lost
    ? `, which spent ${part(cores.overheadNs, cores.busyNs + cores.overheadNs)} of working time on overhead`
    : "";
  return `${amount}: ready, ${waiting}${losing}.`;
}

function waitSentence(run: Explained, reason: BlockedReason, time: number, total: number): string {
  const amount = ofThreads(time, total, run);
  const object = run.mostWaitedFor(reason);
  const name = object === NONE ? null : objectName(run.meta, object);
  switch (reason) {
    case "join":
      return `${amount}: waiting for other user threads to end.`;
    case "gil":
      return `${amount}: waiting for the interpreter lock.`;
    case "throttled":
      return `${amount}: throttled, the quota of core time used up before the period was over.`;
    case "queue":
      return `${amount}: waiting for something to take or room to put${name === null ? "" : `, mostly at queue ${name}`}.`;
    default:
      return `${amount}: waiting for ${name === null ? "others" : `others at ${reason} ${name}`}.`;
  }
}

/** Nothing that another model or machine could spare it stands out: computing, io or sleep of its own. */
function ownWorkSentence(run: Explained, total: number): string {
  const { ledger } = run;
  const io = ledger.blocked.io ?? 0;
  const sleep = ledger.blocked.sleep ?? 0;
  if (ledger.running >= Math.max(io, sleep)) {
    return `Nothing but its own computing: ${ofThreads(ledger.running, total, run)}.`;
  }
  if (io >= sleep && run.device !== null && 2 * run.device.timeNs >= io) {
    const { name, servers, timeNs } = run.device;
    return `${ofThreads(timeNs, total, run)}: blocked in io on ${name}, which serves ${servers} at a time.`;
  }
  return io >= sleep
    ? `Nothing but its own io: ${ofThreads(io, total, run)}.`
    : `Nothing but its own sleep: ${ofThreads(sleep, total, run)}.`;
}
