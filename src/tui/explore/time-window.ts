import { cellAt, cellBoundary } from "../../trace/cells.ts";

/** The part of time shown, and the cursor in it; whole ns. */
export interface TimeWindow {
  readonly fromNs: number;
  readonly toNs: number;
  readonly cursorNs: number;
}

/** Zooming in ends here, ns. */
const LEAST_SPAN_NS = 20;
/** While playing the cursor stays before this share of the screen. */
const PLAY_SHARE = 0.8;

/** Moves the span into 0 … `endNs` and the cursor into the span. */
export function clampWindow(fromNs: number, spanNs: number, cursorNs: number, endNs: number): TimeWindow {
  const span = Math.round(Math.min(endNs, Math.max(Math.min(LEAST_SPAN_NS, endNs), spanNs)));
  const from = Math.round(Math.min(endNs - span, Math.max(0, fromNs)));
  const cursor = Math.round(Math.min(from + span, Math.max(from, cursorNs)));
  return { fromNs: from, toNs: from + span, cursorNs: cursor };
}

/** Zooms so that `aboutNs` stays where it is on the screen; below 1 zooms in. */
export function zoomed(window: TimeWindow, factor: number, aboutNs: number, endNs: number): TimeWindow {
  const span = (window.toNs - window.fromNs) * factor;
  const from = aboutNs - (aboutNs - window.fromNs) * factor;
  return clampWindow(from, span, window.cursorNs, endNs);
}

/** Moves what is shown; the cursor goes along only as far as it must. */
export function panned(window: TimeWindow, byNs: number, endNs: number): TimeWindow {
  return clampWindow(window.fromNs + byNs, window.toNs - window.fromNs, window.cursorNs, endNs);
}

/** Moves the cursor; what is shown follows where the cursor leaves it. */
export function cursorTo(window: TimeWindow, timeNs: number, endNs: number): TimeWindow {
  const time = Math.round(Math.min(endNs, Math.max(0, timeNs)));
  const span = window.toNs - window.fromNs;
  const inside = time >= window.fromNs && (time < window.toNs || (time === endNs && window.toNs === endNs));
  const from = inside ? window.fromNs : time - span / 2;
  return clampWindow(from, span, time, endNs);
}

/** The cursor moves on in play, and what is shown with it. */
export function playedTo(window: TimeWindow, timeNs: number, endNs: number): TimeWindow {
  const span = window.toNs - window.fromNs;
  const time = Math.min(endNs, timeNs);
  const latest = window.fromNs + span * PLAY_SHARE;
  const inside = time >= window.fromNs && time <= latest;
  return clampWindow(inside ? window.fromNs : time - span * PLAY_SHARE, span, time, endNs);
}

/** The column that shows a time; the last one for the end. */
export function columnOf({ fromNs, toNs }: TimeWindow, timeNs: number, columns: number): number {
  if (timeNs >= toNs) return columns - 1;
  return timeNs <= fromNs ? 0 : cellAt(fromNs, toNs, columns, timeNs);
}

/** Where a column begins, ns. */
export function timeOfColumn({ fromNs, toNs }: TimeWindow, column: number, columns: number): number {
  return cellBoundary(fromNs, toNs, columns, Math.max(0, Math.min(columns, column)));
}
