import { formatCount } from "../../base/format-count.ts";
import { formatDuration } from "../../base/format-duration.ts";
import { NONE } from "../../base/ids.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { BLOCKED_REASONS, type BlockedReason } from "../../trace/states.ts";
import type { KernelTable } from "../kernel-table.ts";
import { countOf, deviceName, objectName, processName } from "../names.ts";
import type { Finding } from "../result.ts";
import type { ProcessStalls, StallClock } from "../stall-clock.ts";
import { concerned } from "../tally.ts";
import { makeFinding } from "./make-finding.ts";

/**
 * Why user threads (`them`, or what the sentence calls them) were stalled: `the only kernel thread was blocked in io`.
 * `of`: whose kernel threads, with a space before it; empty where the sentence says so.
 */
export function whyStalled(
  meta: TraceMeta,
  stalls: ProcessStalls,
  kernelThreads: number,
  { them, of }: { readonly them: string; readonly of: string },
): string {
  const reason = stallReason(meta, stalls);
  return kernelThreads === 1
    ? `the only kernel thread${of} was blocked in ${reason}`
    : `every kernel thread${of} that could carry ${them} was blocked, mostly in ${reason}`;
}

/** `io`, `io on disk`, `a wait for m`: what the kernel threads of a stalled process were blocked in. */
function stallReason(meta: TraceMeta, { reason, detail }: ProcessStalls): string {
  const name = BLOCKED_REASONS[reason];
  switch (name) {
    case undefined:
      return "the kernel";
    case "io":
      return detail === NONE ? "io" : `io on ${deviceName(meta, detail)}`;
    case "sleep":
      return "sleep";
    case "gil":
      return "a wait for the interpreter lock";
    case "throttled":
      return "a wait for the next period of its quota";
    case "join":
      return "a join";
    default:
      return detail === NONE ? `a wait (${name})` : `a wait for ${objectName(meta, detail)}`;
  }
}

/** One finding for each process whose user threads were stalled; it names those who blocked the kernel threads. */
export function stallFindings(meta: TraceMeta, stalls: StallClock, kernels: KernelTable): readonly Finding[] {
  return stalls.processes().map((stalled) => {
    const name = processName(meta, stalled.process);
    const kernelThreads = kernels.mostOf(stalled.process);
    const reason = BLOCKED_REASONS[stalled.reason];
    const hasObject = stalled.detail !== NONE && reason !== "io" && reason !== "join";
    const longest =
      stalled.periods === 1
        ? `It began at ${formatDuration(stalled.longestAtNs)}`
        : `The longest of ${formatCount(stalled.periods)} periods took ${formatDuration(stalled.longestNs)}, from ${formatDuration(stalled.longestAtNs)} on`;
    const blockers = concerned(meta, "Blocked by", stalls.blame.stallsOf(stalled.process));
    return makeFinding("stall", {
      atNs: stalled.longestAtNs,
      threads: blockers.names,
      objects: hasObject ? [objectName(meta, stalled.detail)] : [],
      message:
        `For ${formatDuration(stalled.totalNs)} user threads of ${name} could run, but ` +
        `${whyStalled(meta, stalled, kernelThreads, { them: "them", of: "" })}. ` +
        `${longest}, with ${countOf(stalled.longestReady, "user thread")} stalled.${blockers.text}`,
      advice: stallAdvice(reason, kernelThreads === 1),
    });
  });
}

/** By what the kernel threads were blocked in. */
function stallAdvice(reason: BlockedReason | undefined, single: boolean): string {
  const more = single ? "more than one kernel thread" : "more kernel threads";
  switch (reason) {
    case "io":
    case "sleep":
      return `Wait without blocking the kernel thread (non-blocking io), or give the process ${more}.`;
    case "lock":
      return `Use a lock of the thread library (\`scope: user\`), which parks the user thread alone, or ${more}.`;
    case "throttled":
      return "Raise the quota, or use fewer kernel threads, so that it lasts for the whole period.";
    default:
      return `Give the process ${more}, or let user threads wait without their kernel thread.`;
  }
}
