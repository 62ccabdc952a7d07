import type { LiveRun } from "../index.ts";
import { nextTurn, nowMs } from "./clock.ts";
import { inlineAsUsual, inlineMore } from "./inlining.ts";
import type { Interrupt } from "./interrupt.ts";

/** Real time that one slice should take, ms: short enough that Ctrl-C is answered at once. */
const SLICE_MS = 20;
const FIRST_SLICE_EVENTS = 1_000;
/** So many user threads arrive at once that this one event takes longer than Ctrl-C should wait. */
const CROWD_THREADS = 50_000;
/** A slice grows or shrinks at most by this factor from one to the next. */
const MAX_CHANGE = 4;

/** How many events the next slice should have, from how long the last one took. */
export function nextSlice(events: number, tookMs: number): number {
  const factor = tookMs > 0 ? SLICE_MS / tookMs : MAX_CHANGE;
  return Math.max(1, Math.round(events * Math.min(MAX_CHANGE, Math.max(1 / MAX_CHANGE, factor))));
}

/**
 * Advances a run to its end in slices, and lets signals in between them. It
 * stops early where they ask for it. `onSlice` hears the real time since the start, ms; it is waited for.
 */
export async function drive(
  run: LiveRun,
  interrupt: Interrupt,
  onSlice: (elapsedMs: number) => void | Promise<void>,
): Promise<void> {
  const startMs = nowMs();
  let events = FIRST_SLICE_EVENTS;
  let sliceStartMs = startMs;
  // A run that ends in its first slice is over before anything would be compiled.
  if (!run.advance(events)) return;
  inlineMore();
  try {
    do {
      const sliceEndMs = nowMs();
      events = nextSlice(events, sliceEndMs - sliceStartMs);
      await onSlice(sliceEndMs - startMs);
      await nextTurn();
      if (interrupt.exitCode !== null) return;
      sliceStartMs = nowMs();
    } while (run.advance(events));
  } finally {
    inlineAsUsual();
  }
}

/** Lets the user threads of a large group arrive before a run is driven; a signal meanwhile ends the process. */
export function admitCrowd(run: LiveRun, interrupt: Interrupt): void {
  const { groups } = run.meta;
  const isCrowd = groups.some(({ count }) => count !== null && count >= CROWD_THREADS);
  if (isCrowd) interrupt.unheard(() => run.advance(groups.length));
}
