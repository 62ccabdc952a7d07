import { assert } from "../../base/assert.ts";
import type { EdgesByState } from "./components.ts";
import type { Edge } from "./state-graph.ts";

/** Whether an edge is one of those that a round trip has to take one of. */
export type Demand = (edge: Edge) => boolean;

/**
 * A way from a state back to itself that meets every demand: always to the nearest edge that meets one more.
 * All edges lie in one strongly connected component, and for each demand one of them meets it.
 */
export function roundTrip(graph: EdgesByState, begin: number, demands: readonly Demand[]): readonly Edge[] {
  const way: Edge[] = [];
  let open = demands;
  let here = begin;
  while (open.length > 0) {
    const part = shortestWay(graph, here, (edge) => open.some((demand) => demand(edge)));
    way.push(...part);
    here = part.at(-1)?.to ?? here;
    open = open.filter((demand) => !part.some((edge) => demand(edge)));
  }
  if (here !== begin) way.push(...shortestWay(graph, here, ({ to }) => to === begin));
  return way;
}

/** Breadth first: edges up to the nearest that is wanted, with it. */
function shortestWay(graph: EdgesByState, from: number, isWanted: Demand): readonly Edge[] {
  const before = new Map<number, Edge | null>([[from, null]]);
  for (const state of before.keys()) {
    for (const edge of graph.of(state)) {
      if (isWanted(edge)) return [...wayTo(before, state), edge];
      if (!before.has(edge.to)) before.set(edge.to, edge);
    }
  }
  assert(false, () => `no such step can be reached from state ${from}`);
}

function wayTo(before: ReadonlyMap<number, Edge | null>, state: number): readonly Edge[] {
  const way: Edge[] = [];
  for (let edge = before.get(state); edge !== undefined && edge !== null; edge = before.get(edge.from))
    way.push(edge);
  return way.reverse();
}
