import { NONE } from "../../base/ids.ts";
import type { ExploreState } from "./state.ts";
import { clampWindow } from "./time-window.ts";
import { counterpart, countOfKind, runAt, type World, type WorldRun } from "./world.ts";

/** The state in a new world: model, selection and time as far as they are still there. */
export function inNewWorld(before: World, after: World, state: ExploreState): ExploreState {
  const old = runAt(before, state.model);
  const sameModel = after.runs.findIndex(({ result }) => result.model === old.result.model);
  const model = sameModel >= 0 ? sameModel : Math.min(state.model, after.runs.length - 1);
  const run = runAt(after, model);
  const same = counterpart(old, run, state.selected.thread);
  const selected = {
    thread: same === NONE ? inRange(run, "thread", state.selected.thread) : same,
    kernel: inRange(run, "kernel", state.selected.kernel),
    core: inRange(run, "core", state.selected.core),
  };
  const showedAll = state.fromNs === 0 && state.toNs === before.endNs;
  const span = showedAll ? after.endNs : state.toNs - state.fromNs;
  const window = clampWindow(state.fromNs, span, state.cursorNs, after.endNs);
  return { ...state, ...window, model, selected, busy: null, helps: new Map(), suggestion: 0, trying: null };
}

function inRange(run: WorldRun, kind: "thread" | "kernel" | "core", id: number): number {
  return Math.max(0, Math.min(id, countOfKind(run, kind) - 1));
}
