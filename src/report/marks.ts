import { at } from "../base/assert.ts";
import {
  CORE_STATES,
  type CoreState,
  KERNEL_STATES,
  type KernelState,
  THREAD_STATES,
  type ThreadState,
} from "../trace/states.ts";
import type { TrackKind } from "../trace/track-store.ts";

/** Colours of timelines, as xterm numbers: distinct also in protan, deutan and tritan vision (minimum ΔE 42). */
export const PALETTE: readonly number[] = [117, 208, 129, 24, 144];
const SKY = 0;
const ORANGE = 1;
const PURPLE = 2;
const NAVY = 3;
const SAND = 4;

/** How a state looks. The glyph alone tells it; the colour only helps. */
export interface Mark {
  readonly name: string;
  /** One column wide. */
  readonly glyph: string;
  readonly ascii: string;
  /** Index into {@link PALETTE}. */
  readonly colour: number;
}

const mark = (name: string, glyph: string, ascii: string, colour: number): Mark => ({
  name,
  glyph,
  ascii,
  colour,
});

/** Every mark, in the order of legends. A busy core and a running thread share one. */
export const MARKS: readonly Mark[] = [
  mark("running", "█", "#", SKY),
  mark("overhead", "▒", "%", PURPLE),
  mark("ready", "·", ".", SAND),
  mark("stalled", "!", "!", ORANGE),
  mark("io", "~", "~", NAVY),
  mark("sleep", "z", "z", NAVY),
  mark("lock", "×", "x", PURPLE),
  mark("queue", "=", "=", SAND),
  mark("semaphore", "s", "s", PURPLE),
  mark("condition", "?", "?", PURPLE),
  mark("barrier", "|", "|", PURPLE),
  mark("join", "&", "&", SAND),
  mark("gil", "g", "g", ORANGE),
  mark("throttled", "t", "t", ORANGE),
  mark("blocked", "▄", "b", NAVY),
  mark("idle", "-", "-", SAND),
  mark("new", "_", "_", SAND),
];

const MARK_OF_THREAD_STATE: Readonly<Record<ThreadState, string | null>> = {
  new: "new",
  ready: "ready",
  stalled: "stalled",
  running: "running",
  overhead: "overhead",
  io: "io",
  sleep: "sleep",
  lock: "lock",
  queue: "queue",
  semaphore: "semaphore",
  condition: "condition",
  barrier: "barrier",
  join: "join",
  gil: "gil",
  throttled: "throttled",
  terminated: null,
};
const MARK_OF_KERNEL_STATE: Readonly<Record<KernelState, string | null>> = {
  ready: "ready",
  running: "running",
  overhead: "overhead",
  blocked: "blocked",
  idle: "idle",
  terminated: null,
};
const MARK_OF_CORE_STATE: Readonly<Record<CoreState, string | null>> = {
  idle: "idle",
  busy: "running",
  overhead: "overhead",
};

function marksOf<State extends string>(
  states: readonly State[],
  marks: Readonly<Record<State, string | null>>,
): readonly number[] {
  return states.map((state) => MARKS.findIndex(({ name }) => name === marks[state]));
}

/** By kind of track and then by state: index into {@link MARKS}, or −1 for a state that is not drawn. */
export const MARKS_OF: Readonly<Record<TrackKind, readonly number[]>> = {
  thread: marksOf(THREAD_STATES, MARK_OF_THREAD_STATE),
  kernel: marksOf(KERNEL_STATES, MARK_OF_KERNEL_STATE),
  core: marksOf(CORE_STATES, MARK_OF_CORE_STATE),
};

/** The glyph of a mark. */
export function glyphOf(index: number, ascii: boolean): string {
  const { glyph, ascii: plain } = at(MARKS, index);
  return ascii ? plain : glyph;
}
