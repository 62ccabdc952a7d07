import { EventCode } from "./events.ts";
import {
  CORE_STATES,
  type CoreState,
  KERNEL_STATES,
  type KernelState,
  THREAD_STATES,
  type ThreadState,
} from "./states.ts";

/** What a record's subject is. */
export type SubjectKind = "thread" | "kernel" | "core" | "process" | "job" | "number";

/** What a record's detail is; `none` = always −1. With `?`, it may be −1 too. */
export type DetailKind =
  | "none"
  | "thread"
  | "thread?"
  | "kernel"
  | "kernel?"
  | "group"
  | "process"
  | "object"
  | "device?"
  | "pool";

interface CodeKind {
  readonly subject: SubjectKind;
  readonly detail: DetailKind;
}

const kind = (subject: SubjectKind, detail: DetailKind): CodeKind => ({ subject, detail });

/** For every event code, what its subject and its detail are (see `EventCode`). */
const CODE_KINDS: { readonly [K in keyof typeof EventCode]: CodeKind } = {
  threadNew: kind("thread", "group"),
  threadArrive: kind("thread", "none"),
  threadReady: kind("thread", "kernel?"),
  threadRunning: kind("thread", "kernel"),
  threadOverhead: kind("thread", "kernel"),
  threadEnd: kind("thread", "none"),
  threadWake: kind("thread", "thread?"),
  blockedIo: kind("thread", "device?"),
  blockedSleep: kind("thread", "none"),
  blockedLock: kind("thread", "object"),
  blockedQueue: kind("thread", "object"),
  blockedSemaphore: kind("thread", "object"),
  blockedCondition: kind("thread", "object"),
  blockedBarrier: kind("thread", "object"),
  blockedJoin: kind("thread", "group"),
  blockedGil: kind("thread", "none"),
  blockedThrottled: kind("thread", "none"),
  kernelNew: kind("kernel", "process"),
  kernelReady: kind("kernel", "thread?"),
  kernelBlocked: kind("kernel", "thread"),
  kernelIdle: kind("kernel", "none"),
  kernelEnd: kind("kernel", "none"),
  slotLost: kind("kernel", "none"),
  coreIdle: kind("core", "none"),
  coreBusy: kind("core", "kernel"),
  coreOverhead: kind("core", "kernel"),
  processNew: kind("process", "none"),
  processEnd: kind("process", "none"),
  stallBegin: kind("process", "none"),
  stallEnd: kind("process", "none"),
  jobEnqueued: kind("job", "pool"),
  jobStart: kind("job", "thread"),
  jobEnd: kind("job", "thread"),
  acquired: kind("thread", "object"),
  acquiredRead: kind("thread", "object"),
  spins: kind("thread", "object"),
  givesWay: kind("thread", "none"),
  released: kind("thread", "object"),
  put: kind("thread", "object"),
  taken: kind("thread", "object"),
  loaded: kind("thread", "object"),
  stored: kind("thread", "object"),
  signalled: kind("thread", "object"),
  value: kind("number", "object"),
  instanceEnd: kind("thread", "none"),
  lostUpdate: kind("thread", "object"),
  indexGone: kind("thread", "object"),
  notHeld: kind("thread", "object"),
  selfDeadlock: kind("thread", "object"),
  deadlineMiss: kind("thread", "none"),
  checkThenAct: kind("thread", "object"),
};

/** Codes are bytes. */
export const CODE_COUNT = 256;
/** In a table by code: this code gives no state. */
export const NO_STATE = -1;

type EventName = keyof typeof EventCode;
const isEventName = (name: string): name is EventName => name in EventCode;

/** `CODE_KINDS` by code instead of by name; undefined where no event has the code. */
export function codeKindsByCode(): readonly (CodeKind | undefined)[] {
  const kinds = new Array<CodeKind | undefined>(CODE_COUNT).fill(undefined);
  for (const name of Object.keys(EventCode)) {
    if (isEventName(name)) kinds[EventCode[name]] = CODE_KINDS[name];
  }
  return kinds;
}

function stateTable<State extends string>(
  states: readonly State[],
  byCode: readonly (readonly [number, State])[],
): Int8Array {
  const table = new Int8Array(CODE_COUNT).fill(NO_STATE);
  for (const [code, state] of byCode) table[code] = states.indexOf(state);
  return table;
}

const THREAD_STATE_CODES: readonly (readonly [number, ThreadState])[] = [
  [EventCode.threadNew, "new"],
  [EventCode.threadArrive, "ready"],
  [EventCode.threadReady, "ready"],
  [EventCode.threadRunning, "running"],
  [EventCode.threadOverhead, "overhead"],
  [EventCode.threadEnd, "terminated"],
  [EventCode.blockedIo, "io"],
  [EventCode.blockedSleep, "sleep"],
  [EventCode.blockedLock, "lock"],
  [EventCode.blockedQueue, "queue"],
  [EventCode.blockedSemaphore, "semaphore"],
  [EventCode.blockedCondition, "condition"],
  [EventCode.blockedBarrier, "barrier"],
  [EventCode.blockedJoin, "join"],
  [EventCode.blockedGil, "gil"],
  [EventCode.blockedThrottled, "throttled"],
];
const KERNEL_STATE_CODES: readonly (readonly [number, KernelState])[] = [
  // A kernel thread that has just been made could be dispatched: it waits for a core.
  [EventCode.kernelNew, "ready"],
  [EventCode.kernelReady, "ready"],
  [EventCode.kernelBlocked, "blocked"],
  [EventCode.kernelIdle, "idle"],
  [EventCode.kernelEnd, "terminated"],
  [EventCode.coreBusy, "running"],
  [EventCode.coreOverhead, "overhead"],
];
const CORE_STATE_CODES: readonly (readonly [number, CoreState])[] = [
  [EventCode.coreIdle, "idle"],
  [EventCode.coreBusy, "busy"],
  [EventCode.coreOverhead, "overhead"],
];

/** By event code: index into THREAD_STATES of the state a user thread is in from then on, or NO_STATE. */
export const THREAD_STATE_BY_CODE: Readonly<Int8Array> = stateTable(THREAD_STATES, THREAD_STATE_CODES);
/** By event code: index into KERNEL_STATES, likewise; a core's codes count for the kernel thread they name. */
export const KERNEL_STATE_BY_CODE: Readonly<Int8Array> = stateTable(KERNEL_STATES, KERNEL_STATE_CODES);
/** By event code: index into CORE_STATES, likewise. */
export const CORE_STATE_BY_CODE: Readonly<Int8Array> = stateTable(CORE_STATES, CORE_STATE_CODES);
