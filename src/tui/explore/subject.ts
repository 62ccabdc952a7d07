import type { Why } from "../../analysis/why.ts";
import { at } from "../../base/assert.ts";
import { formatDuration } from "../../base/format-duration.ts";
import { NONE } from "../../base/ids.ts";
import { CORE_STATES, KERNEL_STATES } from "../../trace/states.ts";
import type { ExploreState } from "./state.ts";
import { countOfKind, nameOf, runAt, type World, type WorldRun } from "./world.ts";

/** The user thread that the selected row is about at the cursor: itself, or the one on that kernel thread or core. */
export function selectedThread(world: World, state: ExploreState): number {
  const run = runAt(world, state.model);
  const id = state.selected[state.kind];
  if (state.kind === "thread") return id < run.index.threadCount ? id : NONE;
  const { cores, kernelThreads } = run.teller.momentAt(timeIn(run, state));
  const kernel = state.kind === "kernel" ? id : (cores[id]?.kernelThread ?? NONE);
  return kernelThreads.find((one) => one.id === kernel)?.thread ?? NONE;
}

/** The cursor's time, as far as the run lasts. */
export function timeIn(run: WorldRun, { cursorNs }: ExploreState): number {
  return Math.min(cursorNs, run.index.lastNs);
}

/** Why the selected user thread is as it is; null where there is none. */
export function whySelected(world: World, state: ExploreState): Why | null {
  const run = runAt(world, state.model);
  const thread = selectedThread(world, state);
  return thread === NONE ? null : run.teller.why(thread, timeIn(run, state));
}

/** The sentence below the timelines. */
export function sentenceOf(world: World, state: ExploreState): string {
  const run = runAt(world, state.model);
  const why = whySelected(world, state)?.sentence;
  if (state.kind === "thread") return why ?? "No user thread is there.";
  const id = state.selected[state.kind];
  const name = nameOf(run, state.kind, id);
  const states = state.kind === "kernel" ? KERNEL_STATES : CORE_STATES;
  if (id >= countOfKind(run, state.kind)) return `There is no ${name}.`;
  const span = run.tracks.get(state.kind, id).spanAt(timeIn(run, state));
  if (span === null) return `${name} is not there at ${formatDuration(state.cursorNs)}.`;
  const what = at<string>(states, span.state);
  const own = `At ${formatDuration(state.cursorNs)} ${name} is ${what} (since ${formatDuration(span.from)}, until ${formatDuration(span.to)})`;
  return why === undefined ? `${own}.` : `${own}. ${why.replace(/^At \S+ \S+ /, "On it, ")}`;
}
