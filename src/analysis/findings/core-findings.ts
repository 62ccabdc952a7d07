import { formatCount } from "../../base/format-count.ts";
import { formatDuration } from "../../base/format-duration.ts";
import { formatPercent } from "../../base/format-percent.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import type { KernelTable } from "../kernel-table.ts";
import { countOf, processName } from "../names.ts";
import type { Finding } from "../result.ts";
import type { ThreadLedger } from "../thread-ledger.ts";
import { makeFinding } from "./make-finding.ts";

/** Share of the cores' time up to which they count as taken by kernel threads all the time. */
const MAX_IDLE = 0.1;
/** Share of the time cores work that may go into switching and creating before that counts as too much. */
const MAX_OVERHEAD = 0.05;
/** Share of a run for which user threads have to line up for kernel threads to be worth a word. */
const MIN_QUEUED = 0.1;

/** Sums over the cores, ns. */
interface CoreTimes {
  readonly busyNs: number;
  readonly overheadNs: number;
  readonly idleNs: number;
}

/**
 * Oversubscription: more kernel threads that could run than cores, so that they take turns, and the turns cost.
 * Seen as: hardly a core idle, more than {@link MAX_OVERHEAD} of their work not the programs', and more than two
 * switches to each kernel thread for which nobody had blocked: it was begun, and interrupted more than once. (Costs of switching
 * against the length of a quantum: Silberschatz, Galvin & Gagne, Operating System Concepts, section 5.3.3.)
 */
export function oversubscription(
  meta: TraceMeta,
  kernels: KernelTable,
  { busyNs, overheadNs, idleNs }: CoreTimes,
  switches: { readonly kernel: number; readonly blocks: number },
): readonly Finding[] {
  const workNs = busyNs + overheadNs;
  if (kernels.peak <= meta.cores || idleNs > MAX_IDLE * (workNs + idleNs)) return [];
  if (overheadNs <= MAX_OVERHEAD * workNs || switches.kernel - switches.blocks <= 2 * kernels.created)
    return [];
  return [
    makeFinding("oversubscription", {
      atNs: 0,
      threads: [],
      objects: [],
      message:
        `${formatCount(kernels.peak)} kernel threads took turns on ${countOf(meta.cores, "core")}: ` +
        `${formatPercent(overheadNs / workNs)} of what the cores did, ${formatDuration(overheadNs)}, went into ` +
        `${formatCount(switches.kernel)} switches and the like.`,
    }),
  ];
}

/**
 * Idle cores while user threads wait: those of a process with fewer kernel threads than there are cores line up
 * for them, and no other process is there for the cores that are left (what Solaris tuned by `thr_setconcurrency`).
 */
export function idleCores(
  meta: TraceMeta,
  threads: ThreadLedger,
  kernels: KernelTable,
  endNs: number,
): readonly Finding[] {
  const [only, ...others] = meta.processes.flatMap((_, process) =>
    kernels.mostOf(process) > 0 ? process : [],
  );
  if (only === undefined || others.length > 0) return [];
  const most = kernels.mostOf(only);
  const queuedNs = threads.queuedNs(only);
  if (most >= meta.cores || queuedNs <= MIN_QUEUED * endNs) return [];
  const idle = meta.cores - most;
  return [
    makeFinding("idle-cores", {
      atNs: 0,
      threads: [],
      objects: [],
      message:
        `User threads of ${processName(meta, only)} waited ${formatDuration(queuedNs)} together for a turn on ` +
        `its ${countOf(most, "kernel thread")}, while ${idle} of ${countOf(meta.cores, "core")} had nothing to do.`,
    }),
  ];
}
