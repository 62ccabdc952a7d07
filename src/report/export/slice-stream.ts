import { Holders } from "../../analysis/holders.ts";
import { RecordTime } from "../../analysis/record-time.ts";
import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import {
  CORE_STATE_BY_CODE,
  KERNEL_STATE_BY_CODE,
  NO_STATE,
  THREAD_STATE_BY_CODE,
} from "../../trace/code-kinds.ts";
import { EventCode, type TraceSink } from "../../trace/events.ts";
import { GrowingColumn } from "../../trace/growing-column.ts";
import type { RunEnd, TraceMeta } from "../../trace/meta.ts";
import { firstStallAfter, StallCollector, type StallsSoFar } from "../../trace/stall-periods.ts";
import { CORE_STATES, KERNEL_STATES, THREAD_STATES } from "../../trace/states.ts";
import { packWord, wordCode, wordDetail } from "../../trace/word.ts";
import { FOR_EVER, OpenSlices } from "./open-slices.ts";

/**
 * Hears what happens in a run as slices: spans of time in one state, each as soon as it is over. The slices of a
 * subject come in order of time, without gaps; those of different subjects as they end. Times in ns; a slice lasts
 * to `FOR_EVER` where a deadlock keeps it from ever ending.
 */
export interface SliceSink {
  /** `place`: its place in its group, from 0. */
  threadBorn(thread: number, group: number, place: number): void;
  kernelThreadBorn(kernelThread: number, process: number): void;
  /** `state`: index into THREAD_STATES. `holder`: the user thread that held what it waits for as it began to, or none. */
  threadSlice(thread: number, from: number, to: number, state: number, detail: number, holder: number): void;
  /** `state`: index into KERNEL_STATES. */
  kernelSlice(kernelThread: number, from: number, to: number, state: number, detail: number): void;
  /** `state`: index into CORE_STATES. `detail`: its kernel thread. */
  coreSlice(core: number, from: number, to: number, state: number, detail: number): void;
  /** One user thread makes another ready; neither track is empty by then. */
  wake(time: number, waker: number, thread: number): void;
}

const READY = THREAD_STATES.indexOf("ready");
const STALLED = THREAD_STATES.indexOf("stalled");
const TERMINATED = THREAD_STATES.indexOf("terminated");
const KERNEL_TERMINATED = KERNEL_STATES.indexOf("terminated");
const CORE_IDLE = CORE_STATES.indexOf("idle");
/** A kernel thread's own state before it has said any: it is never shown, as `kernelNew` gives one. */
const UNKNOWN = packWord(KERNEL_TERMINATED, NONE);

/**
 * Turns the records of a run, as they come, into slices: those of `TraceIndex`, without an index. Its memory is that of
 * the user threads and kernel threads there were, and of the stall periods; the number of records has no part in it.
 * A stall is a slice of everybody who is ready then: with many of both there are far more slices than records.
 */
export class SliceStream implements TraceSink {
  readonly #meta: TraceMeta;
  readonly #sink: SliceSink;
  readonly #now = new RecordTime();
  readonly #holders: Holders;
  readonly #stalls = new StallCollector();
  readonly #groups = new GrowingColumn();
  readonly #places = new GrowingColumn();
  readonly #sizeOfGroup: Int32Array;
  readonly #threads: OpenSlices;
  readonly #kernelThreads: OpenSlices;
  readonly #cores: OpenSlices;
  /** By kernel thread: the state it is in by its own records, which it goes back to when it leaves a core. */
  readonly #ownState = new GrowingColumn();
  readonly #coreOf = new GrowingColumn();
  readonly #kernelThreadOn: Int32Array;

  constructor(meta: TraceMeta, sink: SliceSink) {
    this.#meta = meta;
    this.#sink = sink;
    this.#holders = new Holders(this.#now, meta.objects);
    this.#sizeOfGroup = new Int32Array(meta.groups.length);
    this.#kernelThreadOn = new Int32Array(meta.cores).fill(NONE);
    this.#threads = new OpenSlices((thread, from, to, word, holder) =>
      this.#passThreadSlice(thread, from, to, word, holder),
    );
    this.#kernelThreads = new OpenSlices((kernelThread, from, to, word) =>
      sink.kernelSlice(kernelThread, from, to, wordCode(word), wordDetail(word)),
    );
    this.#cores = new OpenSlices((core, from, to, word) =>
      sink.coreSlice(core, from, to, wordCode(word), wordDetail(word)),
    );
    for (let core = 0; core < meta.cores; core += 1) this.#cores.change(core, 0, packWord(CORE_IDLE, NONE));
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    this.#now.ns = time;
    switch (code) {
      case EventCode.threadNew:
        this.#addThread(subject, detail);
        break;
      case EventCode.kernelNew:
        this.#ownState.push(UNKNOWN);
        this.#coreOf.push(NONE);
        this.#sink.kernelThreadBorn(subject, detail);
        break;
      case EventCode.threadWake:
        // Who has just begun has no slice yet that an arrow could start from.
        if (detail !== NONE && this.#threads.hasBegunBefore(detail, time))
          this.#sink.wake(time, detail, subject);
        return;
      case EventCode.stallBegin:
        this.#stalls.begin(subject, time);
        return;
      case EventCode.stallEnd:
        this.#stalls.end(subject, time);
        return;
      case EventCode.acquired:
      case EventCode.acquiredRead:
        this.#acquire(subject, detail, code === EventCode.acquiredRead);
        return;
      case EventCode.released:
        this.#holders.release(detail, subject, this.#groups.get(subject), this.#places.get(subject));
        return;
      default:
    }
    this.#changeState(time, code, subject, detail);
  }

  /** Hands out what lasts to the end of the run, or for ever. Nothing may come after. */
  finish({ endNs, outcome }: RunEnd): void {
    const last = outcome === "deadlock" ? FOR_EVER : endNs;
    this.#threads.endAll(last);
    this.#kernelThreads.endAll(last);
    this.#cores.endAll(endNs);
  }

  #addThread(thread: number, group: number): void {
    const place = at(this.#sizeOfGroup, group);
    this.#sizeOfGroup[group] = place + 1;
    this.#groups.push(group);
    this.#places.push(place);
    this.#sink.threadBorn(thread, group, place);
  }

  #acquire(thread: number, object: number, reads: boolean): void {
    const group = this.#groups.get(thread);
    this.#holders.acquire(object, thread, group, this.#places.get(thread), reads);
  }

  #changeState(time: number, code: EventCode, subject: number, detail: number): void {
    const threadState = THREAD_STATE_BY_CODE[code] as number;
    if (threadState !== NO_STATE) {
      if (threadState === TERMINATED) this.#threads.end(subject, time);
      else this.#threads.change(subject, time, packWord(threadState, detail), this.#holderFor(code, detail));
      return;
    }
    if ((CORE_STATE_BY_CODE[code] as number) !== NO_STATE) this.#changeCore(time, code, subject, detail);
    else if ((KERNEL_STATE_BY_CODE[code] as number) !== NO_STATE)
      this.#changeKernelThread(time, code, subject, detail);
  }

  /** Who holds what a user thread begins to wait for, where that can be held. */
  #holderFor(code: EventCode, object: number): number {
    if (code !== EventCode.blockedLock && code !== EventCode.blockedSemaphore) return NONE;
    return this.#holders.of(object)[0]?.thread ?? NONE;
  }

  #changeKernelThread(time: number, code: EventCode, kernelThread: number, detail: number): void {
    const state = KERNEL_STATE_BY_CODE[code] as number;
    this.#coreOf.set(kernelThread, NONE);
    if (state === KERNEL_TERMINATED) {
      this.#kernelThreads.end(kernelThread, time);
      return;
    }
    const word = packWord(state, code === EventCode.kernelBlocked ? detail : NONE);
    this.#ownState.set(kernelThread, word);
    this.#kernelThreads.change(kernelThread, time, word);
  }

  /** A core tells for itself, for the kernel thread that it leaves, and for the one that it runs from now on. */
  #changeCore(time: number, code: EventCode, core: number, detail: number): void {
    const state = CORE_STATE_BY_CODE[code] as number;
    const before = this.#kernelThreadOn[core] as number;
    const after = state === CORE_IDLE ? NONE : detail;
    this.#kernelThreadOn[core] = after;
    this.#cores.change(core, time, packWord(state, after));
    if (before !== NONE && before !== after && this.#coreOf.get(before) === core) {
      this.#coreOf.set(before, NONE);
      this.#kernelThreads.change(before, time, this.#ownState.get(before));
    }
    if (after === NONE) return;
    this.#coreOf.set(after, core);
    this.#kernelThreads.change(after, time, packWord(KERNEL_STATE_BY_CODE[code] as number, core));
  }

  #passThreadSlice(thread: number, from: number, to: number, word: number, holder: number): void {
    const state = wordCode(word);
    const detail = wordDetail(word);
    const { bound, process } = at(this.#meta.groups, this.#groups.get(thread));
    // By now all stalls are known that concern the slice.
    const stalls = state !== READY || bound || detail !== NONE ? undefined : this.#stalls.soFar(process);
    const since = stalls === undefined ? from : this.#passStalls(thread, from, to, detail, stalls);
    if (since < to) this.#sink.threadSlice(thread, since, to, state, detail, holder);
  }

  /** Divides a ready slice: it is stalled while the process is. Gives from when on the rest is ready. */
  #passStalls(thread: number, from: number, to: number, detail: number, stalls: StallsSoFar): number {
    const { begins, ends, since: open } = stalls;
    let since = from;
    for (let i = firstStallAfter(stalls, from); i <= begins.length; i += 1) {
      const begin = Math.max(from, begins[i] ?? open ?? FOR_EVER);
      if (begin >= to) break;
      if (begin > since) this.#sink.threadSlice(thread, since, begin, READY, detail, NONE);
      since = Math.min(to, ends[i] ?? FOR_EVER);
      this.#sink.threadSlice(thread, begin, since, STALLED, detail, NONE);
    }
    return since;
  }
}
