import { NONE } from "../../base/ids.ts";
import { EventCode, type TraceSink } from "../../trace/events.ts";
import { forEachRecord, type Trace } from "../../trace/trace.ts";
import { DeviceQueues } from "./device-queues.ts";

/** No record. */
const NO_RECORD = -1;

/**
 * For every record that ended a wait, what ended it: a user thread, and the record up to which its past is
 * what the wait was for. By record number; `threads` is NONE where no other user thread ended a wait there.
 */
export interface Predecessors {
  readonly threads: Int32Array;
  readonly records: Int32Array;
}

/** A list of ids that grows as ids appear. Those never set are `NONE`. */
class Column {
  readonly #values: number[] = [];

  get(index: number): number {
    return this.#values[index] ?? NONE;
  }

  set(index: number, value: number): void {
    while (this.#values.length <= index) this.#values.push(NONE);
    this.#values[index] = value;
  }
}

/** Who left a core or a kernel thread last, and by which record. */
class Leavers {
  readonly #threads = new Column();
  readonly #records = new Column();

  set(place: number, thread: number, record: number): void {
    this.#threads.set(place, thread);
    this.#records.set(place, record);
  }
  thread(place: number): number {
    return place === NONE ? NONE : this.#threads.get(place);
  }
  record(place: number): number {
    return place === NONE ? NO_RECORD : this.#records.get(place);
  }
}

const isOnCore = (code: number): boolean =>
  code === EventCode.threadRunning || code === EventCode.threadOverhead;
const isReady = (code: number): boolean => code === EventCode.threadReady || code === EventCode.threadArrive;

/**
 * Walks a trace once. A wait that another ended by a wake-up has that user thread for predecessor. A ready
 * user thread that gets to run has the one that left its core or its kernel thread since it became ready,
 * the later of the two. Io that had to queue at a device has the one whose service ended before its own.
 */
class PredecessorScan implements TraceSink {
  readonly threads: Int32Array;
  readonly records: Int32Array;
  readonly #devices: DeviceQueues;
  #next = 0;
  /** By user thread: code of its last state, the record that made it ready, its kernel thread, who is about to wake it. */
  readonly #code = new Column();
  readonly #readySince = new Column();
  readonly #mountedOn = new Column();
  /** The kernel thread that said last that it waits for a core to carry it. */
  readonly #carrier = new Column();
  readonly #wakers = new Leavers();
  /** By kernel thread: its core, and its process. */
  readonly #coreOf = new Column();
  readonly #onCore: Int32Array;
  readonly #leftCore = new Leavers();
  readonly #leftKernelThread = new Leavers();
  readonly #lastEnd = new Leavers();
  readonly #processOfGroup: readonly number[];
  readonly #groupOf = new Column();

  constructor(trace: Trace) {
    this.threads = new Int32Array(trace.length).fill(NONE);
    this.records = new Int32Array(trace.length).fill(NO_RECORD);
    this.#onCore = new Int32Array(trace.meta.cores).fill(NONE);
    this.#devices = new DeviceQueues(trace.meta.devices);
    this.#processOfGroup = trace.meta.groups.map(({ process }) => process);
  }

  record(_time: number, code: EventCode, subject: number, detail: number): void {
    const record = this.#next;
    this.#next += 1;
    if (code <= EventCode.blockedThrottled) this.#threadRecord(record, code, subject, detail);
    else if (code === EventCode.kernelNew) {
      // Where kernel threads are limited, the end of one user thread makes room for the next one's.
      this.#leftKernelThread.set(subject, this.#lastEnd.thread(detail), this.#lastEnd.record(detail));
    } else if (code === EventCode.kernelReady) {
      if (detail !== NONE) this.#carrier.set(detail, subject);
    } else if (code === EventCode.kernelBlocked) this.#mountedOn.set(detail, subject);
    else if (code >= EventCode.coreIdle && code <= EventCode.coreOverhead)
      this.#coreRecord(subject, code === EventCode.coreIdle ? NONE : detail);
  }

  #coreRecord(core: number, kernelThread: number): void {
    const before = this.#onCore[core] as number;
    if (before === kernelThread) return;
    if (before !== NONE && this.#coreOf.get(before) === core) this.#coreOf.set(before, NONE);
    this.#onCore[core] = kernelThread;
    if (kernelThread !== NONE) this.#coreOf.set(kernelThread, core);
  }

  #threadRecord(record: number, code: EventCode, thread: number, detail: number): void {
    const before = this.#code.get(thread);
    if (code === EventCode.threadWake) {
      this.#wakers.set(thread, detail, record);
      return;
    }
    if (code === EventCode.threadNew) this.#groupOf.set(thread, detail);
    if (isOnCore(before) && !isOnCore(code)) this.#leave(record, thread);
    if (isReady(code)) this.#ready(record, thread, code, before, detail);
    else if (isOnCore(code)) {
      if (isReady(before)) this.#start(record, thread, detail);
      this.#mountedOn.set(thread, detail);
    } else {
      // It got a core, but not the interpreter lock.
      if (isReady(before) && code === EventCode.blockedGil)
        this.#start(record, thread, this.#carrier.get(thread));
      this.#mountedOn.set(thread, NONE);
      if (code === EventCode.blockedIo) this.#devices.request(detail, thread);
      if (code === EventCode.threadEnd) this.#end(record, thread);
    }
    this.#code.set(thread, code);
  }

  /** It stops running: whoever gets its core or its kernel thread after this had to wait for it. */
  #leave(record: number, thread: number): void {
    const kernelThread = this.#mountedOn.get(thread);
    if (kernelThread === NONE) return;
    this.#leftKernelThread.set(kernelThread, thread, record);
    const core = this.#coreOf.get(kernelThread);
    if (core !== NONE) this.#leftCore.set(core, thread, record);
  }

  #ready(record: number, thread: number, code: EventCode, before: number, kernelThread: number): void {
    this.#readySince.set(thread, record);
    this.#mountedOn.set(thread, code === EventCode.threadReady ? kernelThread : NONE);
    const waker = this.#wakers.thread(thread);
    if (waker !== NONE) {
      this.#set(record, waker, this.#wakers.record(thread));
      this.#wakers.set(thread, NONE, NO_RECORD);
    }
    if (before !== EventCode.blockedIo) return;
    const { previous, previousRecord } = this.#devices.finish(thread, record);
    if (previous !== NONE) this.#set(record, previous, previousRecord);
  }

  /** It gets to run. */
  #start(record: number, thread: number, kernelThread: number): void {
    const since = this.#readySince.get(thread);
    const core = this.#coreOf.get(kernelThread);
    const isCarried = this.#mountedOn.get(thread) === kernelThread;
    const byCore = this.#leftCore.record(core);
    const byKernelThread = isCarried ? NO_RECORD : this.#leftKernelThread.record(kernelThread);
    if (Math.max(byCore, byKernelThread) <= since) return;
    if (byCore >= byKernelThread) this.#set(record, this.#leftCore.thread(core), byCore);
    else this.#set(record, this.#leftKernelThread.thread(kernelThread), byKernelThread);
  }

  #end(record: number, thread: number): void {
    const process = this.#processOfGroup[this.#groupOf.get(thread)] ?? NONE;
    if (process !== NONE) this.#lastEnd.set(process, thread, record);
  }

  #set(record: number, thread: number, upTo: number): void {
    this.threads[record] = thread;
    this.records[record] = upTo;
  }
}

/** Finds what ended every wait of a run, in one pass and 8 bytes a record. */
export function findPredecessors(trace: Trace): Predecessors {
  const scan = new PredecessorScan(trace);
  forEachRecord(trace, scan);
  return { threads: scan.threads, records: scan.records };
}
