import { at } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import { THREAD_STATE_BY_CODE } from "../trace/code-kinds.ts";
import {
  CORE_STATES,
  type CoreState,
  KERNEL_STATES,
  type KernelState,
  THREAD_STATES,
  type ThreadState,
} from "../trace/states.ts";
import type { TraceIndex } from "../trace/trace-index.ts";
import type { TrackStore } from "../trace/track-store.ts";

/** Past so many user or kernel threads nobody is asked one by one what each does. */
const MAX_SUBJECTS = 20_000;

const READY = THREAD_STATES.indexOf("ready");

/** A core at one instant, and the kernel thread on it, or NONE. */
interface CoreMoment {
  readonly state: CoreState;
  readonly kernelThread: number;
}

/** A kernel thread that is alive at one instant. */
interface KernelMoment {
  readonly id: number;
  readonly process: number;
  readonly state: KernelState;
  /** NONE where it is on none. */
  readonly core: number;
  /** The user thread mounted on it, or NONE. */
  readonly thread: number;
}

/** Which user threads sit on which kernel threads on which cores, and who waits, at one instant. */
export interface Moment {
  readonly cores: readonly CoreMoment[];
  readonly kernelThreads: readonly KernelMoment[];
  /** User threads that are ready and not mounted, of all processes. */
  readonly queue: readonly number[];
  readonly stalled: readonly number[];
  /** User threads by state; those that are not there yet or have ended are left out. */
  readonly counts: ReadonlyMap<ThreadState, number>;
  /** Too many threads to look at: only the cores are told. */
  readonly partial: boolean;
}

/** State of a user thread at `time` (ns), and the detail of the record that gave it; null before its creation. */
export function threadStateAt(
  index: TraceIndex,
  thread: number,
  time: number,
): { readonly state: ThreadState; readonly detail: number; readonly sinceNs: number } | null {
  const record = index.stateRecordAt(thread, time);
  if (record === NONE) return null;
  const code = THREAD_STATE_BY_CODE[index.records.code(record)] as number;
  const detail = index.records.detail(record);
  const stalled = code === READY && detail === NONE && index.isStalledAt(thread, time);
  const state = stalled ? "stalled" : THREAD_STATES[code];
  if (state === undefined) return null;
  return { state, detail, sinceNs: index.records.time(record) };
}

function coresAt(tracks: TrackStore, time: number): CoreMoment[] {
  return Array.from({ length: tracks.index.coreCount }, (_, core) => {
    const span = tracks.get("core", core).spanAt(time);
    return span === null
      ? { state: "idle", kernelThread: NONE }
      : { state: at(CORE_STATES, span.state), kernelThread: span.detail };
  });
}

/** Looks at a run at one instant. At the very end of a run, at what was last. */
export function momentAt(tracks: TrackStore, timeNs: number): Moment {
  const { index } = tracks;
  const time = Math.min(timeNs, Math.max(0, index.lastNs - 1));
  const cores = coresAt(tracks, time);
  const partial = index.threadCount > MAX_SUBJECTS || index.kernelThreadCount > MAX_SUBJECTS;
  if (partial) return { cores, kernelThreads: [], queue: [], stalled: [], counts: new Map(), partial };
  return new WholeMoment(tracks, time, cores);
}

/** Looks at the user threads at once, at the kernel threads only when asked: theirs take far longer. */
class WholeMoment implements Moment {
  readonly cores: readonly CoreMoment[];
  readonly queue: readonly number[];
  readonly stalled: readonly number[];
  readonly counts: ReadonlyMap<ThreadState, number>;
  readonly partial = false;
  readonly #tracks: TrackStore;
  readonly #time: number;
  readonly #threadOn: ReadonlyMap<number, number>;
  #kernelThreads: readonly KernelMoment[] | null = null;

  constructor(tracks: TrackStore, time: number, cores: readonly CoreMoment[]) {
    this.#tracks = tracks;
    this.#time = time;
    this.cores = cores;
    const { threadOn, queue, stalled, counts } = threadsAt(tracks.index, time);
    this.#threadOn = threadOn;
    this.queue = queue;
    this.stalled = stalled;
    this.counts = counts;
  }

  get kernelThreads(): readonly KernelMoment[] {
    this.#kernelThreads ??= kernelThreadsAt(this.#tracks, this.#time, this.#threadOn);
    return this.#kernelThreads;
  }
}

/** What the user threads do, and which kernel thread each is mounted on. */
function threadsAt(index: TraceIndex, time: number) {
  const threadOn = new Map<number, number>();
  const counts = new Map<ThreadState, number>();
  const queue: number[] = [];
  const stalled: number[] = [];
  for (let thread = 0; thread < index.threadCount; thread += 1) {
    const now = threadStateAt(index, thread, time);
    if (now === null || now.state === "terminated") continue;
    counts.set(now.state, (counts.get(now.state) ?? 0) + 1);
    if (now.state === "stalled") stalled.push(thread);
    const mounts = now.state === "running" || now.state === "overhead" || now.state === "ready";
    if (mounts && now.detail !== NONE) threadOn.set(now.detail, thread);
    else if (now.state === "ready") queue.push(thread);
  }
  return { threadOn, queue, stalled, counts };
}

function kernelThreadsAt(
  tracks: TrackStore,
  time: number,
  threadOn: ReadonlyMap<number, number>,
): KernelMoment[] {
  const { index } = tracks;
  const found: KernelMoment[] = [];
  for (let id = 0; id < index.kernelThreadCount; id += 1) {
    const span = tracks.get("kernel", id).spanAt(time);
    if (span === null) continue;
    const { detail } = span;
    const state = at(KERNEL_STATES, span.state);
    const onCore = state === "running" || state === "overhead";
    const pinned = state === "blocked" ? detail : NONE;
    found.push({
      id,
      process: index.processOfKernelThread(id),
      state,
      core: onCore ? detail : NONE,
      thread: pinned === NONE ? (threadOn.get(id) ?? NONE) : pinned,
    });
  }
  return found;
}
