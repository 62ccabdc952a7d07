import { at } from "../../base/assert.ts";
import { componentsOf, EdgesByState } from "./components.ts";
import type { Edge } from "./state-graph.ts";

/**
 * Where programs without an end come to: of each set of states that come again for ever and are never left,
 * the one met first. Whoever is blocked for ever is so in one of them.
 */
export function deadEnds(size: number, edges: readonly Edge[]): readonly number[] {
  const component = componentsOf(new EdgesByState(size, edges));
  const isLeft = new Set<number>();
  const isEntered = new Set<number>();
  for (const { from, to } of edges) {
    const [here, there] = [at(component, from), at(component, to)];
    if (here === there) isEntered.add(here);
    else isLeft.add(here);
  }
  const ends: number[] = [];
  component.forEach((number, state) => {
    if (!isEntered.delete(number) || isLeft.has(number)) return;
    ends.push(state);
  });
  return ends;
}
