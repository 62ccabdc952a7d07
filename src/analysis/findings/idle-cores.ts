import { formatDuration } from "../../base/format-duration.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import type { KernelTable } from "../kernel-table.ts";
import { countOf, processName } from "../names.ts";
import type { Finding } from "../result.ts";
import { concerned } from "../tally.ts";
import { sharesIn } from "../thread-details.ts";
import { READY, type ThreadLedger } from "../thread-ledger.ts";
import { makeFinding } from "./make-finding.ts";

/** Share of a run for which user threads have to line up for kernel threads to be worth a word. */
const MIN_QUEUED = 0.1;

/**
 * Idle cores while user threads wait: those of a process with fewer kernel threads than there are cores line up
 * for them, and no other process is there for the cores that are left (what Solaris tuned by `thr_setconcurrency`).
 * Names those who lined up, where rows of details were kept; to be asked after the ledger is closed.
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
  const waiting = concerned(meta, "Waited longest", sharesIn(meta, threads.details, only, READY));
  return [
    makeFinding("idle-cores", {
      atNs: 0,
      threads: waiting.names,
      objects: [],
      message:
        `User threads of ${processName(meta, only)} waited ${formatDuration(queuedNs)} together for a turn on ` +
        `its ${most === 1 ? "only kernel thread" : countOf(most, "kernel thread")}, while ${idle} of ${countOf(meta.cores, "core")} had nothing to do.${waiting.text}`,
    }),
  ];
}
