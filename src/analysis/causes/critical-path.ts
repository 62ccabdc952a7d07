import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { NO_STATE, THREAD_STATE_BY_CODE } from "../../trace/code-kinds.ts";
import { EventCode } from "../../trace/events.ts";
import { THREAD_STATES } from "../../trace/states.ts";
import type { TraceIndex } from "../../trace/trace-index.ts";
import type { Predecessors } from "./predecessors.ts";

const NEW = THREAD_STATES.indexOf("new");
const READY = THREAD_STATES.indexOf("ready");
const QUEUE = THREAD_STATES.indexOf("queue");

/** One stretch of a critical path: what a user thread did that the end had to wait for. */
export interface PathSegment {
  readonly startNs: number;
  readonly endNs: number;
  /** Index into THREAD_STATES. `new`: nobody's, as work had yet to arrive from outside; `thread` is then NONE. */
  readonly state: number;
  readonly thread: number;
  /** Object, device or group that a wait was for, else NONE. */
  readonly detail: number;
}

/** Where a path ends: a user thread, and the record up to which its past counts. */
interface Position {
  thread: number;
  record: number;
  timeNs: number;
}

/** Whether the details of this state name what is waited for (a kernel thread's number is of no use here). */
const namesDetail = (state: number): boolean => state > THREAD_STATES.indexOf("overhead");

/** Walks from an end back to a beginning. */
class PathWalk {
  readonly #index: TraceIndex;
  readonly #predecessors: Predecessors;
  readonly #floorNs: number;
  /** Last first. */
  readonly #segments: PathSegment[] = [];
  #position: Position;

  constructor(index: TraceIndex, predecessors: Predecessors, end: Position, floorNs: number) {
    this.#index = index;
    this.#predecessors = predecessors;
    this.#position = { ...end };
    this.#floorNs = floorNs;
  }

  /** To `endNs`, which is later than the position where all that have arrived have ended, and others are awaited. */
  run(endNs: number): readonly PathSegment[] {
    const { timeNs } = this.#position;
    if (endNs > timeNs)
      this.#segments.push({ startNs: timeNs, endNs, state: NEW, thread: NONE, detail: NONE });
    while (this.#position.timeNs > this.#floorNs && this.#stepBack());
    this.#add(this.#floorNs, NEW, NONE, NONE);
    return this.#segments.toReversed();
  }

  /** One record back, of this user thread or of another; false where nothing inside the run came before. */
  #stepBack(): boolean {
    const { records } = this.#index;
    const { thread, record } = this.#position;
    const own = this.#index.recordsOf(thread);
    const next = lowerBound(own, record);
    let place = next - 1;
    while (place >= 0 && !this.#setsState(at(own, place))) place -= 1;
    if (place < 0) return false;
    const before = at(own, place);
    const code = records.code(before);
    const state = THREAD_STATE_BY_CODE[code] as number;
    const detail = namesDetail(state) ? records.detail(before) : NONE;
    const isOwn = next < own.length && own[next] === record && this.#setsState(record);
    if (isOwn && this.#goTo(record, state, thread, detail)) return true;
    if (state === NEW) return false;
    // Work that comes from outside ends a wait at a queue without anybody's help.
    if (isOwn && state === QUEUE && records.code(record) === EventCode.threadReady) return false;
    this.#add(records.time(before), state, thread, detail);
    this.#position = { thread, record: before, timeNs: records.time(before) };
    if (code !== EventCode.threadArrive) return true;
    return this.#goTo(before, READY, thread, NONE);
  }

  /** Goes on with the user thread that ended the wait which this record ends; false where none did. */
  #goTo(record: number, state: number, thread: number, detail: number): boolean {
    const predecessor = at(this.#predecessors.threads, record);
    if (predecessor === NONE) return false;
    const upTo = at(this.#predecessors.records, record);
    const timeNs = this.#index.records.time(upTo);
    this.#add(timeNs, state, thread, detail);
    this.#position = { thread: predecessor, record: upTo, timeNs };
    return true;
  }

  #setsState(record: number): boolean {
    return THREAD_STATE_BY_CODE[this.#index.records.code(record)] !== NO_STATE;
  }

  /** From `startNs` to where the path begins so far. */
  #add(startNs: number, state: number, thread: number, detail: number): void {
    const last = this.#segments.at(-1);
    const endNs = last === undefined ? this.#position.timeNs : last.startNs;
    const from = Math.max(startNs, this.#floorNs);
    if (from >= endNs) return;
    if (last?.state === state && last.thread === thread && last.detail === detail) {
      this.#segments[this.#segments.length - 1] = { ...last, startNs: from };
    } else this.#segments.push({ startNs: from, endNs, state, thread, detail });
  }
}

/** How many of these numbers, in order, are below `limit`. */
function lowerBound(numbers: Uint32Array, limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(numbers, middle) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The chain of running, waiting and waking that decided when the run ended, from the first arrival on. Its
 * segments follow each other without gaps, so they sum to the makespan exactly. Where a user thread waited
 * for another, the chain goes on with what that other did meanwhile; so a wait is part of it only as far as
 * nobody in the trace was waited for. It holds for the scheduling decisions as they were.
 * `[]` where no time passed.
 */
export function criticalPath(index: TraceIndex, predecessors: Predecessors): readonly PathSegment[] {
  const { trace, records } = index;
  let firstNs: number = trace.end.endNs;
  let isAwaited = false;
  let lastEnd: Position | null = null;
  let lastLeftOver: Position | null = null;
  for (let thread = 0; thread < index.threadCount; thread += 1) {
    const life = lifeOf(index, thread);
    if (life.arrivalNs === null) {
      isAwaited = true;
      continue;
    }
    firstNs = Math.min(firstNs, life.arrivalNs);
    const record = life.endRecord ?? life.lastRecord;
    const position = { thread, record, timeNs: records.time(record) };
    if (life.endRecord === null) lastLeftOver = later(lastLeftOver, position);
    else lastEnd = later(lastEnd, position);
  }
  // Where somebody is left over, the end of the run counts, for whoever of them did something last.
  const end = lastLeftOver === null ? lastEnd : openEnd(index, lastLeftOver);
  if (end === null) return [];
  return new PathWalk(index, predecessors, end, firstNs).run(isAwaited ? trace.end.endNs : end.timeNs);
}

/** The critical path of one user thread's turnaround: to its end, or the run's, from its arrival. `[]` where it never arrived. */
export function criticalPathOf(
  index: TraceIndex,
  predecessors: Predecessors,
  thread: number,
): readonly PathSegment[] {
  const { arrivalNs, endRecord, lastRecord } = lifeOf(index, thread);
  if (arrivalNs === null) return [];
  const record = endRecord ?? lastRecord;
  const end = { thread, record, timeNs: index.records.time(record) };
  const from = endRecord === null ? openEnd(index, end) : end;
  return new PathWalk(index, predecessors, from, arrivalNs).run(from.timeNs);
}

const later = (a: Position | null, b: Position): Position => (a === null || b.record > a.record ? b : a);

/** The end of the run for a user thread that is left over. */
const openEnd = ({ trace, records }: TraceIndex, { thread }: Position): Position => ({
  thread,
  record: records.length,
  timeNs: trace.end.endNs,
});

interface Life {
  readonly arrivalNs: number | null;
  readonly endRecord: number | null;
  /** The last record that changed its state. */
  readonly lastRecord: number;
}

function lifeOf(index: TraceIndex, thread: number): Life {
  const { records } = index;
  let arrivalNs: number | null = null;
  let endRecord: number | null = null;
  let lastRecord = NONE;
  for (const record of index.recordsOf(thread)) {
    const code = records.code(record);
    if (THREAD_STATE_BY_CODE[code] === NO_STATE) continue;
    lastRecord = record;
    if (code === EventCode.threadArrive) arrivalNs = records.time(record);
    else if (code === EventCode.threadEnd) endRecord = record;
  }
  return { arrivalNs, endRecord, lastRecord };
}
