import type { Finding, Severity } from "../../analysis/result.ts";
import { wakingOf } from "../../analysis/why.ts";
import { NONE } from "../../base/ids.ts";
import type { LevelOfDetail } from "../../trace/level-of-detail.ts";
import { jump } from "./jumps.ts";
import type { ExploreState } from "./state.ts";
import { clampWindow, cursorTo } from "./time-window.ts";
import { countOfKind, runAt, type World } from "./world.ts";

/** Blank space on both sides of what is zoomed to, as a part of it. */
const ZOOM_MARGIN = 0.1;

const saying = (state: ExploreState, text: string): ExploreState => ({
  ...state,
  message: { text, tone: "plain" },
});

function selectedTrack(world: World, state: ExploreState): LevelOfDetail | null {
  const run = runAt(world, state.model);
  const id = state.selected[state.kind];
  return id < countOfKind(run, state.kind) ? run.tracks.get(state.kind, id) : null;
}

/** Shows just the interval at the cursor. */
export function zoomToInterval(world: World, state: ExploreState): ExploreState {
  const span = selectedTrack(world, state)?.spanAt(state.cursorNs) ?? null;
  if (span === null) return saying(state, "nothing there to zoom to");
  const length = span.to - span.from;
  const margin = length * ZOOM_MARGIN;
  const window = clampWindow(span.from - margin, length + 2 * margin, state.cursorNs, world.endNs);
  return { ...jump(state), ...window };
}

/** The cursor to where the selected one changes its state next, or did last. */
export function goToChange(world: World, state: ExploreState, by: 1 | -1): ExploreState {
  const track = selectedTrack(world, state);
  const time = by === 1 ? track?.changeAfter(state.cursorNs) : track?.changeBefore(state.cursorNs);
  if (time === undefined || time === null)
    return saying(state, by === 1 ? "no further change" : "no earlier change");
  return { ...state, ...cursorTo(state, time, world.endNs) };
}

/** The cursor to the next or previous event of the model in focus. */
export function goToEvent(world: World, state: ExploreState, by: 1 | -1): ExploreState {
  const { records } = runAt(world, state.model).index;
  const place = by === 1 ? records.firstAt(state.cursorNs + 1) : records.firstAt(state.cursorNs) - 1;
  if (place < 0 || place >= records.length)
    return saying(state, by === 1 ? "no further event" : "no earlier event");
  return { ...state, ...cursorTo(state, records.time(place), world.endNs) };
}

/** Selects whom the selected thread waits for at the cursor. */
export function goToBlocker(world: World, state: ExploreState): ExploreState {
  const run = runAt(world, state.model);
  const { thread } = state.selected;
  if (thread >= run.index.threadCount) return saying(state, "no user thread is selected");
  const [first] = run.teller.why(thread, state.cursorNs).steps;
  if (first === undefined || first.next === NONE || first.next === thread) {
    return saying(state, `${run.index.threadName(thread)} waits for no other user thread here`);
  }
  return { ...jump(state), kind: "thread", selected: { ...state.selected, thread: first.next } };
}

/** Selects who makes the selected thread ready, and goes to that time. */
export function goToWaker(world: World, state: ExploreState): ExploreState {
  const run = runAt(world, state.model);
  const { thread } = state.selected;
  if (thread >= run.index.threadCount) return saying(state, "no user thread is selected");
  const waking = wakingOf(run.tracks, thread, state.cursorNs);
  if (waking === null)
    return saying(
      state,
      `no user thread makes ${run.index.threadName(thread)} ready: a timer, a device or its arrival does`,
    );
  const cursor = cursorTo(state, waking.atNs, world.endNs);
  return { ...jump(state), ...cursor, kind: "thread", selected: { ...state.selected, thread: waking.waker } };
}

/** To the next finding of the model in focus, around the end. */
export function goToFinding(world: World, state: ExploreState, by: 1 | -1): ExploreState {
  const run = runAt(world, state.model);
  const found = [...run.result.findings].sort((a, b) => by * (a.atNs - b.atNs));
  const next = found.find(({ atNs }) => by * (atNs - state.cursorNs) > 0) ?? found[0];
  if (next === undefined) return saying(state, "nothing was found in this run");
  return {
    ...jump(state),
    ...spotOfFinding(world, state, next),
    message: { text: next.message, tone: "warning" },
  };
}

/** The beginning: at the gravest thing that was found in the model in focus, the earliest of these. */
export function fromFinding(world: World, state: ExploreState): ExploreState {
  const { findings } = runAt(world, state.model).result;
  const gravest = GRAVEST_FIRST.map((severity) => findings.filter((one) => one.severity === severity)).find(
    (some) => some.length > 0,
  );
  const [first] = [...(gravest ?? [])].sort((a, b) => a.atNs - b.atNs);
  return first === undefined ? state : { ...state, ...spotOfFinding(world, state, first) };
}

const GRAVEST_FIRST: readonly Severity[] = ["error", "warning"];

/**
 * Where something was found, and one whom it concerns: of its user threads one still there then. Of a stall one that
 * is stalled then, as what is said of that one names also those who block the kernel threads.
 */
function spotOfFinding(
  world: World,
  state: ExploreState,
  { kind, atNs, threads }: Finding,
): Partial<ExploreState> {
  const { teller, tracks } = runAt(world, state.model);
  const named = threads.map((name) => threadNamed(world, state, name)).filter((thread) => thread !== NONE);
  const isThere = (thread: number) => tracks.get("thread", thread).spanAt(atNs) !== null;
  const stalled = kind === "stall" ? teller.momentAt(atNs).stalled[0] : undefined;
  const thread = stalled ?? named.find(isThere) ?? named[0];
  const selected = thread === undefined ? state.selected : { ...state.selected, thread };
  return { ...cursorTo(state, atNs, world.endNs), kind: "thread", selected };
}

function threadNamed(world: World, state: ExploreState, name: string): number {
  const { index } = runAt(world, state.model);
  for (let thread = 0; thread < index.threadCount; thread += 1) {
    if (index.threadName(thread) === name) return thread;
  }
  return NONE;
}
