import { LevelOfDetail } from "./level-of-detail.ts";
import { CORE_STATES, KERNEL_STATES, THREAD_STATES } from "./states.ts";
import type { TraceIndex } from "./trace-index.ts";

/** Whose timeline. */
export type SubjectKind = "thread" | "kernel" | "core";
const KINDS: readonly SubjectKind[] = ["thread", "kernel", "core"];

/** Intervals kept at once: about 21 bytes each, so at most some 90 MB. */
const MAX_INTERVALS = 4_000_000;

const STATE_COUNTS: Readonly<Record<SubjectKind, number>> = {
  thread: THREAD_STATES.length,
  kernel: KERNEL_STATES.length,
  core: CORE_STATES.length,
};

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

  get(kind: SubjectKind, id: number): LevelOfDetail {
    const key = id * KINDS.length + KINDS.indexOf(kind);
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const built = this.#build(kind, id);
    this.#kept.set(key, built);
    this.#intervals += built.length;
    this.#forget();
    return built;
  }

  #build(kind: SubjectKind, id: number): LevelOfDetail {
    const stateCount = STATE_COUNTS[kind];
    switch (kind) {
      case "thread": {
        const { intervals, stalled } = this.index.undividedThreadIntervals(id);
        return new LevelOfDetail(intervals, stateCount, stalled);
      }
      case "kernel":
        return new LevelOfDetail(this.index.kernelIntervals(id), stateCount);
      case "core":
        return new LevelOfDetail(this.index.coreIntervals(id), stateCount);
    }
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
