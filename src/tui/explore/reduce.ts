import { unreachable } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { TRACK_KINDS } from "../../trace/track-store.ts";
import type { Action } from "./action.ts";
import { jump, restore } from "./jumps.ts";
import { type Layout, layoutOf, timeColumnsOf, zoneAt } from "./layout.ts";
import { goToBlocker, goToChange, goToEvent, goToFinding, goToWaker, zoomToInterval } from "./moves.ts";
import { paneRowsOf } from "./pane-rows.ts";
import { folds, idOf, Rows } from "./rows.ts";
import { find } from "./search.ts";
import { type Effect, type ExploreState, type Step, spotOf } from "./state.ts";
import { columnOf, cursorTo, panned, playedTo, timeOfColumn, zoomed } from "./time-window.ts";
import { type WhatIfAction, whatIf } from "./what-if.ts";
import { counterpart, runAt, type World } from "./world.ts";

const NO_EFFECTS: readonly Effect[] = [];
const to = (state: ExploreState): Step => ({ state, effects: NO_EFFECTS });
/** The slowest and the fastest play, simulated ns per real ms. */
const SPEEDS = { least: 1e-3, most: 1e12 };

/** Layout of a state's screen. */
export function layoutFor(world: World, state: ExploreState): Layout {
  const { width, height, model, maximised, kind, opened } = state;
  const rows = world.runs.map((run) => new Rows(run.index, kind, opened).count);
  return layoutOf({ width, height, rows, focus: model, maximised, pane: paneRowsOf(world, state) });
}

/** The one place where the explorer's state changes. */
export function reduce(world: World, state: ExploreState, action: Action): Step {
  const next = apply(world, state, action);
  return { ...next, state: scrolled(world, next.state) };
}

function apply(world: World, state: ExploreState, action: Action): Step {
  switch (action.type) {
    case "quit":
      return { state, effects: [{ type: "quit" }] };
    case "suspend":
      return { state, effects: [{ type: "suspend" }] };
    case "set":
    case "knob":
    case "turn":
    case "type-value":
    case "suggestion":
    case "apply":
    case "undo":
    case "redo":
    case "write":
    case "running":
    case "settled":
    case "tried":
    case "refused":
      return whatIf(state, action);
    case "press":
    case "drag":
    case "release":
      return to(mouse(world, state, action));
    case "prompt":
      return to({ ...state, prompt: { sign: action.sign, text: action.text ?? "" }, message: null });
    case "prompt-done":
      return to({ ...state, prompt: null });
    case "resize":
      return to({ ...state, width: action.width, height: action.height });
    case "fail":
      return to({ ...state, message: { text: action.text, tone: "error" }, prompt: null });
    case "say":
      return to({ ...state, message: { text: action.text, tone: "plain" }, prompt: null });
    case "help":
      return to({ ...state, help: !state.help, helpScroll: 0 });
    case "close":
      return to({ ...state, help: false, prompt: null, message: null, playing: false });
    default:
      return to(
        state.help && action.type === "select" ? scrollHelp(state, action.rows) : move(world, state, action),
      );
  }
}

function scrollHelp(state: ExploreState, rows: number): ExploreState {
  return { ...state, helpScroll: Math.max(0, state.helpScroll + rows) };
}

type MoveAction = Exclude<
  Action,
  | WhatIfAction
  | MouseAction
  | { type: "quit" | "suspend" | "prompt" | "prompt-done" | "resize" | "fail" | "say" | "help" | "close" }
>;

function move(world: World, before: ExploreState, action: MoveAction): ExploreState {
  const state = { ...before, message: null };
  const { endNs } = world;
  switch (action.type) {
    case "zoom": {
      const columns = timeColumnsOf(state.width);
      const about =
        action.column === undefined ? state.cursorNs : timeOfColumn(state, action.column, columns);
      return { ...state, ...zoomed(state, action.factor, about, endNs) };
    }
    case "pan":
      return { ...state, ...panned(state, action.part * (state.toNs - state.fromNs), endNs) };
    case "fit":
      return { ...state, fromNs: 0, toNs: endNs };
    case "scrub":
      return { ...state, ...cursorTo(state, scrubbed(state, action.columns), endNs) };
    case "go":
      return { ...jump(state), ...cursorTo(state, action.timeNs, endNs) };
    case "go-share":
      return { ...jump(state), ...cursorTo(state, action.share * endNs, endNs) };
    case "play":
      return {
        ...state,
        playing: !state.playing,
        cursorNs: !state.playing && state.cursorNs >= endNs ? 0 : state.cursorNs,
      };
    case "speed":
      return withSpeed(state, action.factor);
    case "tick":
      // Time goes on by itself: only what a person does takes a message away.
      return ticked(before, action.ms, endNs);
    case "mark":
      return {
        ...state,
        marks: new Map([...state.marks, [action.name, spotOf(state)]]),
        message: { text: `marked ${action.name}`, tone: "plain" },
      };
    case "go-mark": {
      const spot = state.marks.get(action.name);
      if (spot === undefined)
        return { ...state, message: { text: `there is no mark ${action.name}`, tone: "warning" } };
      return { ...jump(state), ...spot };
    }
    case "back":
    case "forward":
      return restore(state, action.type);
    case "pane":
      return { ...state, pane: action.pane === state.pane ? "none" : action.pane };
    case "maximise":
      return { ...state, maximised: !state.maximised };
    case "select":
    case "model":
    case "view":
    case "unfold":
      return select(world, state, action);
    case "search":
      return find(world, state, action.text, 0);
    case "search-again":
      return find(world, state, state.search, action.by);
    case "zoom-interval":
      return zoomToInterval(world, state);
    case "change":
      return goToChange(world, state, action.by);
    case "event":
      return goToEvent(world, state, action.by);
    case "blocker":
      return goToBlocker(world, state);
    case "waker":
      return goToWaker(world, state);
    case "finding":
      return goToFinding(world, state, action.by);
    default:
      return unreachable(action);
  }
}

/** The cursor moves by whole columns, at least by 1 ns. */
function scrubbed(state: ExploreState, columns: number): number {
  const all = timeColumnsOf(state.width);
  const column = columnOf(state, state.cursorNs, all) + columns;
  if (column >= 0 && column <= all) {
    const time = timeOfColumn(state, column, all);
    if (time !== state.cursorNs) return time;
  }
  const perColumn = Math.max(1, (state.toNs - state.fromNs) / all);
  return state.cursorNs + columns * perColumn;
}

function withSpeed(state: ExploreState, factor: number): ExploreState {
  return { ...state, speed: Math.min(SPEEDS.most, Math.max(SPEEDS.least, state.speed * factor)) };
}

function ticked(state: ExploreState, ms: number, endNs: number): ExploreState {
  if (!state.playing) return state;
  const time = Math.min(endNs, state.cursorNs + Math.max(1, Math.round(ms * state.speed)));
  return { ...state, ...playedTo(state, time, endNs), playing: time < endNs };
}

type SelectAction = Extract<Action, { type: "select" | "model" | "view" | "unfold" }>;

function select(world: World, state: ExploreState, action: SelectAction): ExploreState {
  switch (action.type) {
    case "select": {
      const rows = rowsInFocus(world, state);
      const id = rows.stepFrom(state.selected[state.kind], action.rows);
      return { ...state, selected: { ...state.selected, [state.kind]: id } };
    }
    case "unfold":
      return unfolded(world, state);
    case "model": {
      const count = world.runs.length;
      return inModel(world, state, (state.model + action.by + count) % count);
    }
    case "view": {
      const kind =
        action.kind ?? TRACK_KINDS[(TRACK_KINDS.indexOf(state.kind) + 1) % TRACK_KINDS.length] ?? "thread";
      return { ...state, kind, scroll: 0 };
    }
  }
}

/** The rows of the model in focus. */
export const rowsInFocus = (world: World, { model, kind, opened }: ExploreState) =>
  new Rows(runAt(world, model).index, kind, opened);

function unfolded(world: World, state: ExploreState): ExploreState {
  const block = rowsInFocus(world, state).blockOf(state.selected[state.kind]);
  if (block === null || !folds(block)) {
    return { ...state, message: { text: "this row belongs to no group of many", tone: "plain" } };
  }
  const opened = new Set(state.opened);
  if (!opened.delete(block.key)) opened.add(block.key);
  return { ...state, opened };
}

/** Goes to another model and keeps the selected thread by its name. */
function inModel(world: World, state: ExploreState, model: number): ExploreState {
  const run = runAt(world, model);
  const same = counterpart(runAt(world, state.model), run, state.selected.thread);
  const thread =
    same === NONE ? Math.min(state.selected.thread, Math.max(0, run.index.threadCount - 1)) : same;
  const kernel = Math.min(state.selected.kernel, Math.max(0, run.index.kernelThreadCount - 1));
  return { ...state, model, selected: { ...state.selected, thread, kernel } };
}

/** Keeps the selected row on the screen. */
function scrolled(world: World, state: ExploreState): ExploreState {
  const layout = layoutFor(world, state);
  const band = layout.models.find(({ model }) => model === state.model);
  const rows = Math.max(1, (band?.height ?? 1) - 1);
  const { first, count } = rowsInFocus(world, state).rowsOf(state.selected[state.kind]);
  const last = first + Math.min(count, rows) - 1;
  const scroll = Math.max(last - rows + 1, Math.min(first, state.scroll));
  return scroll === state.scroll ? state : { ...state, scroll };
}

/** First row shown of a model: the same for all, as far as it has so many. */
export function firstRow(count: number, rows: number, scroll: number): number {
  return Math.max(0, Math.min(scroll, count - rows));
}

type MouseAction = Extract<Action, { type: "press" | "drag" | "release" }>;

function mouse(world: World, state: ExploreState, action: MouseAction): ExploreState {
  const layout = layoutFor(world, state);
  switch (action.type) {
    case "release":
      return { ...state, drag: null };
    case "drag": {
      if (state.drag === null) return state;
      const perColumn = (state.toNs - state.fromNs) / layout.columns;
      const byNs = state.drag.fromNs - (action.x - state.drag.column) * perColumn - state.fromNs;
      return { ...state, ...panned(state, byNs, world.endNs) };
    }
    case "press":
      return pressed(world, state, layout, action.x, action.y);
  }
}

function pressed(world: World, before: ExploreState, layout: Layout, x: number, y: number): ExploreState {
  const state = { ...before, message: null };
  const zone = zoneAt(layout, x, y);
  if (zone.zone === "elsewhere") return state;
  const focused = zone.model === null ? state : inModel(world, state, zone.model);
  const list = rowsInFocus(world, focused);
  const band = layout.models.find(({ model }) => model === focused.model);
  const rows = Math.max(1, (band?.height ?? 1) - 1);
  const row = zone.row === null ? null : list.at(firstRow(list.count, rows, state.scroll) + zone.row);
  const selected = row === null ? focused.selected : { ...focused.selected, [focused.kind]: idOf(row) };
  if (zone.zone === "label") return { ...focused, selected };
  const cursor = cursorTo(focused, timeOfColumn(focused, zone.column, layout.columns), world.endNs);
  return { ...focused, ...cursor, selected, drag: { column: x, fromNs: state.fromNs } };
}
