import { formatCount } from "../../base/format-count.ts";
import { formatDuration } from "../../base/format-duration.ts";
import { EventCode } from "../../trace/events.ts";
import type { RunEnd, TraceMeta } from "../../trace/meta.ts";
import type { Holder } from "../holders.ts";
import { listOf, objectName, threadName } from "../names.ts";
import type { ObjectStats } from "../object-stats.ts";
import type { Finding } from "../result.ts";
import { CARRIED, READY, RUNNING, type ThreadLedger } from "../thread-ledger.ts";
import { makeFinding } from "./make-finding.ts";
import type { Watcher, WatcherParts } from "./watcher.ts";

/** User threads in between that are named. */
const MAX_NAMES = 3;

/** A user thread that waits for a lock held by less urgent ones. */
interface Inversion {
  readonly object: number;
  readonly waiter: number;
  readonly holders: readonly Holder[];
  readonly sinceNs: number;
  /** Since when somebody in between has run, and who did; null until then. */
  between: { readonly sinceNs: number; readonly names: Set<string> } | null;
}

/** The worst of a lock's inversions, and how many there were. */
interface Worst {
  count: number;
  lengthNs: number;
  readonly firstNs: number;
  waiter: string;
  holder: string;
  between: readonly string[];
}

/**
 * Unbounded priority inversion (Lampson & Redell, CACM 23(2), 1980; Sha, Rajkumar & Lehoczky, IEEE ToC 39(9),
 * 1990): a user thread waits for a lock whose holder is less urgent and could run, while a third one runs that
 * is less urgent than the waiter and holds nothing of it. That the holder itself runs meanwhile is no
 * inversion in this sense: such a wait is bounded by what it does with the lock.
 */
export class PriorityInversion implements Watcher {
  readonly #meta: TraceMeta;
  readonly #threads: ThreadLedger;
  readonly #objects: ObjectStats;
  readonly #urgency: readonly number[];
  /** By waiting user thread. Empty nearly always, so that a record costs one comparison. */
  readonly #open = new Map<number, Inversion>();
  readonly #worst = new Map<number, Worst>();

  private constructor({ meta, threads, objects }: WatcherParts) {
    this.#meta = meta;
    this.#threads = threads;
    this.#objects = objects;
    this.#urgency = meta.groups.map(({ urgency }) => urgency ?? 0);
  }

  /** Null where nothing goes by priority, or all are alike. */
  static watch(this: void, parts: WatcherParts): PriorityInversion | null {
    const levels = new Set(parts.meta.groups.map(({ urgency }) => urgency));
    const hasLocks = parts.meta.objects.some(({ kind }) => kind === "mutex" || kind === "rwlock");
    return levels.size > 2 && hasLocks ? new PriorityInversion(parts) : null;
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    if (code === EventCode.blockedLock) this.#wait(time, subject, detail);
    else if (this.#open.size === 0) return;
    else if (code === EventCode.threadRunning) {
      for (const inversion of this.#open.values()) this.#run(time, inversion, subject);
    } else if (code === EventCode.acquired || code === EventCode.acquiredRead)
      this.#get(time, subject, detail);
  }

  findings({ endNs }: RunEnd): readonly Finding[] {
    for (const inversion of this.#open.values()) this.#close(endNs, inversion);
    return [...this.#worst].map(([object, worst]) => this.#finding(objectName(this.#meta, object), worst));
  }

  #wait(time: number, waiter: number, object: number): void {
    const urgency = this.#urgencyOf(waiter);
    const holders = this.#objects.holders.of(object);
    if (this.#open.has(waiter) || holders.length === 0) return;
    if (holders.some(({ group }) => (this.#urgency[group] as number) >= urgency)) return;
    const inversion: Inversion = { object, waiter, holders, sinceNs: time, between: null };
    this.#open.set(waiter, inversion);
    // Somebody may be on another core already.
    for (let other = 0; other < this.#threads.capacity; other += 1) {
      if (this.#threads.state(other) === RUNNING) this.#run(time, inversion, other);
    }
  }

  /** Somebody runs: in between, where a holder could run instead. */
  #run(time: number, inversion: Inversion, runner: number): void {
    const { waiter, holders } = inversion;
    if (runner === waiter || holders.some((holder) => holder.thread === runner && this.#lives(holder)))
      return;
    if (this.#urgencyOf(runner) >= this.#urgencyOf(waiter)) return;
    if (!holders.some((holder) => this.#couldRun(holder))) return;
    inversion.between ??= { sinceNs: time, names: new Set() };
    if (inversion.between.names.size < MAX_NAMES) inversion.between.names.add(this.#name(runner));
  }

  /** Whether it waits for a core or its turn. */
  #couldRun(holder: Holder): boolean {
    const state = this.#threads.state(holder.thread);
    return (state === READY || state === CARRIED) && this.#lives(holder);
  }

  /** Where a holder has ended, its id may be another's now. */
  #lives({ thread, group, index }: Holder): boolean {
    return this.#threads.group(thread) === group && this.#threads.index(thread) === index;
  }

  #get(time: number, thread: number, object: number): void {
    const inversion = this.#open.get(thread);
    if (inversion === undefined || inversion.object !== object) return;
    this.#open.delete(thread);
    this.#close(time, inversion);
  }

  #close(time: number, { object, between, waiter, holders, sinceNs }: Inversion): void {
    if (between === null || time === between.sinceNs) return;
    const lengthNs = time - sinceNs;
    const known = this.#worst.get(object);
    if (known !== undefined && known.lengthNs >= lengthNs) {
      known.count += 1;
      return;
    }
    this.#worst.set(object, {
      count: (known?.count ?? 0) + 1,
      lengthNs,
      firstNs: known?.firstNs ?? between.sinceNs,
      waiter: this.#name(waiter),
      holder: listOf(
        holders.map(({ group, index }) => threadName(this.#meta, group, index)),
        MAX_NAMES,
      ),
      between: [...between.names],
    });
  }

  #finding(object: string, { count, lengthNs, firstNs, waiter, holder, between }: Worst): Finding {
    const often = count === 1 ? "" : ` It happened ${formatCount(count)} times; this was the longest.`;
    return makeFinding("priority-inversion", {
      atNs: firstNs,
      threads: [waiter, holder, ...between],
      objects: [object],
      message:
        `${waiter} waited ${formatDuration(lengthNs)} for ${object}, which the less urgent ${holder} held and ` +
        `could not give back: ${listOf(between)}, less urgent than ${waiter} too, ran in its place.${often}`,
    });
  }

  #urgencyOf(thread: number): number {
    return this.#urgency[this.#threads.group(thread)] as number;
  }

  #name(thread: number): string {
    return threadName(this.#meta, this.#threads.group(thread), this.#threads.index(thread));
  }
}
