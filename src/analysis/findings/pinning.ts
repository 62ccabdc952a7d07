import { formatDuration } from "../../base/format-duration.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { processName } from "../names.ts";
import type { Finding } from "../result.ts";
import type { StallClock } from "../stall-clock.ts";
import { concerned } from "../tally.ts";
import { makeFinding } from "./make-finding.ts";

/** Models under which a kernel thread carries one user thread alone: blocking it keeps nobody else from running. */
const OWN_KERNEL_THREADS: readonly string[] = ["one-to-one", "processes"];

/**
 * Pinning (JEP 444, "Virtual Threads", 2023): a kernel thread was blocked in the kernel with its user thread
 * mounted, fewer than there are cores were left of the process's, and others of its user threads waited for a
 * turn. That none at all was left is a stall, and told as such. Names those who were pinned meanwhile.
 */
export function pinning(meta: TraceMeta, stalls: StallClock): readonly Finding[] {
  return meta.processes.flatMap(({ model }, process) => {
    const { totalNs, firstNs } = stalls.pinnedWait(process);
    if (totalNs === 0 || OWN_KERNEL_THREADS.includes(model)) return [];
    const name = processName(meta, process);
    const pinned = concerned(meta, "Pinned", stalls.blame.missesOf(process));
    return makeFinding("pinning", {
      atNs: firstNs,
      threads: pinned.names,
      objects: [],
      message:
        `For ${formatDuration(totalNs)} user threads of ${name} waited for a turn, while a kernel thread that ` +
        `could have carried them was blocked in the kernel with another pinned to it.${pinned.text}`,
    });
  });
}
