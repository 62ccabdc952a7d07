import { jump } from "./jumps.ts";
import type { ExploreState } from "./state.ts";
import { countOfKind, nameOf, runAt, type World } from "./world.ts";

/**
 * Selects a row whose name contains the text, whatever its case: the next from the selected one on
 * (`by` 0: that one too), around the end. A jump, unless nothing is found.
 */
export function find(world: World, state: ExploreState, text: string, by: -1 | 0 | 1): ExploreState {
  if (text === "")
    return { ...state, message: { text: "nothing searched for yet: / searches", tone: "plain" } };
  const run = runAt(world, state.model);
  const count = countOfKind(run, state.kind);
  const wanted = text.toLowerCase();
  const start = state.selected[state.kind];
  const step = by === 0 ? 1 : by;
  for (let i = by === 0 ? 0 : 1; i <= count; i += 1) {
    const id = (((start + i * step) % count) + count) % count;
    if (!nameOf(run, state.kind, id).toLowerCase().includes(wanted)) continue;
    return { ...jump(state), search: text, selected: { ...state.selected, [state.kind]: id } };
  }
  return { ...state, search: text, message: { text: `no row is called ${text}`, tone: "warning" } };
}
