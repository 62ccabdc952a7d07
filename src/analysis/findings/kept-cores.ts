import { formatDuration } from "../../base/format-duration.ts";
import { NONE } from "../../base/ids.ts";
import { EventCode } from "../../trace/events.ts";
import type { RunEnd, TraceMeta } from "../../trace/meta.ts";
import { groupName, listOf } from "../names.ts";
import type { Finding } from "../result.ts";
import { concerned, Tally } from "../tally.ts";
import type { ThreadLedger } from "../thread-ledger.ts";
import { makeFinding } from "./make-finding.ts";
import type { Watcher, WatcherParts } from "./watcher.ts";

/** Share of a run in which a core idles so, from which on it is worth a word. */
const MIN_SHARE = 0.1;

/** A kernel thread that waits for a core: whom it carries, and how long cores had idled so when it began, ns. */
interface CoreWait {
  readonly thread: number;
  readonly idledBeforeNs: number;
}

/**
 * Cores kept idle by affinity: one has nothing to do while kernel threads wait for others, which they are bound
 * to (what a scheduler must not do of itself: Lozi et al., "The Linux scheduler: a decade of wasted cores",
 * EuroSys 2016).
 */
export class KeptCores implements Watcher {
  readonly #meta: TraceMeta;
  readonly #threads: ThreadLedger;
  readonly #isIdle: boolean[];
  /** By kernel thread. */
  readonly #waiting = new Map<number, CoreWait>();
  /** Who waited meanwhile, and for how much of it, ns. */
  readonly #kept = new Tally();
  #idle: number;
  /** Start of the present time in which a core idles so; of the first; and all such time. */
  #sinceNs: number | null = null;
  #firstNs: number | null = null;
  #totalNs = 0;

  private constructor({ meta, threads }: WatcherParts) {
    this.#meta = meta;
    this.#threads = threads;
    this.#idle = meta.cores;
    this.#isIdle = Array.from({ length: meta.cores }, () => true);
  }

  /** Null where every kernel thread may run on every core. */
  static watch(this: void, parts: WatcherParts): KeptCores | null {
    return parts.meta.groups.some(({ affinity }) => affinity !== undefined) ? new KeptCores(parts) : null;
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    switch (code) {
      case EventCode.kernelReady:
        this.#waiting.set(subject, { thread: detail, idledBeforeNs: this.#idledNs(time) });
        break;
      case EventCode.kernelBlocked:
      case EventCode.kernelIdle:
      case EventCode.kernelEnd:
        this.#endWait(time, subject);
        break;
      case EventCode.coreIdle:
        this.#setIdle(subject, true);
        break;
      case EventCode.coreBusy:
      case EventCode.coreOverhead:
        this.#endWait(time, detail);
        this.#setIdle(subject, false);
        break;
      default:
        return;
    }
    if (this.#idle === 0 || this.#waiting.size === 0) this.#close(time);
    else this.#sinceNs ??= time;
  }

  findings({ endNs }: RunEnd): readonly Finding[] {
    for (const kernelThread of this.#waiting.keys()) this.#endWait(endNs, kernelThread);
    this.#close(endNs);
    if (this.#firstNs === null || this.#totalNs < MIN_SHARE * endNs) return [];
    const groups = this.#meta.groups.flatMap(({ affinity }, group) =>
      affinity === undefined ? [] : groupName(this.#meta, group),
    );
    const kept = concerned(this.#meta, "Waited longest", this.#kept.shares());
    return [
      makeFinding("idle-cores", {
        atNs: this.#firstNs,
        threads: kept.names,
        objects: [],
        message:
          `For ${formatDuration(this.#totalNs)} a core had nothing to do while kernel threads waited for another ` +
          `one: ${listOf(groups)} may not run on all cores.${kept.text}`,
        advice: "Bind to cores only what gains from it, or to so many that none of them has to wait.",
      }),
    ];
  }

  #setIdle(core: number, isIdle: boolean): void {
    if (this.#isIdle[core] === isIdle) return;
    this.#isIdle[core] = isIdle;
    this.#idle += isIdle ? 1 : -1;
  }

  #endWait(time: number, kernelThread: number): void {
    const wait = this.#waiting.get(kernelThread);
    if (wait === undefined) return;
    this.#waiting.delete(kernelThread);
    if (wait.thread === NONE) return;
    const keptNs = this.#idledNs(time) - wait.idledBeforeNs;
    this.#kept.add(this.#threads.group(wait.thread), this.#threads.index(wait.thread), keptNs);
  }

  /** For how long a core has idled so up to now, ns. */
  #idledNs(time: number): number {
    return this.#totalNs + (this.#sinceNs === null ? 0 : time - this.#sinceNs);
  }

  #close(time: number): void {
    const since = this.#sinceNs;
    this.#sinceNs = null;
    if (since === null || time === since) return;
    this.#firstNs ??= since;
    this.#totalNs += time - since;
  }
}
