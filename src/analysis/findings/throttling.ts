import { formatDuration } from "../../base/format-duration.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { BLOCKED_REASONS } from "../../trace/states.ts";
import { countOf, processName } from "../names.ts";
import type { Finding } from "../result.ts";
import { concerned } from "../tally.ts";
import { sharesIn } from "../thread-details.ts";
import { stateOfReason, type ThreadLedger } from "../thread-ledger.ts";
import { makeFinding } from "./make-finding.ts";

const THROTTLED = stateOfReason(BLOCKED_REASONS.indexOf("throttled"));

/** What was throttled in a process. */
interface Throttled {
  readonly firstNs: number;
  times: number;
}

/**
 * Quotas of core time that were used up before their period was over (`nr_throttled` of Linux's cpu.stat:
 * kernel.org, Control Group v2, "CPU Interface Files"): from then on nobody in the process ran.
 */
export class Throttling {
  readonly #byProcess = new Map<number, Throttled>();

  /** A user thread of the process stands still, for want of quota, from now on. */
  add(time: number, process: number): void {
    const known = this.#byProcess.get(process);
    if (known === undefined) this.#byProcess.set(process, { firstNs: time, times: 1 });
    else known.times += 1;
  }

  /** Names those who stood still, where rows of details were kept. To be asked after the ledger is closed. */
  findings(meta: TraceMeta, threads: ThreadLedger): readonly Finding[] {
    const processes = [...this.#byProcess];
    const inAll = processes.length > 1 ? " in all processes" : "";
    const throttledNs = threads.totals.get(THROTTLED);
    return processes.map(([process, { firstNs, times }]) => {
      const shares = sharesIn(meta, threads.details, process, THROTTLED);
      const stopped = concerned(meta, "Stopped for longest", shares);
      return makeFinding("throttling", {
        atNs: firstNs,
        threads: stopped.names,
        objects: [],
        message:
          `${processName(meta, process)} used up its quota of core time before the period was over: ` +
          `user threads were stopped in the middle of their work ${countOf(times, "time")}, first at ` +
          `${formatDuration(firstNs)}, and stood still for ${formatDuration(throttledNs)} together${inAll}.${stopped.text}`,
      });
    });
  }
}
