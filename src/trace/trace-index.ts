import { assert, at } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import { BucketSorter, type Buckets, bucket } from "./buckets.ts";
import {
  buildCoreIntervals,
  buildKernelIntervals,
  buildThreadIntervals,
  givesThreadState,
} from "./build-intervals.ts";
import { EventCode, type TraceSink } from "./events.ts";
import { IdentityScan, type Links, sortLinks } from "./index-scan.ts";
import { IntervalBuilder } from "./interval-builder.ts";
import type { Intervals } from "./intervals.ts";
import type { GroupMeta } from "./meta.ts";
import { Records } from "./records.ts";
import { firstStallAfter, NO_STALLS, type StallPeriods } from "./stall-periods.ts";
import { StalledTime } from "./stalled-time.ts";
import { THREAD_STATES } from "./states.ts";
import { forEachRecord, type Trace } from "./trace.ts";

const READY = THREAD_STATES.indexOf("ready");
/** After a deadlock a picture goes on for this part of the run, so that those who wait for ever are seen to. */
const FOR_EVER_SHARE = 1 / 12;

/** Where a picture of these runs on one axis ends, ns: with the longest, and some time after a deadlock. */
export function pictureEndOf(traces: readonly Trace[]): number {
  const ends = traces.map(({ end: { endNs, outcome } }) =>
    outcome === "deadlock" ? endNs + Math.ceil(endNs * FOR_EVER_SHARE) : endNs,
  );
  return ends.reduce((last, end) => Math.max(last, end), 0);
}

/**
 * Finds its way in a trace: who is who, and what each user thread, kernel thread and core did. Intervals
 * are built when asked for and not kept, so that the index of a long run stays small (about 4 bytes a record).
 */
export class TraceIndex {
  readonly trace: Trace;
  readonly records: Records;
  /** User threads created. */
  readonly threadCount: number;
  /** Kernel threads created. */
  readonly kernelThreadCount: number;
  readonly coreCount: number;
  /** Until when timelines go, ns: the end of the run, or later after a deadlock, whose states last for ever. */
  readonly lastNs: number;
  #identities: IdentityScan;
  #stalls: ReadonlyMap<number, StallPeriods>;
  /** Built when first asked for. */
  readonly #stalledTimes = new Map<StallPeriods, StalledTime>();
  #links: Links;
  #byGroup: Buckets;
  #builder = new IntervalBuilder();

  /**
   * `pictureEndNs`: the end of the picture that timelines are drawn in, see {@link pictureEndOf}.
   * Throws where the records contradict each other: ids out of order, records of what was never created.
   */
  constructor(trace: Trace, pictureEndNs: number = trace.end.endNs) {
    const { endNs, outcome } = trace.end;
    this.trace = trace;
    this.lastNs = outcome === "deadlock" ? Math.max(endNs, pictureEndNs) : endNs;
    this.records = new Records(trace);
    const identities = new IdentityScan(trace.meta);
    forEachRecord(trace, identities);
    this.#identities = identities;
    this.#stalls = identities.stalls.finish(this.lastNs);
    this.threadCount = identities.groupOfThread.length;
    this.kernelThreadCount = identities.processOfKernelThread.length;
    this.coreCount = trace.meta.cores;
    this.#links = sortLinks(trace, this.threadCount, this.kernelThreadCount);
    this.#byGroup = this.#sortByGroup();
  }

  /** Group of a user thread. */
  groupOf(thread: number): number {
    return this.#identities.groupOfThread.get(thread);
  }

  /** Place of a user thread in its group, counted in order of creation from 0. */
  indexInGroup(thread: number): number {
    return this.#identities.placeOfThread.get(thread);
  }

  /** User threads of a group, in order of creation. */
  threadsOfGroup(group: number): Uint32Array {
    return bucket(this.#byGroup, group);
  }

  /** `logger` where its group has one thread, else `logger[3]`. */
  threadName(thread: number): string {
    const group = this.#group(thread);
    return group.count === 1 ? group.name : `${group.name}[${this.indexInGroup(thread)}]`;
  }

  /** The declared process of a user thread. */
  processOf(thread: number): number {
    return this.#group(thread).process;
  }

  /** Whether a user thread has a kernel thread of its own under many-to-many. */
  isBound(thread: number): boolean {
    return this.#group(thread).bound;
  }

  /** Process of a kernel thread, as its `kernelNew` says. */
  processOfKernelThread(kernelThread: number): number {
    return this.#identities.processOfKernelThread.get(kernelThread);
  }

  /** Numbers of all records about a user thread, in order. */
  recordsOf(thread: number): Uint32Array {
    return bucket(this.#links.byThread, thread);
  }

  /** Passes all records about a user thread to a sink, in order. */
  replayThread(thread: number, sink: TraceSink): void {
    this.records.replay(this.recordsOf(thread), sink);
  }

  /**
   * The user thread that made `thread` ready at `time` (ns). None (−1) where a timer, a device or its
   * arrival did, or where it was not woken at that instant.
   */
  wakerOf(thread: number, time: number): number {
    const own = this.recordsOf(thread);
    for (let i = this.#placeAfter(own, time) - 1; i >= 0; i -= 1) {
      const record = at(own, i);
      if (this.records.time(record) < time) return NONE;
      if (this.records.code(record) === EventCode.threadWake) return this.records.detail(record);
    }
    return NONE;
  }

  /** Number of the record that gave a user thread the state it is in at `time` (ns); none (−1) before its creation. */
  stateRecordAt(thread: number, time: number): number {
    const own = this.recordsOf(thread);
    for (let i = this.#placeAfter(own, time) - 1; i >= 0; i -= 1) {
      const record = at(own, i);
      if (givesThreadState(this.records.code(record))) return record;
    }
    return NONE;
  }

  /** Whether a user thread is stalled at `time` (ns), if it is ready then without a kernel thread. */
  isStalledAt(thread: number, time: number): boolean {
    const { bound, process } = this.#group(thread);
    const stalls = bound ? undefined : this.#stalls.get(process);
    if (stalls === undefined) return false;
    const place = firstStallAfter(stalls, time);
    return place < stalls.begins.length && at(stalls.begins, place) <= time;
  }

  /** From its creation to its end, or to the end of the run; `stalled` told apart from `ready`. */
  threadIntervals(thread: number): Intervals {
    const stalls = this.stallsOf(thread);
    const { endNs } = this.trace.end;
    return buildThreadIntervals(this.records, this.recordsOf(thread), stalls, endNs, this.#builder);
  }

  /**
   * To be drawn, up to {@link lastNs}: the same as {@link threadIntervals} with ready and stalled undivided,
   * and what tells them apart (null where it is never stalled): few intervals even for a user thread that
   * waits through many stall periods. Divided all the same, and null, where it is ready on a kernel thread of a
   * pool while its process is stalled.
   */
  undividedThreadIntervals(thread: number): { intervals: Intervals; stalled: StalledTime | null } {
    const stalls = this.stallsOf(thread);
    const stalled = this.#stalledTimeOf(stalls);
    const intervals = this.#intervalsToDraw(thread, NO_STALLS);
    if (stalled === null || !isCarriedWhile(stalled, intervals)) return { intervals, stalled };
    return { intervals: this.dividedThreadIntervals(thread), stalled: null };
  }

  /** To be drawn, up to {@link lastNs}: the same as {@link threadIntervals}. */
  dividedThreadIntervals(thread: number): Intervals {
    return this.#intervalsToDraw(thread, this.stallsOf(thread));
  }

  #intervalsToDraw(thread: number, stalls: StallPeriods): Intervals {
    return buildThreadIntervals(this.records, this.recordsOf(thread), stalls, this.lastNs, this.#builder);
  }

  /** When the process of a user thread was stalled; never for a bound one. */
  stallsOf(thread: number): StallPeriods {
    const { bound, process } = this.#group(thread);
    return bound ? NO_STALLS : (this.#stalls.get(process) ?? NO_STALLS);
  }

  /** From its creation to its end, or to {@link lastNs}. */
  kernelIntervals(kernelThread: number): Intervals {
    const related = bucket(this.#links.byKernelThread, kernelThread);
    return buildKernelIntervals(this.records, kernelThread, related, this.lastNs, this.#builder);
  }

  /** From time 0 to {@link lastNs}. */
  coreIntervals(core: number): Intervals {
    return buildCoreIntervals(this.records, bucket(this.#links.byCore, core), this.lastNs, this.#builder);
  }

  #stalledTimeOf(stalls: StallPeriods): StalledTime | null {
    if (stalls.begins.length === 0) return null;
    let time = this.#stalledTimes.get(stalls);
    if (time === undefined) {
      time = new StalledTime(stalls);
      this.#stalledTimes.set(stalls, time);
    }
    return time;
  }

  #sortByGroup(): Buckets {
    const sorter = new BucketSorter();
    for (let thread = 0; thread < this.threadCount; thread += 1) sorter.count(this.groupOf(thread));
    sorter.allot(this.trace.meta.groups.length);
    for (let thread = 0; thread < this.threadCount; thread += 1) sorter.add(this.groupOf(thread), thread);
    return sorter.buckets();
  }

  #group(thread: number): GroupMeta {
    assert(thread >= 0 && thread < this.threadCount, () => `user thread ${thread} of ${this.threadCount}`);
    return at(this.trace.meta.groups, this.groupOf(thread));
  }

  /** How many of these records stand at or before `time`. */
  #placeAfter(numbers: Uint32Array, time: number): number {
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.records.time(at(numbers, middle)) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether a user thread is ready on a kernel thread, which then is one of a pool, while its process is stalled. */
function isCarriedWhile(stalled: StalledTime, { length, starts, ends, states, details }: Intervals): boolean {
  for (let i = 0; i < length; i += 1) {
    if (states[i] !== READY || details[i] === NONE) continue;
    if (stalled.within(at(starts, i), at(ends, i)) > 0) return true;
  }
  return false;
}
