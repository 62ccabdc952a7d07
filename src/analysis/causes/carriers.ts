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
  /** Since when it has waited for a core to carry a user thread that has not said so yet; NaN where it has not. */
  awaitsCoreFrom: number;
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
    return this.#select(process, most, (carrier) => !carrier.isBound);
  }

  pinned(process: number, most: number): readonly number[] {
    return this.#select(process, most, (carrier) => carrier.isPinned && !carrier.isBound);
  }

  /** True where who carries or runs what may have changed. */
  record(record: number, time: number, code: EventCode, subject: number, detail: number): boolean {
    if (code <= EventCode.blockedThrottled) return this.#threadRecord(record, time, code, subject, detail);
    if (code >= EventCode.coreIdle && code <= EventCode.coreOverhead) {
      this.#onCore[subject] = code === EventCode.coreIdle ? NONE : detail;
      return true;
    }
    if (code < EventCode.kernelNew || code > EventCode.kernelEnd) return false;
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
        awaitsCoreFrom: time,
      };
      this.#carriers[kernelThread] = created;
      this.#byProcess[detail]?.add(created);
      return;
    }
    const carrier = this.#carriers[kernelThread];
    if (carrier === undefined) return;
    carrier.isPinned = code === EventCode.kernelBlocked;
    if (code === EventCode.kernelBlocked) this.#mount(carrier, kernelThread, detail);
    else if (code === EventCode.kernelReady) {
      if (carrier.mounted === NONE && Number.isNaN(carrier.awaitsCoreFrom)) carrier.awaitsCoreFrom = time;
    } else carrier.awaitsCoreFrom = Number.NaN;
    if (code === EventCode.kernelEnd) this.#byProcess[carrier.process]?.delete(carrier);
  }

  #threadRecord(record: number, time: number, code: EventCode, thread: number, detail: number): boolean {
    if (code === EventCode.threadWake) return false;
    if (code === EventCode.threadNew) this.#groupOf[thread] = detail;
    const isOnCore = code === EventCode.threadRunning || code === EventCode.threadOverhead;
    const kernelThread = isOnCore || code === EventCode.threadReady ? detail : NONE;
    if (isOnCore && this.#waiting[thread] === true) this.#start(record, time, detail);
    const isReady = code === EventCode.threadReady || code === EventCode.threadArrive;
    this.#setWaiting(thread, isReady && kernelThread === NONE);
    const carrier = this.#carriers[kernelThread];
    if (carrier === undefined) this.#unmount(thread);
    else this.#mount(carrier, kernelThread, thread);
    return true;
  }

  /** A user thread without a kernel thread gets to run: that may have waited for a core with nobody else to carry. */
  #start(record: number, time: number, kernelThread: number): void {
    const carrier = this.#carriers[kernelThread];
    if (carrier === undefined || carrier.mounted !== NONE) return;
    if (carrier.awaitsCoreFrom < time) this.waitedForCoreFrom.set(record, carrier.awaitsCoreFrom);
  }

  #mount(carrier: Carrier, kernelThread: number, thread: number): void {
    if (this.#mountedOn[thread] !== kernelThread) this.#unmount(thread);
    this.#mountedOn[thread] = kernelThread;
    carrier.mounted = thread;
    carrier.awaitsCoreFrom = Number.NaN;
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
