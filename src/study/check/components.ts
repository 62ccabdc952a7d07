import { NONE } from "../../base/ids.ts";
import type { Edge } from "./state-graph.ts";

/** The edges of a graph by the state that they leave, numbered as in the list. */
export class EdgesByState {
  /** By state: where its edges begin in `#order`; one more place than states. */
  readonly #begins: Int32Array;
  readonly #order: Int32Array;
  readonly #edges: readonly Edge[];

  constructor(size: number, edges: readonly Edge[]) {
    this.#edges = edges;
    this.#begins = new Int32Array(size + 1);
    for (const { from } of edges) this.#begins[from + 1] = (this.#begins[from + 1] as number) + 1;
    for (let i = 0; i < size; i += 1)
      this.#begins[i + 1] = (this.#begins[i + 1] as number) + (this.#begins[i] as number);
    this.#order = new Int32Array(edges.length);
    const next = this.#begins.slice();
    edges.forEach(({ from }, number) => {
      this.#order[next[from] as number] = number;
      next[from] = (next[from] as number) + 1;
    });
  }

  get size(): number {
    return this.#begins.length - 1;
  }

  /** The edge of a state, counted from 0; undefined where it has no more. */
  nth(state: number, n: number): Edge | undefined {
    const place = (this.#begins[state] as number) + n;
    return place < (this.#begins[state + 1] as number)
      ? this.#edges[this.#order[place] as number]
      : undefined;
  }

  of(state: number): readonly Edge[] {
    const edges: Edge[] = [];
    for (let n = 0, edge = this.nth(state, 0); edge !== undefined; n += 1, edge = this.nth(state, n))
      edges.push(edge);
    return edges;
  }
}

/**
 * By state: the number of its strongly connected component, in which every state can be reached from every
 * other (Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Computing 1(2), 1972). From a
 * component only those with lower numbers can be reached.
 */
export function componentsOf(graph: EdgesByState): Int32Array {
  const component = new Int32Array(graph.size).fill(NONE);
  const found = new Int32Array(graph.size).fill(NONE);
  const lowest = new Int32Array(graph.size);
  /** By state: how many of its edges have been gone along. */
  const gone = new Int32Array(graph.size);
  const open: number[] = [];
  let states = 0;
  let components = 0;
  for (let root = 0; root < graph.size; root += 1) {
    if (found[root] !== NONE) continue;
    // The way from the root to here: a stack of our own, as ways may be long.
    const way = [root];
    for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
      if (found[here] === NONE) {
        found[here] = states;
        lowest[here] = states;
        states += 1;
        open.push(here);
      }
      const edge = graph.nth(here, gone[here] as number);
      if (edge !== undefined) {
        const { to } = edge;
        if (found[to] === NONE) {
          way.push(to);
          continue;
        }
        gone[here] = (gone[here] as number) + 1;
        // One that is not in a component yet lies on the way, or can be left for one that does.
        if (component[to] === NONE) lowest[here] = Math.min(lowest[here] as number, lowest[to] as number);
        continue;
      }
      way.pop();
      if (lowest[here] !== found[here]) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        component[member] = components;
        if (member === here) break;
      }
      components += 1;
    }
  }
  return component;
}
