import { LevelOfDetail } from "./level-of-detail.ts";
import { CORE_STATES, KERNEL_STATES, THREAD_STATES } from "./states.ts";
import type { TraceIndex } from "./trace-index.ts";

/** Whose timeline. */
export const TRACK_KINDS = ["thread", "kernel", "core"] as const;
export type TrackKind = (typeof TRACK_KINDS)[number];

/** Intervals kept at once: about 21 bytes each, so at most some 90 MB. */
const MAX_INTERVALS = 4_000_000;

const STATE_COUNTS: Readonly<Record<TrackKind, number>> = {
  thread: THREAD_STATES.length,
  kernel: KERNEL_STATES.length,
  core: CORE_STATES.length,
};

/** The timeline of a user thread, kernel thread or core. */
export function trackOf(index: TraceIndex, kind: TrackKind, id: number): LevelOfDetail {
  const stateCount = STATE_COUNTS[kind];
  switch (kind) {
    case "thread": {
      const { intervals, stalled } = index.undividedThreadIntervals(id);
      return new LevelOfDetail(intervals, stateCount, stalled);
    }
    case "kernel":
      return new LevelOfDetail(index.kernelIntervals(id), stateCount);
    case "core":
      return new LevelOfDetail(index.coreIntervals(id), stateCount);
  }
}

/** Timelines of a run by subject, built when first asked for; the longest unused go where they become too many. */
export class TrackStore {
  readonly index: TraceIndex;
  readonly #limit: number;
  /** In order of last use. */
  readonly #kept = new Map<number, LevelOfDetail>();
  #intervals = 0;

  constructor(index: TraceIndex, limit = MAX_INTERVALS) {
    this.index = index;
    this.#limit = limit;
  }

  get(kind: TrackKind, id: number): LevelOfDetail {
    const key = id * TRACK_KINDS.length + TRACK_KINDS.indexOf(kind);
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const built = trackOf(this.index, kind, id);
    this.#kept.set(key, built);
    this.#intervals += built.length;
    this.#forget();
    return built;
  }

  /** Keeps the newest in any case. */
  #forget(): void {
    for (const [key, { length }] of this.#kept) {
      if (this.#intervals <= this.#limit || this.#kept.size === 1) return;
      this.#kept.delete(key);
      this.#intervals -= length;
    }
  }
}
