import { formatCount } from "../../base/format-count.ts";
import { formatDuration } from "../../base/format-duration.ts";
import { formatPercent } from "../../base/format-percent.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { objectName } from "../names.ts";
import type { ObjectStats } from "../object-stats.ts";
import type { RecordTime } from "../record-time.ts";
import type { Finding } from "../result.ts";
import { concerned, Tally } from "../tally.ts";
import { RUNNING, type ThreadLedger } from "../thread-ledger.ts";
import { makeFinding } from "./make-finding.ts";

/** Fewer acquisitions than this make no procession. */
const MIN_ACQUISITIONS = 20;
/** Share of the acquisitions that had to line up: the line never dissolves. */
const MIN_QUEUED = 0.9;
/** Share of the time for which those held the lock that they waited for a core: the line is longer for it by a third. */
const MIN_WAITING = 0.25;

/**
 * Lock convoys (Blasgen, Gray, Mitoma & Price, "The convoy phenomenon", ACM SIGOPS OSR 13(2), 1979): a short
 * lock is handed over in order to user threads that are not on a core, each has to be switched to before it can
 * give the lock back, and so those that come meanwhile have to line up too, for ever. Told by the definition:
 * nearly every acquisition had to wait, and those who got the lock so held it for long without being on a core.
 */
export class LockConvoys {
  readonly #now: RecordTime;
  readonly #threads: ThreadLedger;
  /** By object, of the acquisitions that were handed over: how many, for how long held, how long ready meanwhile. */
  readonly #handedOver: Float64Array;
  readonly #heldNs: Float64Array;
  readonly #waitingNs: Float64Array;
  readonly #firstNs: Float64Array;
  /** Of the present holder, where it was handed over: when, and how long it had been ready by then; else NaN. */
  readonly #sinceNs: Float64Array;
  readonly #readyBefore: Float64Array;
  /** By object, how often each was in the line; empty until one was. */
  readonly #lined: readonly Tally[];

  constructor(now: RecordTime, meta: TraceMeta, threads: ThreadLedger) {
    this.#now = now;
    this.#threads = threads;
    const column = () => new Float64Array(meta.objects.length);
    this.#lined = meta.objects.map(() => new Tally());
    this.#handedOver = column();
    this.#heldNs = column();
    this.#waitingNs = column();
    this.#firstNs = column();
    this.#sinceNs = column().fill(Number.NaN);
    this.#readyBefore = column();
  }

  /** A lock with one holder has been got. */
  acquire(object: number, thread: number): void {
    if (this.#threads.state(thread) === RUNNING) return;
    if (this.#handedOver[object] === 0) this.#firstNs[object] = this.#now.ns;
    this.#sinceNs[object] = this.#now.ns;
    this.#readyBefore[object] = this.#threads.waitedNs(thread);
    this.#lined[object]?.add(this.#threads.group(thread), this.#threads.index(thread), 1);
  }

  release(object: number, thread: number): void {
    const since = this.#sinceNs[object] as number;
    if (Number.isNaN(since)) return;
    const ready = this.#threads.waitedNs(thread) - (this.#readyBefore[object] as number);
    this.#handedOver[object] = (this.#handedOver[object] as number) + 1;
    this.#heldNs[object] = (this.#heldNs[object] as number) + (this.#now.ns - since);
    this.#waitingNs[object] = (this.#waitingNs[object] as number) + ready;
    this.#sinceNs[object] = Number.NaN;
  }

  findings(meta: TraceMeta, objects: ObjectStats): readonly Finding[] {
    return meta.objects.flatMap(({ kind }, object) => {
      const queued = this.#handedOver[object] as number;
      const acquisitions = objects.acquisitions(object);
      const heldNs = this.#heldNs[object] as number;
      const waitingNs = this.#waitingNs[object] as number;
      if (kind !== "mutex" || acquisitions < MIN_ACQUISITIONS) return [];
      if (queued < MIN_QUEUED * acquisitions || waitingNs < MIN_WAITING * heldNs || heldNs === 0) return [];
      const name = objectName(meta, object);
      const lined = concerned(meta, "Most often in line", this.#lined[object]?.shares() ?? []);
      return makeFinding("lock-convoy", {
        atNs: this.#firstNs[object] as number,
        threads: lined.names,
        objects: [name],
        message:
          `${formatCount(queued)} of ${formatCount(acquisitions)} times ${name} was handed over to a user thread ` +
          `that had lined up for it, and was held for ${formatDuration(heldNs)} so, ` +
          `${formatPercent(waitingNs / heldNs)} of that only waiting for a core: a convoy.${lined.text}`,
      });
    });
  }
}
