import { NONE } from "../base/ids.ts";
import type { Chunk } from "../trace/chunk.ts";
import type { ChunkSink } from "../trace/chunk-sink.ts";
import { EventCode, type TraceSink } from "../trace/events.ts";
import type { RunEnd, TraceMeta } from "../trace/meta.ts";
import { replay, type Trace } from "../trace/trace.ts";
import { wordCode, wordDetail } from "../trace/word.ts";
import { buildResult } from "./build-result.ts";
import { CoreLedger } from "./core-ledger.ts";
import { DataRaces } from "./findings/data-races.ts";
import { Hazards } from "./findings/hazards.ts";
import { LockConvoys } from "./findings/lock-convoys.ts";
import { LockOrder } from "./findings/lock-order.ts";
import { Throttling } from "./findings/throttling.ts";
import { watchersFor } from "./findings/watchers.ts";
import { Instances } from "./instances.ts";
import { JobTable } from "./job-table.ts";
import { KernelTable } from "./kernel-table.ts";
import { MemoryMeter } from "./memory-meter.ts";
import type { MetricsParts } from "./metrics-parts.ts";
import { ObjectStats } from "./object-stats.ts";
import type { RunResult } from "./result.ts";
import { SeriesRecorder } from "./series-recorder.ts";
import { type Pin, StallClock } from "./stall-clock.ts";
import { FIRST_BLOCKED, reasonOfState, ThreadLedger } from "./thread-ledger.ts";

/** The lists of threads and jobs are left out of a result past this many, unless asked for in full. */
const MAX_LISTED = 10_000;

/** What of a run is counted, and listed. */
export interface MetricsOptions {
  /** List threads and jobs however many there are; memory then grows with them. */
  readonly full: boolean;
  /** Leave the run this long to settle, ns; see `RunResult.warmupNs`. Default: 0. */
  readonly warmupNs?: number;
}

/** Puts the codes of blocked states next to their indices into THREAD_STATES. */
const BLOCKED_OFFSET = EventCode.blockedIo - FIRST_BLOCKED;

/**
 * Computes all the numbers of a run while it goes on, in memory for the threads alive and totals alone.
 * Ids of ended user threads and kernel threads may come again in `threadNew` and `kernelNew`.
 */
export class Metrics implements ChunkSink {
  readonly keepsChunks = false;
  readonly #parts: MetricsParts;
  readonly #threads: ThreadLedger;
  readonly #kernels: KernelTable;
  readonly #stalls: StallClock;
  readonly #cores: CoreLedger;
  readonly #objects: ObjectStats;
  readonly #lockOrder: LockOrder | null;
  /** Those that want every record; null where there are none, which is asked for each. */
  readonly #tellAll: readonly TraceSink[] | null;
  readonly #convoys: LockConvoys;
  readonly #countsJobs: boolean;
  /** Kernel threads recorded as blocked before the user thread pinned to them was, within one instant. */
  readonly #unexplained: { readonly kernelThread: number; readonly userThread: number }[] = [];

  constructor(meta: TraceMeta, options: MetricsOptions) {
    const { warmupNs = 0 } = options;
    const limit = options.full ? Number.POSITIVE_INFINITY : MAX_LISTED;
    const kernels = new KernelTable();
    const stalls = new StallClock(kernels, meta.processes.length, meta.cores);
    const objects = new ObjectStats(meta.objects);
    const series = new SeriesRecorder();
    const threads = new ThreadLedger(meta, { kernels, stalls, objects }, { detailLimit: limit, warmupNs });
    this.#parts = {
      meta,
      kernels,
      stalls,
      objects,
      series,
      warmupNs,
      threads,
      cores: new CoreLedger(meta.cores, warmupNs, kernels, series),
      jobs: new JobTable(limit, warmupNs),
      hazards: new Hazards(meta),
      races: DataRaces.watch(meta),
      lockOrder: LockOrder.watch(meta),
      watchers: watchersFor({ meta, threads, objects }),
      convoys: new LockConvoys(meta, threads),
      throttling: new Throttling(),
      instances: new Instances(meta),
      memory: new MemoryMeter(meta),
    };
    this.#threads = threads;
    const { races, watchers } = this.#parts;
    const tellAll = races === null ? watchers : [races, ...watchers];
    this.#tellAll = tellAll.length === 0 ? null : tellAll;
    this.#convoys = this.#parts.convoys;
    this.#lockOrder = this.#parts.lockOrder;
    this.#kernels = kernels;
    this.#stalls = stalls;
    this.#cores = this.#parts.cores;
    this.#objects = objects;
    this.#countsJobs = meta.pools.length > 0;
  }

  /** Jobs completed so far, or user threads ended where the workload has no jobs. */
  get completed(): number {
    return this.#countsJobs ? this.#parts.jobs.completed : this.#threads.counts.ended;
  }

  consume(chunk: Chunk, from: number, to: number): void {
    const { times, words } = chunk;
    const tellAll = this.#tellAll;
    for (let place = from; place < to; place += 1) {
      const time = times[place] as number;
      const word = words[2 * place + 1] as number;
      const code = wordCode(word) as EventCode;
      const subject = words[2 * place] as number;
      const detail = wordDetail(word);
      if (tellAll !== null) {
        for (const watcher of tellAll) watcher.record(time, code, subject, detail);
      }
      this.#record(time, code, subject, detail);
    }
  }

  /** Told apart by ranges first: a chain of comparisons through all codes would cost more than the rest. */
  #record(time: number, code: EventCode, subject: number, detail: number): void {
    if (code <= EventCode.threadWake) this.#recordThread(time, code, subject, detail);
    else if (code <= EventCode.blockedThrottled) this.#recordBlocked(time, code, subject, detail);
    else if (code <= EventCode.slotLost) this.#recordKernel(time, code, subject, detail);
    else if (code <= EventCode.coreOverhead) this.#recordCore(time, code, subject, detail);
    else if (code === EventCode.acquired) this.#acquire(time, subject, detail, false);
    else if (code === EventCode.released) this.#release(time, subject, detail);
    else if (code === EventCode.value) this.#objects.setValue(detail, subject);
    else this.#recordRare(time, code, subject, detail);
  }

  /** The numbers of the run. To be called once, after the last record. */
  result(end: RunEnd): RunResult {
    return buildResult(this.#parts, end);
  }

  #recordThread(time: number, code: EventCode, thread: number, detail: number): void {
    switch (code) {
      case EventCode.threadRunning:
        this.#threads.run(time, thread, detail);
        break;
      case EventCode.threadReady:
        this.#threads.ready(time, thread, detail);
        break;
      case EventCode.threadOverhead:
        this.#threads.work(time, thread, detail);
        break;
      case EventCode.threadNew:
        this.#threads.create(time, thread, detail);
        if (this.#lockOrder !== null) this.#lockOrder.create(thread);
        break;
      case EventCode.threadArrive:
        this.#threads.arrive(time, thread);
        this.#parts.instances.arrive(time, thread, this.#threads.group(thread));
        this.#parts.memory.addUserThread();
        break;
      case EventCode.threadEnd:
        this.#threads.end(time, thread);
        this.#parts.memory.removeUserThread();
        if (!this.#countsJobs) this.#parts.series.complete(time);
        break;
      default:
        // Who woke whom changes no number.
        break;
    }
  }

  #recordBlocked(time: number, code: EventCode, thread: number, detail: number): void {
    this.#threads.block(time, thread, code - BLOCKED_OFFSET, detail);
    if (code === EventCode.blockedLock && this.#lockOrder !== null)
      this.#lockOrder.wait(time, thread, detail, this.#threads.group(thread), this.#threads.index(thread));
    if (code === EventCode.blockedThrottled) this.#parts.throttling.add(time, this.#threads.process(thread));
    if (this.#unexplained.length > 0) this.#explainBlocked(time, thread);
  }

  #recordKernel(time: number, code: EventCode, kernelThread: number, detail: number): void {
    switch (code) {
      case EventCode.kernelBlocked:
        this.#blockKernel(time, kernelThread, detail);
        break;
      case EventCode.kernelNew:
        this.#kernels.create(kernelThread, detail);
        this.#parts.memory.addKernelThread();
        break;
      case EventCode.kernelEnd:
        this.#stalls.unblock(time, kernelThread);
        this.#kernels.end(kernelThread);
        this.#parts.memory.removeKernelThread();
        break;
      default:
        this.#stalls.unblock(time, kernelThread);
    }
  }

  #recordCore(time: number, code: EventCode, core: number, kernelThread: number): void {
    if (code === EventCode.coreIdle) {
      this.#cores.idle(time, core);
      return;
    }
    this.#stalls.unblock(time, kernelThread);
    if (code === EventCode.coreBusy) this.#cores.busy(time, core, kernelThread);
    else this.#cores.overhead(time, core, kernelThread);
  }

  /** Processes, jobs, passings of objects and hazards. */
  #recordRare(time: number, code: EventCode, subject: number, detail: number): void {
    const { memory, jobs, hazards, instances } = this.#parts;
    const threads = this.#threads;
    switch (code) {
      case EventCode.stallBegin:
        this.#stalls.begin(time, subject);
        break;
      case EventCode.stallEnd:
        this.#stalls.end(time, subject);
        break;
      case EventCode.processNew:
        this.#stalls.cover(subject + 1);
        memory.addProcess(subject);
        break;
      case EventCode.processEnd:
        memory.removeProcess(subject);
        break;
      case EventCode.jobEnqueued:
        jobs.enqueue(time, subject, detail);
        break;
      case EventCode.jobStart:
        jobs.start(time, subject, threads.group(detail), threads.index(detail));
        break;
      case EventCode.jobEnd:
        jobs.end(time, subject);
        if (this.#countsJobs) this.#parts.series.complete(time);
        break;
      case EventCode.acquiredRead:
        this.#acquire(time, subject, detail, true);
        break;
      case EventCode.taken:
        this.#objects.acquire(detail);
        break;
      case EventCode.signalled:
        this.#objects.signal(time, detail);
        break;
      case EventCode.instanceEnd:
        instances.end(time, subject);
        break;
      case EventCode.deadlineMiss:
        instances.miss(time, threads.group(subject), threads.index(subject));
        break;
      case EventCode.lostUpdate:
      case EventCode.indexGone:
      case EventCode.notHeld:
      case EventCode.selfDeadlock:
      case EventCode.checkThenAct:
        hazards.add(time, code, detail, threads.group(subject), threads.index(subject));
        break;
      default:
        // Loads, stores and puts change no number.
        break;
    }
  }

  #acquire(time: number, thread: number, object: number, reads: boolean): void {
    const group = this.#threads.group(thread);
    const index = this.#threads.index(thread);
    if (this.#lockOrder !== null) this.#lockOrder.acquire(time, thread, object, reads, group, index);
    if (!reads) this.#convoys.acquire(time, object, thread);
    this.#objects.acquire(object);
    this.#objects.holders.acquire(time, object, thread, group, index, reads);
  }

  #release(time: number, thread: number, object: number): void {
    if (this.#lockOrder !== null) this.#lockOrder.release(thread, object);
    this.#convoys.release(time, object, thread);
    this.#objects.holders.release(
      time,
      object,
      thread,
      this.#threads.group(thread),
      this.#threads.index(thread),
    );
  }

  #blockKernel(time: number, kernelThread: number, userThread: number): void {
    // A bound user thread's own kernel thread carries no other, so it stalls nobody.
    if (userThread === NONE || this.#threads.isBound(userThread)) return;
    const reason = reasonOfState(this.#threads.state(userThread));
    if (reason === NONE) this.#unexplained.push({ kernelThread, userThread });
    else this.#stalls.block(time, kernelThread, this.#pinOf(userThread, reason));
  }

  #pinOf(userThread: number, reason: number): Pin {
    return {
      userThread,
      group: this.#threads.group(userThread),
      index: this.#threads.index(userThread),
      reason,
      detail: this.#threads.waitsFor(userThread),
    };
  }

  #explainBlocked(time: number, userThread: number): void {
    const place = this.#unexplained.findIndex((entry) => entry.userThread === userThread);
    const entry = this.#unexplained[place];
    if (entry === undefined) return;
    this.#unexplained.splice(place, 1);
    this.#blockKernel(time, entry.kernelThread, userThread);
  }
}

/** The numbers of a recorded run: the same as those computed live. */
export function analyse(trace: Trace, options: MetricsOptions = { full: false }): RunResult {
  const metrics = new Metrics(trace.meta, options);
  replay(trace, metrics);
  return metrics.result(trace.end);
}
