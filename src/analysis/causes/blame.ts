import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { NO_STATE, THREAD_STATE_BY_CODE } from "../../trace/code-kinds.ts";
import { EventCode } from "../../trace/events.ts";
import { THREAD_STATES } from "../../trace/states.ts";
import type { TraceIndex } from "../../trace/trace-index.ts";
import { BLAME_CAUSES, causeOfState } from "./blame-causes.ts";
import { type BlameRow, BlameSums } from "./blame-sums.ts";
import type { CulpritLog } from "./culprit-log.ts";
import { type CulpritLogs, findCulprits } from "./culprit-scan.ts";
import { CulpritStates } from "./culprit-states.ts";
import { Demands, type Want } from "./demands.ts";
import type { Predecessors } from "./predecessors.ts";
import { Settlement } from "./settle-demands.ts";

const NEW = THREAD_STATES.indexOf("new");
const READY = THREAD_STATES.indexOf("ready");
const OVERHEAD = THREAD_STATES.indexOf("overhead");
const RUNNING = THREAD_STATES.indexOf("running");
const TERMINATED = THREAD_STATES.indexOf("terminated");
const CORE = BLAME_CAUSES.indexOf("core");
const KERNEL_THREAD = BLAME_CAUSES.indexOf("kernel-thread");
const DEVICE = BLAME_CAUSES.indexOf("device");
const ROOM = BLAME_CAUSES.indexOf("room");
const IO = BLAME_CAUSES.indexOf("io");

/** A stretch of a user thread's life: from the record that began it to the one that ended it. */
interface Span {
  readonly thread: number;
  readonly state: number;
  readonly detail: number;
  readonly startNs: number;
  readonly endNs: number;
  /** The record that began it. */
  readonly startRecord: number;
  /** The record that ended it; NONE where the run's end did. */
  readonly endRecord: number;
}

/**
 * For every nanosecond in which a user thread did not run: what it waited for, and whom. Each user thread's
 * rows sum to its ledger exactly, by state: `core` and `kernel-thread` to ready, `io` and `device` to io,
 * every other cause to the state of its name.
 *
 * To blame are: for a lock or a semaphore, its holders; for a core, the user threads on the cores; for a
 * kernel thread, the user threads mounted on those of the process, apart from blocked ones that another
 * has replaced; for a stall, those of them that are blocked in the kernel; for a device, who is served; for
 * the interpreter lock, who is active in the process; for all else (queues, conditions, barriers, joins, semaphores that others release), whoever
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
    return this.#of(thread, thread + 1);
  }

  /** Over all user threads, longest first. */
  total(): readonly BlameRow[] {
    return this.#of(0, this.#index.threadCount);
  }

  /** Of the user threads from `first` to the one before `end`. */
  #of(first: number, end: number): readonly BlameRow[] {
    const sums = new BlameSums(this.#places);
    const demands = new Demands(this.#places, this.#index.threadCount, sums);
    for (let thread = first; thread < end; thread += 1) this.#demandsOf(thread, demands);
    new Settlement(this.#states, this.#logs.pinned, sums).settle(demands);
    return sums.rows();
  }

  #demandsOf(thread: number, demands: Demands): void {
    const { records, trace } = this.#index;
    let state = NEW;
    let detail: number = NONE;
    let startNs = 0;
    let startRecord: number = NONE;
    let spinsFor: number = NONE;
    for (const record of this.#index.recordsOf(thread)) {
      const code = records.code(record);
      const next = at(THREAD_STATE_BY_CODE, code);
      const turns = code === EventCode.spins || (code === EventCode.acquired && spinsFor !== NONE);
      if (next === NO_STATE && !turns) continue;
      const endNs = records.time(record);
      const place = state === OVERHEAD ? spinsFor : detail;
      // It goes on in the same state, but overhead is of another kind from here on.
      if (!turns || state === OVERHEAD) {
        const span = { thread, state, detail: place, startNs, endNs, startRecord, endRecord: record };
        this.#demand(demands, span);
        startNs = endNs;
        startRecord = record;
      }
      if (turns) {
        spinsFor = code === EventCode.spins ? records.detail(record) : NONE;
        continue;
      }
      state = next;
      // An arrival's detail is no kernel thread.
      detail = code === EventCode.threadArrive ? NONE : records.detail(record);
    }
    const { endNs } = trace.end;
    const place = state === OVERHEAD ? spinsFor : detail;
    this.#demand(demands, { thread, state, detail: place, startNs, endNs, startRecord, endRecord: NONE });
  }

  #demand(demands: Demands, span: Span): void {
    const { thread, state, detail, startNs, endNs } = span;
    if (state === NEW || state === RUNNING || state === TERMINATED || startNs >= endNs) return;
    if (state === READY) {
      this.#demandTurn(demands, span);
      return;
    }
    const cause = causeOfState(state);
    switch (at(BLAME_CAUSES, cause)) {
      case "io":
        this.#demandIo(demands, span);
        return;
      case "lock":
      case "semaphore":
        if (this.#logs.isSignal[detail] === true) this.#demandWaker(demands, span, cause);
        else demands.add(wantOf(cause, detail, at(this.#logs.holders, detail)), startNs, endNs);
        return;
      case "gil": {
        const process = this.#index.processOf(thread);
        const want = { ...wantOf(cause, NONE, at(this.#logs.active, process)), process };
        demands.add(want, startNs, endNs);
        return;
      }
      case "overhead":
        demands.add(
          wantOf(cause, detail, detail === NONE ? NONE : at(this.#logs.holders, detail)),
          startNs,
          endNs,
        );
        return;
      case "sleep":
      case "throttled":
        demands.add(wantOf(cause, NONE, NONE), startNs, endNs);
        return;
      case "queue":
        this.#demandWaker(demands, span, this.#logs.roomWaits.has(span.startRecord) ? ROOM : cause);
        return;
      default:
        this.#demandWaker(demands, span, cause);
    }
  }

  /** Waits for whom nobody can be seen to hold up: whoever ends it in the end is who was waited for. */
  #demandWaker(demands: Demands, { detail, startNs, endNs, endRecord }: Span, cause: number): void {
    const waker = endRecord === NONE ? NONE : at(this.#predecessors.threads, endRecord);
    demands.add(wantOf(cause, detail, waker), startNs, endNs);
  }

  /** At a device with a queue: first the wait for those that are served before, then its own io. */
  #demandIo(demands: Demands, { detail, startNs, endNs, endRecord, thread }: Span): void {
    const served = this.#logs.served[detail];
    const queuedTo =
      served === undefined ? startNs : this.#servedFrom(thread, startNs, endNs, endRecord, served);
    if (served !== undefined) demands.add(wantOf(DEVICE, detail, served), startNs, queuedTo);
    demands.add(wantOf(IO, detail, NONE), queuedTo, endNs);
  }

  #servedFrom(thread: number, startNs: number, endNs: number, endRecord: number, served: CulpritLog): number {
    if (endRecord !== NONE) {
      const isQueued = at(this.#predecessors.threads, endRecord) !== NONE;
      return isQueued ? this.#index.records.time(at(this.#predecessors.records, endRecord)) : startNs;
    }
    if (!served.last().includes(thread)) return endNs;
    let from = endNs;
    served.visit(startNs, endNs, (culprit, _place, _count, spanStartNs) => {
      if (culprit === thread) from = Math.min(from, spanStartNs);
    });
    return from;
  }

  /** A turn: on a kernel thread first, and then, carried by that, on a core. A stall puts off both. */
  #demandTurn(demands: Demands, span: Span): void {
    const { thread, startNs, endNs, detail } = span;
    const process = this.#index.processOf(thread);
    const stalls = detail >= 0 ? null : this.#index.stallsOf(thread);
    const coreFromNs = Math.min(endNs, this.#waitsForCoreFrom(span));
    const carriers = at(this.#logs.mounted, process);
    demands.add({ ...wantOf(KERNEL_THREAD, process, carriers), process, stalls }, startNs, coreFromNs);
    // User threads that nothing stalls wait for the same cores, whatever their process.
    const isApart = stalls !== null && stalls.begins.length > 0;
    const onCores = wantOf(CORE, NONE, this.#logs.cores);
    demands.add(isApart ? { ...onCores, process, stalls } : onCores, coreFromNs, endNs);
  }

  /** Since when it has had a kernel thread and waits only for a core, ns. */
  #waitsForCoreFrom({ thread, detail, startNs, endNs, endRecord }: Span): number {
    if (detail >= 0 || this.#index.isBound(thread)) return startNs;
    const { waitsForCoreFrom, waitedForCoreFrom } = this.#logs;
    const from = endRecord === NONE ? waitsForCoreFrom(thread) : waitedForCoreFrom.get(endRecord);
    return Math.max(startNs, from ?? endNs);
  }
}

const wantOf = (cause: number, place: number, suspects: CulpritLog | number): Want => ({
  cause,
  place,
  suspects,
  process: NONE,
  stalls: null,
});
