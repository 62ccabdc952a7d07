import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { type Ns, ns } from "../../base/time.ts";
import { NO_STATE, threadStateByCode } from "../../trace/code-kinds.ts";
import { EventCode } from "../../trace/events.ts";
import { firstStallAfter } from "../../trace/stall-periods.ts";
import { THREAD_STATES } from "../../trace/states.ts";
import type { TraceIndex } from "../../trace/trace-index.ts";
import { summedNs } from "../exact-sums.ts";
import { BLAME_CAUSES, type BlameCause, causeOfState } from "./blame-causes.ts";
import { type CulpritLog, dealtNs } from "./culprit-log.ts";
import { type CulpritLogs, findCulprits } from "./culprit-scan.ts";
import { CulpritStates } from "./culprit-states.ts";
import type { Predecessors } from "./predecessors.ts";

const STATE_BY_CODE = threadStateByCode();
const NEW = THREAD_STATES.indexOf("new");
const READY = THREAD_STATES.indexOf("ready");
const RUNNING = THREAD_STATES.indexOf("running");
const TERMINATED = THREAD_STATES.indexOf("terminated");
const STATES = THREAD_STATES.length;

/** Time in which a user thread did not run: why, for what, through whom, and what that one did meanwhile. */
export interface BlameRow {
  readonly cause: BlameCause;
  /** Object, device, process (`kernel-thread`, `stalled`) or group (`join`); NONE where the cause has none. */
  readonly place: number;
  /** The user thread waited for, or NONE where there is none. */
  readonly culprit: number;
  /** Index into THREAD_STATES: what the culprit did meanwhile; NONE where there is no culprit. */
  readonly doing: number;
  readonly timeNs: Ns;
}

/** Times by cause and place, and there by culprit and what it did: small numbers, which maps are fastest with. */
class BlameSums {
  readonly #places: number;
  readonly #byPlace = new Map<number, Map<number, number>>();

  constructor(places: number) {
    this.#places = places + 1;
  }

  add(cause: number, place: number, culprit: number, doing: number, timeNs: number): void {
    if (timeNs === 0) return;
    const times = this.#at(cause * this.#places + place + 1);
    const who = (culprit + 1) * (STATES + 1) + doing + 1;
    times.set(who, (times.get(who) ?? 0) + timeNs);
  }

  addAll(others: BlameSums): void {
    for (const [where, theirs] of others.#byPlace) {
      const times = this.#at(where);
      for (const [who, timeNs] of theirs) times.set(who, (times.get(who) ?? 0) + timeNs);
    }
  }

  /** Longest first; equal ones in a fixed order. */
  rows(): readonly BlameRow[] {
    const rows: BlameRow[] = [];
    for (const [where, times] of [...this.#byPlace].toSorted(([a], [b]) => a - b)) {
      const cause = at(BLAME_CAUSES, Math.floor(where / this.#places));
      const place = (where % this.#places) - 1;
      for (const [who, timeNs] of [...times].toSorted(([a], [b]) => a - b)) {
        const culprit = Math.floor(who / (STATES + 1)) - 1;
        rows.push({ cause, place, culprit, doing: (who % (STATES + 1)) - 1, timeNs: summedNs(timeNs) });
      }
    }
    return rows.toSorted((a, b) => b.timeNs - a.timeNs);
  }

  #at(where: number): Map<number, number> {
    const known = this.#byPlace.get(where);
    if (known !== undefined) return known;
    const fresh = new Map<number, number>();
    this.#byPlace.set(where, fresh);
    return fresh;
  }
}

/** A stretch of a user thread's life: from the record that began it to the one that ended it. */
interface Span {
  readonly thread: number;
  readonly state: number;
  readonly detail: number;
  readonly startNs: number;
  readonly endNs: number;
  /** The record that ended it; NONE where the run's end did. */
  readonly endRecord: number;
}

/**
 * For every nanosecond in which a user thread did not run: what it waited for, and whom. Each user thread's
 * rows sum to its ledger exactly, by state: `core` and `kernel-thread` to ready, `io` and `device` to io,
 * every other cause to the state of its name.
 *
 * To blame are: for a lock or a semaphore, its holders; for a core, the user threads on the cores; for a
 * kernel thread, the user threads mounted on those of the process; for a stall, those of them that are
 * blocked in the kernel; for a device, who is served; for the interpreter lock, who is active in the
 * process; for all else (queues, conditions, barriers, joins, semaphores that others release), whoever
 * ended the wait at last. Where several are to blame at once, the nanosecond that begins at t falls to
 * number t mod n of the n. Nobody is to blame for io and sleep of one's own, for overhead, for work that
 * comes from outside, nor where a wait never ended and nobody was seen to hold what it was for.
 */
export class Blame {
  readonly #index: TraceIndex;
  readonly #predecessors: Predecessors;
  readonly #logs: CulpritLogs;
  readonly #states: CulpritStates;
  readonly #places: number;

  constructor(index: TraceIndex, predecessors: Predecessors) {
    const { objects, devices, processes, groups } = index.trace.meta;
    this.#index = index;
    this.#predecessors = predecessors;
    this.#logs = findCulprits(index.trace);
    this.#states = new CulpritStates(index);
    this.#places = Math.max(objects.length, devices.length, processes.length, groups.length);
  }

  /** Longest first. */
  ofThread(thread: number): readonly BlameRow[] {
    return this.#sumsOf(thread).rows();
  }

  /** Over all user threads, longest first. `visit` gets the rows of each on the way, if it is wanted. */
  total(visit: ((thread: number, rows: readonly BlameRow[]) => void) | null = null): readonly BlameRow[] {
    const total = this.#newSums();
    for (let thread = 0; thread < this.#index.threadCount; thread += 1) {
      const sums = this.#sumsOf(thread);
      total.addAll(sums);
      if (visit !== null) visit(thread, sums.rows());
    }
    return total.rows();
  }

  #newSums(): BlameSums {
    return new BlameSums(this.#places);
  }

  #sumsOf(thread: number): BlameSums {
    const { records, trace } = this.#index;
    const sums = this.#newSums();
    let state = NEW;
    let detail: number = NONE;
    let startNs = 0;
    for (const record of this.#index.recordsOf(thread)) {
      const next = STATE_BY_CODE[records.code(record)] as number;
      if (next === NO_STATE) continue;
      const endNs = records.time(record);
      this.#book(sums, { thread, state, detail, startNs, endNs, endRecord: record });
      state = next;
      // An arrival's detail is no kernel thread.
      detail = records.code(record) === EventCode.threadArrive ? NONE : records.detail(record);
      startNs = endNs;
    }
    this.#book(sums, { thread, state, detail, startNs, endNs: trace.end.endNs, endRecord: NONE });
    return sums;
  }

  #book(sums: BlameSums, span: Span): void {
    const { state, detail, startNs, endNs } = span;
    if (state === NEW || state === RUNNING || state === TERMINATED || startNs >= endNs) return;
    if (state === READY) {
      this.#bookReady(sums, span);
      return;
    }
    const cause = causeOfState(state);
    const name = at(BLAME_CAUSES, cause);
    switch (name) {
      case "io":
        this.#bookIo(sums, span);
        return;
      case "lock":
      case "semaphore":
        if (this.#logs.isSignal[detail] === true) this.#bookWaker(sums, span, cause);
        else this.#share(sums, cause, detail, at(this.#logs.holders, detail), startNs, endNs);
        return;
      case "gil":
        this.#share(sums, cause, NONE, this.#ofProcess(this.#logs.active, span.thread), startNs, endNs);
        return;
      case "overhead":
      case "sleep":
      case "throttled":
        sums.add(cause, NONE, NONE, NONE, endNs - startNs);
        return;
      default:
        this.#bookWaker(sums, span, cause);
    }
  }

  /** Waits for whom nobody can be seen to hold up: whoever ends it in the end is who was waited for. */
  #bookWaker(sums: BlameSums, span: Span, cause: number): void {
    const { detail, startNs, endNs, endRecord } = span;
    const waker = endRecord === NONE ? NONE : at(this.#predecessors.threads, endRecord);
    if (waker === NONE) sums.add(cause, detail, NONE, NONE, endNs - startNs);
    else this.#accuse(sums, cause, detail, waker, 0, 1, startNs, endNs);
  }

  /** At a device with a queue: first the wait for those that are served before, then its own io. */
  #bookIo(sums: BlameSums, { detail, startNs, endNs, endRecord, thread }: Span): void {
    const served = this.#logs.served[detail];
    const queuedTo =
      served === undefined ? startNs : this.#servedFrom(thread, startNs, endNs, endRecord, served);
    if (served !== undefined) this.#share(sums, DEVICE, detail, served, startNs, queuedTo);
    sums.add(IO, detail, NONE, NONE, endNs - queuedTo);
  }

  #servedFrom(thread: number, startNs: number, endNs: number, endRecord: number, served: CulpritLog): number {
    if (endRecord !== NONE) {
      const isQueued = at(this.#predecessors.threads, endRecord) !== NONE;
      return isQueued ? this.#index.records.time(at(this.#predecessors.records, endRecord)) : startNs;
    }
    let from = endNs;
    served.visit(startNs, endNs, (culprit, _place, _count, spanStartNs) => {
      if (culprit === thread) from = Math.min(from, spanStartNs);
    });
    return from;
  }

  #bookReady(sums: BlameSums, span: Span): void {
    const { thread, startNs, endNs } = span;
    const waitsForCoreFrom = this.#waitsForCoreFrom(span);
    const stalls = span.detail >= 0 ? null : this.#index.stallsOf(thread);
    let fromNs = startNs;
    if (stalls !== null) {
      for (let i = firstStallAfter(stalls, startNs); i < stalls.begins.length; i += 1) {
        const begin = Math.max(startNs, at(stalls.begins, i));
        if (begin >= endNs) break;
        const end = Math.min(endNs, at(stalls.ends, i));
        this.#bookTurn(sums, thread, fromNs, begin, waitsForCoreFrom);
        const process = this.#index.processOf(thread);
        this.#share(sums, STALLED, process, at(this.#logs.pinned, process), begin, end);
        fromNs = end;
      }
    }
    this.#bookTurn(sums, thread, fromNs, endNs, waitsForCoreFrom);
  }

  /** Since when it has had a kernel thread and waits only for a core, ns. */
  #waitsForCoreFrom({ thread, detail, startNs, endNs, endRecord }: Span): number {
    if (detail >= 0 || this.#index.isBound(thread)) return startNs;
    return Math.max(startNs, this.#logs.waitedForCoreFrom.get(endRecord) ?? endNs);
  }

  /** Waits for a kernel thread up to `coreFromNs`, and for a core from then on. */
  #bookTurn(sums: BlameSums, thread: number, startNs: number, endNs: number, coreFromNs: number): void {
    const turn = Math.min(Math.max(startNs, coreFromNs), endNs);
    if (startNs < turn) {
      const process = this.#index.processOf(thread);
      this.#share(sums, KERNEL_THREAD, process, at(this.#logs.mounted, process), startNs, turn);
    }
    if (turn < endNs) this.#share(sums, CORE, NONE, this.#logs.cores, turn, endNs);
  }

  #ofProcess(logs: readonly CulpritLog[], thread: number): CulpritLog {
    return at(logs, this.#index.processOf(thread));
  }

  /** Deals a span out among those to blame; what is left over falls to nobody. */
  #share(
    sums: BlameSums,
    cause: number,
    place: number,
    log: CulpritLog,
    startNs: number,
    endNs: number,
  ): void {
    let left = endNs - startNs;
    log.visit(startNs, endNs, (culprit, nth, count, from, to) => {
      left -= this.#accuse(sums, cause, place, culprit, nth, count, from, to);
    });
    sums.add(cause, place, NONE, NONE, left);
  }

  /** Books a culprit's share of a span by what it did; gives the share, ns. */
  #accuse(
    sums: BlameSums,
    cause: number,
    place: number,
    culprit: number,
    nth: number,
    count: number,
    startNs: number,
    endNs: number,
  ): number {
    this.#states.visit(culprit, startNs, endNs, (doing, from, to) => {
      sums.add(cause, place, culprit, doing, dealtNs(from, to, nth, count));
    });
    return dealtNs(startNs, endNs, nth, count);
  }
}

const CORE = BLAME_CAUSES.indexOf("core");
const KERNEL_THREAD = BLAME_CAUSES.indexOf("kernel-thread");
const STALLED = BLAME_CAUSES.indexOf("stalled");
const DEVICE = BLAME_CAUSES.indexOf("device");
const IO = BLAME_CAUSES.indexOf("io");

/** Sums rows to what they are in the ledger, by the name of its state. */
export function ledgerOfBlame(rows: readonly BlameRow[]): Readonly<Record<string, Ns>> {
  const sums: Record<string, Ns> = {};
  for (const { cause, timeNs } of rows) {
    const state = ledgerState(cause);
    sums[state] = ns((sums[state] ?? 0) + timeNs);
  }
  return sums;
}

function ledgerState(cause: BlameCause): string {
  if (cause === "core" || cause === "kernel-thread") return "ready";
  return cause === "device" ? "io" : cause;
}
