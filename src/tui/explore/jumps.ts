import { type ExploreState, spotOf } from "./state.ts";

/** Places remembered, at most. */
const MAX_JUMPS = 100;

/** Remembers where one is before going elsewhere. */
export function jump(state: ExploreState): ExploreState {
  return { ...state, back: [...state.back.slice(1 - MAX_JUMPS), spotOf(state)], forward: [] };
}

/** Goes to where one was before the last jump, or forward again. */
export function restore(state: ExploreState, where: "back" | "forward"): ExploreState {
  const spot = state[where].at(-1);
  if (spot === undefined) return { ...state, message: { text: `nowhere to go ${where}`, tone: "plain" } };
  const rest = state[where].slice(0, -1);
  const here = spotOf(state);
  return where === "back"
    ? { ...state, ...spot, back: rest, forward: [...state.forward, here] }
    : { ...state, ...spot, forward: rest, back: [...state.back, here] };
}
