import type { TraceMeta } from "../trace/meta.ts";
import type { ThreadState } from "../trace/states.ts";
import type { BlameCause } from "./causes/blame-causes.ts";
import { deviceName, listOf, objectName, processName } from "./names.ts";

/** Names in a list. */
const MAX_NAMES = 3;

/**
 * What a user thread that is blocked at an object waits for, to follow its name: `waits for a permit of s`.
 * `length`: of a queue, then; null where nobody knows.
 */
export function waitText(meta: TraceMeta, object: number, length: number | null): string {
  const name = objectName(meta, object);
  switch (meta.objects[object]?.kind) {
    case "mutex":
    case "rwlock":
      return `waits for lock ${name}`;
    case "semaphore":
      return `waits for a permit of ${name}`;
    case "queue":
      if (length === null) return `waits at queue ${name}`;
      return length === 0
        ? `waits to take from queue ${name}, which is empty`
        : `waits to put into queue ${name}, which is full`;
    case "condition":
      return `waits for condition ${name} to be signalled`;
    case "barrier":
      return `waits at barrier ${name} for the rest to arrive`;
    default:
      return `waits for ${name}`;
  }
}

/** Likewise for io: `waits for its io on device disk`. */
export function ioText(meta: TraceMeta, device: number): string {
  return device < 0 ? "waits for its io" : `waits for its io on device ${deviceName(meta, device)}`;
}

/** Why user threads of a process are stalled: `every kernel thread of main is blocked by a and b`. */
export function carriersText(
  meta: TraceMeta,
  process: number,
  kernelThreads: number,
  pinned: readonly string[],
): string {
  const carriers = kernelThreads === 1 ? "the only kernel thread" : "every kernel thread";
  const by = pinned.length === 0 ? "" : ` by ${listOf(pinned, MAX_NAMES)}`;
  return `${carriers} of ${processName(meta, process)} is blocked${by}`;
}

/** What the time of user threads went by with; `place` is the name of its place, empty where the cause has none. */
const CAUSE_TEXTS: Readonly<Record<BlameCause, (place: string) => string>> = {
  core: () => "ready, waiting for a core",
  "kernel-thread": (process) => `ready, waiting for a kernel thread of ${process}`,
  stalled: (process) => `stalled, as every kernel thread of ${process} was blocked`,
  overhead: (lock) =>
    lock === "" ? "overhead: switches, creation, system calls" : `spinning for lock ${lock}`,
  device: (device) => `waiting for a turn at device ${device}`,
  room: (queue) => `waiting to put into queue ${queue}, which was full`,
  io: (device) => (device === "" ? "its own io" : `its own io on ${device}`),
  sleep: () => "its own sleep",
  lock: (lock) => `waiting for lock ${lock}`,
  queue: (queue) => `waiting to take from queue ${queue}, which was empty`,
  semaphore: (semaphore) => `waiting for a permit of ${semaphore}`,
  condition: (condition) => `waiting for condition ${condition}`,
  barrier: (barrier) => `waiting at barrier ${barrier} for the rest`,
  join: (group) => `waiting for ${group} to end`,
  gil: () => "waiting for the interpreter lock",
  throttled: () => "throttled, as the quota of its process was used up",
};

/** What the time of user threads went by with: `waiting for lock m`. */
export const causeText = (cause: BlameCause, place: string | null): string => CAUSE_TEXTS[cause](place ?? "");

/** What somebody did meanwhile, to follow a name: `slept`. */
export const DID_WORDS: Readonly<Record<ThreadState, string>> = {
  new: "had not arrived",
  ready: "waited to run",
  stalled: "was stalled",
  running: "ran",
  overhead: "was in overhead",
  io: "was in io",
  sleep: "slept",
  lock: "waited for a lock",
  queue: "waited at a queue",
  semaphore: "waited for a semaphore",
  condition: "waited for a condition",
  barrier: "waited at a barrier",
  join: "waited for others to end",
  gil: "waited for the interpreter lock",
  throttled: "was throttled",
  terminated: "had ended",
};

/** What that had to do with the wait, to follow it: `slept holding it`. */
export const HELD_WORDS: Readonly<Partial<Record<BlameCause, string>>> = {
  core: " on one",
  "kernel-thread": " on one",
  stalled: ", pinned on one",
  device: " there",
  lock: " holding it",
  semaphore: " holding one",
};
