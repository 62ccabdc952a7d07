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
import { RecordTime } from "./record-time.ts";
import type { RunResult } from "./result.ts";
import { SeriesRecorder } from "./series-recorder.ts";
import { StallClock } from "./stall-clock.ts";
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
  readonly #now = new RecordTime();
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
    const now = this.#now;
    const kernels = new KernelTable();
    const places = {
      group: (thread: number) => threads.group(thread),
      index: (thread: number) => threads.index(thread),
    };
    const stalls = new StallClock({ now, kernels, threads: places }, meta.processes.length, meta.cores);
    const objects = new ObjectStats(now, meta.objects);
    const series = new SeriesRecorder();
    const threads = new ThreadLedger(
      meta,
      { now, kernels, stalls, objects },
      { detailLimit: limit, warmupNs },
    );
    this.#parts = {
      meta,
      now,
      kernels,
      stalls,
      objects,
      series,
      warmupNs,
      threads,
      cores: new CoreLedger({ now, kernels, series }, meta.cores, warmupNs),
      jobs: new JobTable(limit, warmupNs),
      hazards: new Hazards(meta),
      races: DataRaces.watch(meta),
      lockOrder: LockOrder.watch(meta, { now, threads }),
      watchers: watchersFor({ meta, threads, objects }),
      convoys: new LockConvoys(now, meta, threads),
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
      this.#now.ns = times[place] as number;
      const word = words[2 * place + 1] as number;
      const code = wordCode(word) as EventCode;
      const subject = words[2 * place] as number;
      const detail = wordDetail(word);
      if (tellAll !== null) {
        for (const watcher of tellAll) watcher.record(this.#now.ns, code, subject, detail);
      }
      this.#record(code, subject, detail);
    }
  }

  /** Told apart by ranges first: a chain of comparisons through all codes would cost more than the rest. */
  #record(code: EventCode, subject: number, detail: number): void {
    if (code <= EventCode.threadWake) this.#recordThread(code, subject, detail);
    else if (code <= EventCode.blockedThrottled) this.#recordBlocked(code, subject, detail);
    else if (code <= EventCode.slotLost) this.#recordKernel(code, subject, detail);
    else if (code <= EventCode.coreOverhead) this.#recordCore(code, subject, detail);
    else if (code === EventCode.acquired) this.#acquire(subject, detail, false);
    else if (code === EventCode.released) this.#release(subject, detail);
    else if (code === EventCode.value) this.#objects.setValue(detail, subject);
    else this.#recordRare(code, subject, detail);
  }

  /** The numbers of the run. To be called once, after the last record. */
  result(end: RunEnd): RunResult {
    return buildResult(this.#parts, end);
  }

  #recordThread(code: EventCode, thread: number, detail: number): void {
    switch (code) {
      case EventCode.threadRunning:
        this.#threads.run(thread, detail);
        break;
      case EventCode.threadReady:
        this.#threads.ready(thread, detail);
        break;
      case EventCode.threadOverhead:
        this.#threads.work(thread, detail);
        break;
      case EventCode.threadNew:
        this.#threads.create(thread, detail);
        if (this.#lockOrder !== null) this.#lockOrder.create(thread);
        break;
      case EventCode.threadArrive:
        this.#threads.arrive(thread);
        this.#parts.instances.arrive(this.#now.ns, thread, this.#threads.group(thread));
        this.#parts.memory.addUserThread();
        break;
      case EventCode.threadEnd:
        this.#threads.end(thread);
        this.#parts.memory.removeUserThread();
        if (!this.#countsJobs) this.#parts.series.complete(this.#now.ns);
        break;
      default:
        // Who woke whom changes no number.
        break;
    }
  }

  #recordBlocked(code: EventCode, thread: number, detail: number): void {
    this.#threads.block(thread, code - BLOCKED_OFFSET, detail);
    if (code === EventCode.blockedLock && this.#lockOrder !== null) this.#lockOrder.wait(thread, detail);
    if (code === EventCode.blockedThrottled)
      this.#parts.throttling.add(this.#now.ns, this.#threads.process(thread));
    if (this.#unexplained.length > 0) this.#explainBlocked(thread);
  }

  #recordKernel(code: EventCode, kernelThread: number, detail: number): void {
    switch (code) {
      case EventCode.kernelBlocked:
        this.#blockKernel(kernelThread, detail);
        break;
      case EventCode.kernelNew:
        this.#kernels.create(kernelThread, detail);
        this.#parts.memory.addKernelThread();
        break;
      case EventCode.kernelEnd:
        this.#stalls.unblock(kernelThread);
        this.#kernels.end(kernelThread);
        this.#parts.memory.removeKernelThread();
        break;
      default:
        this.#stalls.unblock(kernelThread);
    }
  }

  #recordCore(code: EventCode, core: number, kernelThread: number): void {
    if (code === EventCode.coreIdle) {
      this.#cores.idle(core);
      return;
    }
    this.#stalls.unblock(kernelThread);
    if (code === EventCode.coreBusy) this.#cores.busy(core, kernelThread);
    else this.#cores.overhead(core, kernelThread);
  }

  /** Processes, jobs, passings of objects and hazards. */
  #recordRare(code: EventCode, subject: number, detail: number): void {
    const { memory, jobs, hazards, instances } = this.#parts;
    const time = this.#now.ns;
    const threads = this.#threads;
    switch (code) {
      case EventCode.stallBegin:
        this.#stalls.begin(subject);
        break;
      case EventCode.stallEnd:
        this.#stalls.end(subject);
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
        if (this.#countsJobs) this.#parts.series.complete(this.#now.ns);
        break;
      case EventCode.acquiredRead:
        this.#acquire(subject, detail, true);
        break;
      case EventCode.taken:
        this.#objects.acquire(detail);
        break;
      case EventCode.signalled:
        this.#objects.signal(detail);
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

  #acquire(thread: number, object: number, reads: boolean): void {
    const group = this.#threads.group(thread);
    const index = this.#threads.index(thread);
    if (this.#lockOrder !== null) this.#lockOrder.acquire(thread, object, reads);
    if (!reads) this.#convoys.acquire(object, thread);
    this.#objects.acquire(object);
    this.#objects.holders.acquire(object, thread, group, index, reads);
  }

  #release(thread: number, object: number): void {
    if (this.#lockOrder !== null) this.#lockOrder.release(thread, object);
    this.#convoys.release(object, thread);
    this.#objects.holders.release(object, thread, this.#threads.group(thread), this.#threads.index(thread));
  }

  #blockKernel(kernelThread: number, userThread: number): void {
    // A bound user thread's own kernel thread carries no other, so it stalls nobody.
    if (userThread === NONE || this.#threads.isBound(userThread)) return;
    const reason = reasonOfState(this.#threads.state(userThread));
    if (reason === NONE) this.#unexplained.push({ kernelThread, userThread });
    else this.#stalls.block(kernelThread, userThread, reason, this.#threads.waitsFor(userThread));
  }

  #explainBlocked(userThread: number): void {
    const place = this.#unexplained.findIndex((entry) => entry.userThread === userThread);
    const entry = this.#unexplained[place];
    if (entry === undefined) return;
    this.#unexplained.splice(place, 1);
    this.#blockKernel(entry.kernelThread, userThread);
  }
}

/** The numbers of a recorded run: the same as those computed live. */
export function analyse(trace: Trace, options: MetricsOptions = { full: false }): RunResult {
  const metrics = new Metrics(trace.meta, options);
  replay(trace, metrics);
  return metrics.result(trace.end);
}
