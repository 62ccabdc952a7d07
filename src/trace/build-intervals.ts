import { NONE } from "../base/ids.ts";
import { CORE_STATE_BY_CODE, KERNEL_STATE_BY_CODE, NO_STATE, THREAD_STATE_BY_CODE } from "./code-kinds.ts";
import { EventCode } from "./events.ts";
import type { IntervalBuilder } from "./interval-builder.ts";
import type { Intervals } from "./intervals.ts";
import type { Records } from "./records.ts";
import { firstStallAfter, type StallPeriods } from "./stall-periods.ts";
import { CORE_STATES, KERNEL_STATES, THREAD_STATES } from "./states.ts";

const READY = THREAD_STATES.indexOf("ready");
const STALLED = THREAD_STATES.indexOf("stalled");
const TERMINATED = THREAD_STATES.indexOf("terminated");
const KERNEL_TERMINATED = KERNEL_STATES.indexOf("terminated");
const CORE_IDLE = CORE_STATES.indexOf("idle");

/** Whether a record of this code says in which state its user thread is from then on. */
export function givesThreadState(code: number): boolean {
  return (THREAD_STATE_BY_CODE[code] as number) !== NO_STATE;
}

/** Adds one ready interval without a kernel thread to the builder, the stalled parts told apart. */
function addReady(builder: IntervalBuilder, from: number, to: number, stalls: StallPeriods): void {
  builder.change(from, READY, NONE);
  for (let i = firstStallAfter(stalls, from); i < stalls.begins.length; i += 1) {
    const begin = stalls.begins[i] as number;
    const end = stalls.ends[i] as number;
    if (begin >= to) return;
    builder.change(Math.max(begin, from), STALLED, NONE);
    if (end < to) builder.change(end, READY, NONE);
  }
}

/**
 * Intervals of one user thread from its records. `stalls` are its process's (none for a bound thread).
 * They run from its creation to its end, or to `endNs`, the end of the run.
 */
export function buildThreadIntervals(
  records: Records,
  own: ArrayLike<number>,
  stalls: StallPeriods,
  endNs: number,
  builder: IntervalBuilder,
): Intervals {
  let state = NO_STATE;
  let since = 0;
  let detail: number = NONE;
  const leave = (time: number): void => {
    if (state === NO_STATE || time <= since) return;
    // On a kernel thread it waits for a core only, and nothing else holds it up.
    if (state === READY && detail === NONE) addReady(builder, since, time, stalls);
    else builder.change(since, state, detail);
  };
  for (let i = 0; i < own.length; i += 1) {
    const record = own[i] as number;
    const next = THREAD_STATE_BY_CODE[records.code(record)] as number;
    if (next === NO_STATE) continue;
    const time = records.time(record);
    leave(time);
    if (next === TERMINATED) return builder.finish(time);
    state = next;
    since = time;
    detail = records.detail(record);
  }
  leave(endNs);
  return builder.finish(endNs);
}

/**
 * Intervals of one kernel thread, from its own records and those of the cores that took it up or left it.
 * It runs (or is in overhead) while a core says so: until that core's next record, or its own.
 */
export function buildKernelIntervals(
  records: Records,
  kernelThread: number,
  related: ArrayLike<number>,
  endNs: number,
  builder: IntervalBuilder,
): Intervals {
  let ownState = NO_STATE;
  let ownDetail: number = NONE;
  let core: number = NONE;
  for (let i = 0; i < related.length; i += 1) {
    const record = related[i] as number;
    const code = records.code(record);
    const time = records.time(record);
    const subject = records.subject(record);
    if ((CORE_STATE_BY_CODE[code] as number) === NO_STATE) {
      const state = KERNEL_STATE_BY_CODE[code] as number;
      // That it has lost its turn to another is no state of its own.
      if (state === NO_STATE) continue;
      if (state === KERNEL_TERMINATED) return builder.finish(time);
      ownState = state;
      ownDetail = code === EventCode.kernelBlocked ? records.detail(record) : NONE;
      core = NONE;
      builder.change(time, ownState, ownDetail);
    } else if (
      records.detail(record) === kernelThread &&
      (CORE_STATE_BY_CODE[code] as number) !== CORE_IDLE
    ) {
      core = subject;
      builder.change(time, KERNEL_STATE_BY_CODE[code] as number, core);
    } else if (core === subject) {
      core = NONE;
      builder.change(time, ownState, ownDetail);
    }
  }
  return builder.finish(endNs);
}

/** Intervals of one core, from time 0 (idle) to the end of the run. */
export function buildCoreIntervals(
  records: Records,
  own: ArrayLike<number>,
  endNs: number,
  builder: IntervalBuilder,
): Intervals {
  builder.change(0, CORE_IDLE, NONE);
  for (let i = 0; i < own.length; i += 1) {
    const record = own[i] as number;
    const state = CORE_STATE_BY_CODE[records.code(record)] as number;
    builder.change(records.time(record), state, state === CORE_IDLE ? NONE : records.detail(record));
  }
  return builder.finish(endNs);
}
