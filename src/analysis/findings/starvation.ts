import { formatCount } from "../../base/format-count.ts";
import { formatDuration } from "../../base/format-duration.ts";
import { EventCode } from "../../trace/events.ts";
import type { RunEnd, TraceMeta } from "../../trace/meta.ts";
import { objectName, threadName } from "../names.ts";
import type { Finding } from "../result.ts";
import type { ThreadLedger } from "../thread-ledger.ts";
import { makeFinding } from "./make-finding.ts";
import type { Watcher, WatcherParts } from "./watcher.ts";

/** Overtaken less often than this, nobody is said to starve. */
const MIN_OVERTAKEN = 10;

/** A wait for a lock: who waits, since when, and what the lock had been through then. */
interface LockWait {
  readonly object: number;
  readonly name: string;
  readonly sinceNs: number;
  /** How often the lock had been got, and how many waited for it already. */
  readonly grants: number;
  readonly ahead: number;
}

/** A wait in which others overtook. */
interface Overtaken {
  readonly wait: LockWait;
  /** Null where it still waited when the run ended. */
  readonly untilNs: number | null;
  readonly times: number;
  /** How often the lock had been got when the wait ended. */
  readonly grants: number;
}

/**
 * Starvation at a lock that does not go by arrival: a user thread is overtaken again and again by others that
 * came later, and gets the lock only when most of them need it no more, or never. Bounded waiting (Dijkstra
 * 1965; Peterson 1981: a bound on how often one may be overtaken) is what such a lock lacks; as no finite run
 * shows that there is no bound, it is called starvation where one was overtaken {@link MIN_OVERTAKEN} times
 * or more, and more often than anybody got the lock afterwards, to the end of the run.
 */
export class Starvation implements Watcher {
  readonly #meta: TraceMeta;
  readonly #threads: ThreadLedger;
  readonly #overtakes: readonly boolean[];
  readonly #waits = new Map<number, LockWait>();
  /** By object: how often it was got, how many wait, and the wait in which most overtook. */
  readonly #grants: number[];
  readonly #waiting: number[];
  readonly #worst = new Map<number, Overtaken>();

  private constructor({ meta, threads }: WatcherParts) {
    this.#meta = meta;
    this.#threads = threads;
    this.#overtakes = meta.objects.map(({ overtakes }) => overtakes === true);
    this.#grants = meta.objects.map(() => 0);
    this.#waiting = meta.objects.map(() => 0);
  }

  /** Null where every lock goes by arrival. */
  static watch(this: void, parts: WatcherParts): Starvation | null {
    return parts.meta.objects.some(({ overtakes }) => overtakes === true) ? new Starvation(parts) : null;
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    switch (code) {
      case EventCode.blockedLock:
        if (this.#overtakes[detail] === true) this.#wait(time, subject, detail);
        return;
      case EventCode.acquired:
      case EventCode.acquiredRead:
        if (this.#overtakes[detail] === true) this.#get(time, subject, detail);
        return;
      default:
    }
  }

  findings(end: RunEnd): readonly Finding[] {
    for (const wait of this.#waits.values()) this.#rate(wait, null);
    const found: Finding[] = [];
    for (const [object, worst] of this.#worst) {
      const after = (this.#grants[object] as number) - worst.grants;
      if (worst.times < MIN_OVERTAKEN || worst.times <= after) continue;
      found.push(this.#finding(object, worst, end));
    }
    return found.toSorted((a, b) => a.atNs - b.atNs);
  }

  /** Who is woken to try a lock and finds it taken goes on waiting. */
  #wait(time: number, thread: number, object: number): void {
    if (this.#waits.has(thread)) return;
    this.#waits.set(thread, {
      object,
      name: threadName(this.#meta, this.#threads.group(thread), this.#threads.index(thread)),
      sinceNs: time,
      grants: this.#grants[object] as number,
      ahead: this.#waiting[object] as number,
    });
    this.#waiting[object] = (this.#waiting[object] as number) + 1;
  }

  #get(time: number, thread: number, object: number): void {
    const wait = this.#waits.get(thread);
    if (wait?.object === object) {
      this.#waits.delete(thread);
      this.#waiting[object] = (this.#waiting[object] as number) - 1;
      this.#rate(wait, time);
    }
    this.#grants[object] = (this.#grants[object] as number) + 1;
  }

  #rate(wait: LockWait, untilNs: number | null): void {
    const grants = this.#grants[wait.object] as number;
    const times = grants - wait.grants - wait.ahead;
    const worst = this.#worst.get(wait.object);
    if (times > (worst?.times ?? 0)) this.#worst.set(wait.object, { wait, untilNs, times, grants });
  }

  #finding(object: number, { wait, untilNs, times }: Overtaken, { endNs }: RunEnd): Finding {
    const name = objectName(this.#meta, object);
    const length = formatDuration((untilNs ?? endNs) - wait.sinceNs);
    const ending = untilNs === null ? "and had not got it when the run ended" : "until they needed it less";
    return makeFinding("starvation", {
      atNs: wait.sinceNs,
      threads: [wait.name],
      objects: [name],
      message:
        `${wait.name} waited ${length} for ${name} and was overtaken ${formatCount(times)} times meanwhile ` +
        `by others that came later, ${ending}.`,
    });
  }
}
