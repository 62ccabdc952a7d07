import type { Action } from "./action.ts";
import { type ExploreState, type Step, setsInForce } from "./state.ts";

/** What changes a scenario's values, or comes of it. */
export type WhatIfAction = Extract<
  Action,
  {
    type:
      | "set"
      | "knob"
      | "turn"
      | "type-value"
      | "suggestion"
      | "apply"
      | "undo"
      | "redo"
      | "write"
      | "running"
      | "settled"
      | "tried"
      | "refused";
  }
>;

const to = (state: ExploreState): Step => ({ state, effects: [] });
const saying = (state: ExploreState, text: string): Step =>
  to({ ...state, message: { text, tone: "plain" } });

/** The state after values were changed: each change is a step of its own to undo. A new one stops the run of the one before. */
export function whatIf(state: ExploreState, action: WhatIfAction): Step {
  const { sets, place } = state.changes;
  switch (action.type) {
    case "set":
      return changed(state, { sets: [...sets.slice(0, place), action.change], place: place + 1 });
    case "undo":
      return place === 0 ? saying(state, "nothing to undo") : changed(state, { sets, place: place - 1 });
    case "redo":
      if (place === sets.length) return saying(state, "nothing to redo");
      return changed(state, { sets, place: place + 1 });
    case "knob": {
      const last = Math.max(0, state.knobs.length - 1);
      return to({ ...state, message: null, knob: Math.max(0, Math.min(last, state.knob + action.by)) });
    }
    case "turn":
      return turned(state, action.by);
    case "type-value": {
      const knob = state.knobs[state.knob];
      const text = knob === undefined ? "set " : `set ${knob.path}=${knob.value}`;
      return to({ ...state, message: null, prompt: { sign: ":", text } });
    }
    case "suggestion": {
      const last = Math.max(0, (state.helps.get(state.model)?.rows.length ?? 0) - 1);
      const suggestion = Math.max(0, Math.min(last, state.suggestion + action.by));
      return to({ ...state, message: null, suggestion });
    }
    case "apply":
      return applied(state);
    case "write":
      return { state, effects: [{ type: "write", file: action.file, sets: setsInForce(state) }] };
    case "running":
      return to({ ...state, knobs: action.knobs, busy: action.text });
    case "settled": {
      const message = { text: action.text, tone: "plain" } as const;
      return to({ ...state, knobs: action.knobs, busy: null, message });
    }
    case "tried": {
      const { model, table, trying } = action;
      const helps = table === null ? state.helps : new Map([...state.helps, [model, table]]);
      return to({ ...state, helps, trying });
    }
    case "refused": {
      const message = { text: action.text, tone: "error" } as const;
      return to({ ...state, changes: action.changes, message });
    }
  }
}

/** Makes the chosen change of those that would have helped, where a value of the scenario says it. */
function applied(state: ExploreState): Step {
  const row = state.helps.get(state.model)?.rows[state.suggestion];
  if (row === undefined) return saying(state, "nothing has been tried yet: 9 tries what would have helped");
  if (row.set === null) return saying(state, `no value of the scenario says that: ${row.what}`);
  return whatIf(state, { type: "set", change: row.set });
}

function turned(state: ExploreState, by: 1 | -1): Step {
  const knob = state.knobs[state.knob];
  if (knob === undefined) return saying(state, "there is nothing to change here");
  const value = by === 1 ? knob.more : knob.less;
  if (value === null) return saying(state, `${knob.name} goes no further`);
  return whatIf(state, { type: "set", change: `${knob.path}=${value}` });
}

function changed(state: ExploreState, changes: ExploreState["changes"]): Step {
  const next = { ...state, changes, message: null };
  return { state: next, effects: [{ type: "rerun", sets: setsInForce(next), before: state.changes }] };
}
