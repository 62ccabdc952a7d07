import { NONE } from "../../base/ids.ts";
import { EventCode } from "../../trace/events.ts";
import type { TraceMeta } from "../../trace/meta.ts";

/** A kernel thread: what it carries and what it does. */
interface Carrier {
  readonly process: number;
  /** The user thread mounted on it, or NONE. */
  mounted: number;
  isPinned: boolean;
  /** Carries a bound user thread, and so no other. */
  isBound: boolean;
  /** Blocked, or back from that, without its turn to carry: see `EventCode.slotLost`. */
  lostSlot: boolean;
}

/** Which user thread is mounted on which kernel thread, and which of these are on cores or blocked in the kernel. */
export class Carriers {
  /** See `CulpritLogs`. */
  readonly waitedForCoreFrom = new Map<number, number>();
  readonly #meta: TraceMeta;
  readonly #carriers: Carrier[] = [];
  /** In order of creation. */
  readonly #byProcess: readonly Set<Carrier>[];
  readonly #onCore: number[];
  readonly #groupOf: number[] = [];
  readonly #mountedOn: number[] = [];
  /** By user thread: since when a kernel thread has waited for a core to carry it, though it still waits for one itself; NaN where none has. */
  readonly #coreFrom: number[] = [];
  /** User threads that wait without a kernel thread, and how many of each process. */
  readonly #waiting: boolean[] = [];
  readonly #awaited: number[];

  constructor(meta: TraceMeta) {
    this.#meta = meta;
    this.#byProcess = meta.processes.map(() => new Set());
    this.#awaited = meta.processes.map(() => 0);
    this.#onCore = Array.from({ length: meta.cores }, () => NONE);
  }

  processOf(thread: number): number {
    return this.#meta.groups[this.#groupOf[thread] ?? NONE]?.process ?? NONE;
  }

  /** Whether a user thread of the process waits without a kernel thread. */
  isAwaited(process: number): boolean {
    return (this.#awaited[process] ?? 0) > 0;
  }

  onCores(): readonly number[] {
    return this.#onCore
      .map((kernelThread) => this.#carriers[kernelThread]?.mounted ?? NONE)
      .filter((thread) => thread !== NONE);
  }

  mounted(process: number, most: number): readonly number[] {
    const withSlot = this.#select(process, most, (carrier) => !carrier.isBound && !carrier.lostSlot);
    return withSlot.length > 0 ? withSlot : this.#select(process, most, (carrier) => !carrier.isBound);
  }

  pinned(process: number, most: number): readonly number[] {
    return this.#select(process, most, (carrier) => carrier.isPinned && !carrier.isBound);
  }

  /** Since when the user thread has waited for a core only, although its last record says otherwise; null where it does not. ns. */
  coreFrom(thread: number): number | null {
    const from = this.#coreFrom[thread] ?? Number.NaN;
    return Number.isNaN(from) ? null : from;
  }

  /** True where who carries or runs what may have changed. */
  record(record: number, time: number, code: EventCode, subject: number, detail: number): boolean {
    if (code <= EventCode.blockedThrottled) return this.#threadRecord(record, code, subject, detail);
    if (code >= EventCode.coreIdle && code <= EventCode.coreOverhead) {
      this.#onCore[subject] = code === EventCode.coreIdle ? NONE : detail;
      return true;
    }
    if (code < EventCode.kernelNew || code > EventCode.slotLost) return false;
    this.#kernelRecord(time, code, subject, detail);
    return true;
  }

  #kernelRecord(time: number, code: EventCode, kernelThread: number, detail: number): void {
    if (code === EventCode.kernelNew) {
      const created = {
        process: detail,
        mounted: NONE,
        isPinned: false,
        isBound: false,
        lostSlot: false,
      };
      this.#carriers[kernelThread] = created;
      this.#byProcess[detail]?.add(created);
      return;
    }
    const carrier = this.#carriers[kernelThread];
    if (carrier === undefined) return;
    if (code === EventCode.slotLost) {
      carrier.lostSlot = true;
      return;
    }
    carrier.isPinned = code === EventCode.kernelBlocked;
    if (code === EventCode.kernelIdle) carrier.lostSlot = false;
    if (code === EventCode.kernelEnd) this.#byProcess[carrier.process]?.delete(carrier);
    else if (detail !== NONE) {
      if (this.#waiting[detail] === true) this.#coreFrom[detail] = time;
      this.#setWaiting(detail, false);
      this.#mount(carrier, kernelThread, detail);
    }
  }

  #threadRecord(record: number, code: EventCode, thread: number, detail: number): boolean {
    if (code === EventCode.threadWake) return false;
    if (code === EventCode.threadNew) this.#groupOf[thread] = detail;
    const isOnCore = code === EventCode.threadRunning || code === EventCode.threadOverhead;
    const kernelThread = isOnCore || code === EventCode.threadReady ? detail : NONE;
    this.#endWait(record, thread);
    const isReady = code === EventCode.threadReady || code === EventCode.threadArrive;
    this.#setWaiting(thread, isReady && kernelThread === NONE);
    const carrier = this.#carriers[kernelThread];
    if (carrier === undefined) this.#unmount(thread);
    else {
      this.#mount(carrier, kernelThread, thread);
      if (code === EventCode.threadRunning) carrier.lostSlot = false;
    }
    return true;
  }

  /** Its state changes: what it waited for at last may have been a core. */
  #endWait(record: number, thread: number): void {
    const from = this.coreFrom(thread);
    if (from === null) return;
    this.waitedForCoreFrom.set(record, from);
    this.#coreFrom[thread] = Number.NaN;
  }

  #mount(carrier: Carrier, kernelThread: number, thread: number): void {
    if (this.#mountedOn[thread] !== kernelThread) this.#unmount(thread);
    this.#mountedOn[thread] = kernelThread;
    carrier.mounted = thread;
    carrier.isBound = this.#meta.groups[this.#groupOf[thread] ?? NONE]?.bound ?? false;
  }

  #unmount(thread: number): void {
    const carrier = this.#carriers[this.#mountedOn[thread] ?? NONE];
    this.#mountedOn[thread] = NONE;
    if (carrier?.mounted === thread) carrier.mounted = NONE;
  }

  #setWaiting(thread: number, waits: boolean): void {
    if ((this.#waiting[thread] ?? false) === waits) return;
    this.#waiting[thread] = waits;
    const process = this.processOf(thread);
    this.#awaited[process] = (this.#awaited[process] ?? 0) + (waits ? 1 : -1);
  }

  #select(process: number, most: number, isMeant: (carrier: Carrier) => boolean): readonly number[] {
    const selected: number[] = [];
    for (const carrier of this.#byProcess[process] ?? []) {
      if (selected.length === most) break;
      if (carrier.mounted !== NONE && isMeant(carrier)) selected.push(carrier.mounted);
    }
    return selected;
  }
}
