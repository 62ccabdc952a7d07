import { NS_PER_S } from "../base/time.ts";

/** Shortest time between two frames, ms: 25 frames a second. */
const FASTEST_FRAME_MS = 40;
/** Longest: below four frames a second nothing seems to move. */
const SLOWEST_FRAME_MS = 250;
/** Pause per time spent on drawing, so that playing takes at most a third of a core. */
const PAUSE_PER_WORK = 2;
const MS_PER_S = 1_000;

/** How long to wait, ms, for the next frame when drawing the last took `workMs`. */
export function pauseAfter(workMs: number): number {
  return Math.min(SLOWEST_FRAME_MS, Math.max(FASTEST_FRAME_MS - workMs, PAUSE_PER_WORK * workMs));
}

/** Turns real time into simulated time, with pauses. Real times are ms on any one clock. */
export class PlayClock {
  readonly #nsPerMs: number;
  readonly #endNs: number;
  /** Simulated time, ns, at the real time #sinceMs; that is null while paused. */
  #reachedNs = 0;
  #sinceMs: number | null;

  /** `speed` in simulated seconds per real second. */
  constructor(speed: number, endNs: number, nowMs: number) {
    this.#nsPerMs = (speed * NS_PER_S) / MS_PER_S;
    this.#endNs = endNs;
    this.#sinceMs = nowMs;
  }

  get paused(): boolean {
    return this.#sinceMs === null;
  }

  /** Simulated time, ns, at most the end. */
  at(nowMs: number): number {
    const further = this.#sinceMs === null ? 0 : (nowMs - this.#sinceMs) * this.#nsPerMs;
    return Math.min(this.#endNs, Math.floor(this.#reachedNs + further));
  }

  togglePause(nowMs: number): void {
    this.#reachedNs = this.at(nowMs);
    this.#sinceMs = this.paused ? nowMs : null;
  }
}
