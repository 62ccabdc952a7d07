import { formatDuration } from "../../base/format-duration.ts";
import { EventCode } from "../../trace/events.ts";
import type { RunEnd, TraceMeta } from "../../trace/meta.ts";
import { groupName, listOf } from "../names.ts";
import type { Finding } from "../result.ts";
import { makeFinding } from "./make-finding.ts";
import type { Watcher, WatcherParts } from "./watcher.ts";

/** Share of a run in which a core idles so, from which on it is worth a word. */
const MIN_SHARE = 0.1;

/**
 * Cores kept idle by affinity: one has nothing to do while kernel threads wait for others, which they are bound
 * to (what a scheduler must not do of itself: Lozi et al., "The Linux scheduler: a decade of wasted cores",
 * EuroSys 2016).
 */
export class KeptCores implements Watcher {
  readonly #meta: TraceMeta;
  readonly #isIdle: boolean[];
  readonly #waiting = new Set<number>();
  #idle: number;
  /** Start of the present time in which a core idles so; of the first; and all such time. */
  #sinceNs: number | null = null;
  #firstNs: number | null = null;
  #totalNs = 0;

  private constructor(meta: TraceMeta) {
    this.#meta = meta;
    this.#idle = meta.cores;
    this.#isIdle = Array.from({ length: meta.cores }, () => true);
  }

  /** Null where every kernel thread may run on every core. */
  static watch(this: void, { meta }: WatcherParts): KeptCores | null {
    return meta.groups.some(({ affinity }) => affinity !== undefined) ? new KeptCores(meta) : null;
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    switch (code) {
      case EventCode.kernelReady:
        this.#waiting.add(subject);
        break;
      case EventCode.kernelBlocked:
      case EventCode.kernelIdle:
      case EventCode.kernelEnd:
        this.#waiting.delete(subject);
        break;
      case EventCode.coreIdle:
        this.#setIdle(subject, true);
        break;
      case EventCode.coreBusy:
      case EventCode.coreOverhead:
        this.#waiting.delete(detail);
        this.#setIdle(subject, false);
        break;
      default:
        return;
    }
    if (this.#idle === 0 || this.#waiting.size === 0) this.#close(time);
    else this.#sinceNs ??= time;
  }

  findings({ endNs }: RunEnd): readonly Finding[] {
    this.#close(endNs);
    if (this.#firstNs === null || this.#totalNs < MIN_SHARE * endNs) return [];
    const groups = this.#meta.groups.flatMap(({ affinity }, group) =>
      affinity === undefined ? [] : groupName(this.#meta, group),
    );
    return [
      makeFinding("idle-cores", {
        atNs: this.#firstNs,
        threads: groups,
        objects: [],
        message:
          `For ${formatDuration(this.#totalNs)} a core had nothing to do while kernel threads waited for another ` +
          `one: ${listOf(groups)} may not run on all cores.`,
        advice: "Bind to cores only what gains from it, or to so many that none of them has to wait.",
      }),
    ];
  }

  #setIdle(core: number, isIdle: boolean): void {
    if (this.#isIdle[core] === isIdle) return;
    this.#isIdle[core] = isIdle;
    this.#idle += isIdle ? 1 : -1;
  }

  #close(time: number): void {
    const since = this.#sinceNs;
    this.#sinceNs = null;
    if (since === null || time === since) return;
    this.#firstNs ??= since;
    this.#totalNs += time - since;
  }
}
