import { formatCount } from "../../base/format-count.ts";
import { formatDuration } from "../../base/format-duration.ts";
import { formatPercent } from "../../base/format-percent.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import type { KernelTable } from "../kernel-table.ts";
import { countOf } from "../names.ts";
import type { Finding } from "../result.ts";
import { makeFinding } from "./make-finding.ts";

/** Share of the cores' time up to which they count as taken by kernel threads all the time. */
const MAX_IDLE = 0.1;
/** Share of the time cores work that may go into switching and creating before that counts as too much. */
const MAX_OVERHEAD = 0.05;

/** Sums over the cores, ns. */
interface CoreTimes {
  readonly busyNs: number;
  readonly overheadNs: number;
  readonly idleNs: number;
}

/**
 * Oversubscription: more kernel threads that could run than cores, so that they take turns, and the turns cost.
 * Seen as: hardly a core idle, more than {@link MAX_OVERHEAD} of their work not the programs', and more than two
 * switches to each kernel thread for which nobody had blocked: it was begun, and interrupted more than once.
 * (Costs of switching against the length of a quantum: Silberschatz, Galvin & Gagne, Operating System Concepts,
 * section 5.3.3.) Names no user threads: all of them pay for it alike, and none is to blame.
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
