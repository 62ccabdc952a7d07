import { at } from "../../base/assert.ts";
import { NONE, type ThreadId } from "../../base/ids.ts";
import { type Ns, ns } from "../../base/time.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { THREAD_STATES, type ThreadState } from "../../trace/states.ts";
import type { TraceIndex } from "../../trace/trace-index.ts";
import { summedNs } from "../exact-sums.ts";
import { deviceName, groupName, objectName, processName } from "../names.ts";
import type { Finding, RunResult } from "../result.ts";
import type { BlameCause } from "./blame-causes.ts";
import type { BlameRow } from "./blame-sums.ts";
import type { PathSegment } from "./critical-path.ts";
import { outlineOf, type Stretch } from "./path-outline.ts";

/** Culprits listed for each place; the rest are summed. */
const MAX_CULPRITS = 100;
/** Segments of a critical path that are listed one by one. */
const MAX_SEGMENTS = 10_000;
/** Parts of a path whose segments are not listed: a few times the columns of a wide terminal. */
const OUTLINE_PARTS = 1_000;

/** A user thread that others waited for, and what it did meanwhile. */
interface Culprit {
  readonly thread: string;
  readonly group: string;
  readonly doing: ThreadState;
  readonly timeNs: Ns;
}

/** User threads of one group that others waited for while they did the same. */
interface CulpritGroup {
  readonly group: string;
  /** The one user thread of it that was to blame; null where several were. */
  readonly thread: string | null;
  readonly doing: ThreadState;
  readonly timeNs: Ns;
}

/**
 * Time waited at one place, and for whom: culprits, the rest of them, and nobody's share sum to `timeNs`; so
 * do the groups and nobody's share.
 */
export interface Wait {
  readonly cause: BlameCause;
  /** Name of the object, device, process or group; null where the cause has none. */
  readonly place: string | null;
  readonly timeNs: Ns;
  /** Longest first. */
  readonly culprits: readonly Culprit[];
  /** Time with culprits past those listed. */
  readonly moreNs: Ns;
  /** Time in which nobody was to blame. */
  readonly nobodyNs: Ns;
  /** All culprits by group, longest first. */
  readonly groups: readonly CulpritGroup[];
}

/** What a stretch of a critical path was: `arrival` where work had yet to come from outside. */
export type PathState = Exclude<ThreadState, "new"> | "arrival";

export interface NamedSegment {
  readonly startNs: Ns;
  readonly endNs: Ns;
  readonly state: PathState;
  readonly thread: string | null;
  readonly place: string | null;
}

/** A critical path: its segments sum to `endNs` − `startNs`, and so do its sums by cause and by user thread. */
export interface NamedPath {
  readonly startNs: Ns;
  readonly endNs: Ns;
  readonly byCause: readonly {
    readonly state: PathState;
    readonly place: string | null;
    readonly timeNs: Ns;
  }[];
  readonly byThread: readonly { readonly thread: string | null; readonly timeNs: Ns }[];
  /** Null where there are too many. */
  readonly segments: readonly NamedSegment[] | null;
  /** Where there are too many: the path in parts of equal length, each in the state that took most of it; else empty. */
  readonly outline: readonly Stretch<PathState>[];
}

/** One user thread's life, and why it took so long. */
export interface ThreadExplanation {
  readonly id: ThreadId;
  readonly name: string;
  readonly waits: readonly Wait[];
}

/** Why a run took as long as it did. */
export interface Explanation {
  readonly model: string;
  readonly label: string;
  readonly outcome: RunResult["outcome"];
  readonly makespanNs: Ns;
  /** The user thread that is explained; null for the whole run. */
  readonly thread: string | null;
  /** Time spent running, of that user thread or summed over all. */
  readonly runningNs: Ns;
  /** Longest first: all the time not spent running. */
  readonly waits: readonly Wait[];
  readonly criticalPath: NamedPath;
  /** Null where there are too many, or where one is explained. */
  readonly threads: readonly ThreadExplanation[] | null;
  readonly findings: readonly Finding[];
}

/** Turns ids into names, and adds up. */
export class Namer {
  readonly #index: TraceIndex;
  readonly #meta: TraceMeta;

  constructor(index: TraceIndex) {
    this.#index = index;
    this.#meta = index.trace.meta;
  }

  waits(rows: readonly BlameRow[]): readonly Wait[] {
    const byPlace = new Map<string, BlameRow[]>();
    for (const row of rows) {
      const key = `${row.cause} ${row.place}`;
      const known = byPlace.get(key);
      if (known === undefined) byPlace.set(key, [row]);
      else known.push(row);
    }
    return [...byPlace.values()]
      .map((rowsOfPlace) => this.#wait(rowsOfPlace))
      .toSorted((a, b) => b.timeNs - a.timeNs);
  }

  path(segments: readonly PathSegment[]): NamedPath {
    const byCause = new Map<string, { state: PathState; place: string | null; timeNs: Ns }>();
    const byThread = new Map<number, Ns>();
    for (const segment of segments) {
      const timeNs = segment.endNs - segment.startNs;
      const { state, place } = this.#segment(segment);
      const key = `${state} ${place}`;
      byCause.set(key, { state, place, timeNs: summedNs((byCause.get(key)?.timeNs ?? 0) + timeNs) });
      byThread.set(segment.thread, summedNs((byThread.get(segment.thread) ?? 0) + timeNs));
    }
    return {
      startNs: ns(segments[0]?.startNs ?? 0),
      endNs: ns(segments.at(-1)?.endNs ?? 0),
      byCause: [...byCause.values()].toSorted((a, b) => b.timeNs - a.timeNs),
      byThread: [...byThread]
        .map(([thread, timeNs]) => ({ thread: this.#thread(thread), timeNs }))
        .toSorted((a, b) => b.timeNs - a.timeNs),
      ...this.#parts(segments),
    };
  }

  #parts(segments: readonly PathSegment[]): Pick<NamedPath, "segments" | "outline"> {
    if (segments.length <= MAX_SEGMENTS) {
      return { segments: segments.map((segment) => this.#segment(segment)), outline: [] };
    }
    const outline = outlineOf(segments, OUTLINE_PARTS);
    return { segments: null, outline: outline.map((part) => ({ ...part, state: pathState(part.state) })) };
  }

  #wait(rows: readonly BlameRow[]): Wait {
    const { cause, place } = at(rows, 0);
    const culprits = rows.filter(({ culprit }) => culprit !== NONE);
    const total = sumOf(rows);
    return {
      cause,
      place: placeName(this.#meta, cause, place),
      timeNs: total,
      culprits: culprits.slice(0, MAX_CULPRITS).map(({ culprit, doing, timeNs }) => ({
        thread: this.#index.threadName(culprit),
        group: groupName(this.#meta, this.#index.groupOf(culprit)),
        doing: at(THREAD_STATES, doing),
        timeNs,
      })),
      moreNs: sumOf(culprits.slice(MAX_CULPRITS)),
      nobodyNs: summedNs(total - sumOf(culprits)),
      groups: this.#groups(culprits),
    };
  }

  #groups(culprits: readonly BlameRow[]): readonly CulpritGroup[] {
    const sums = new Map<
      number,
      { culprit: number; isOne: boolean; group: number; doing: number; timeNs: number }
    >();
    for (const { culprit, doing, timeNs } of culprits) {
      const group = this.#index.groupOf(culprit);
      const key = group * THREAD_STATES.length + doing;
      const known = sums.get(key);
      if (known === undefined) sums.set(key, { culprit, isOne: true, group, doing, timeNs });
      else {
        known.timeNs += timeNs;
        if (known.culprit !== culprit) known.isOne = false;
      }
    }
    return [...sums.values()]
      .map(({ culprit, isOne, group, doing, timeNs }) => ({
        group: groupName(this.#meta, group),
        thread: isOne ? this.#index.threadName(culprit) : null,
        doing: at(THREAD_STATES, doing),
        timeNs: summedNs(timeNs),
      }))
      .toSorted((a, b) => b.timeNs - a.timeNs);
  }

  #segment({ startNs, endNs, state, thread, detail }: PathSegment): NamedSegment {
    const name = at(THREAD_STATES, state);
    return {
      startNs: ns(startNs),
      endNs: ns(endNs),
      state: pathState(state),
      thread: this.#thread(thread),
      place: detail === NONE ? null : placeOfState(this.#meta, name, detail),
    };
  }

  #thread(thread: number): string | null {
    return thread === NONE ? null : this.#index.threadName(thread);
  }
}

/** By index into THREAD_STATES. */
function pathState(state: number): PathState {
  const name = at(THREAD_STATES, state);
  return name === "new" ? "arrival" : name;
}

const sumOf = (rows: readonly BlameRow[]): Ns => summedNs(rows.reduce((sum, { timeNs }) => sum + timeNs, 0));

function placeName(meta: TraceMeta, cause: BlameCause, place: number): string | null {
  if (place === NONE) return null;
  if (cause === "kernel-thread" || cause === "stalled") return processName(meta, place);
  if (cause === "device" || cause === "io") return deviceName(meta, place);
  return cause === "join" ? groupName(meta, place) : objectName(meta, place);
}

function placeOfState(meta: TraceMeta, state: ThreadState, detail: number): string {
  if (state === "io") return deviceName(meta, detail);
  return state === "join" ? groupName(meta, detail) : objectName(meta, detail);
}
