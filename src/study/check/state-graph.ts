import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import type { TakenStep } from "../../threads/stepping/step-control.ts";

/** A step from one state to another, and what came of it. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly thread: number;
  /** Its instruction, or NONE. */
  readonly pc: number;
  /** Somebody got something done by it. */
  readonly achieves: boolean;
}

/** The states that have been met, numbered from 0, the first; and the steps between them, where they are kept. */
export class StateGraph {
  readonly #keepsEdges: boolean;
  readonly #ids = new Map<string, number>();
  /** By state: the one from which it was met first, who took the step there, and how many steps lie before it. */
  readonly #from: number[] = [];
  readonly #via: number[] = [];
  readonly #depths: number[] = [];
  readonly edges: Edge[] = [];
  /** Characters of all texts. */
  #chars = 0;

  constructor(keepsEdges: boolean) {
    this.#keepsEdges = keepsEdges;
  }

  get size(): number {
    return this.#from.length;
  }

  /** About what the states need, bytes: two for a character, the rest for their places in tables. */
  get bytes(): number {
    return 2 * this.#chars + BYTES_OF_STATE * this.size + BYTES_OF_EDGE * this.edges.length;
  }

  depth(state: number): number {
    return at(this.#depths, state);
  }

  /** The number of a state that has been met, by its text. */
  find(text: string): number | undefined {
    return this.#ids.get(text);
  }

  /** A state that has not been met before; `from` is NONE for the first. */
  add(text: string, from: number, via: number): number {
    const state = this.size;
    this.#ids.set(text, state);
    this.#chars += text.length;
    this.#from.push(from);
    this.#via.push(via);
    this.#depths.push(from === NONE ? 0 : this.depth(from) + 1);
    return state;
  }

  addEdge(from: number, to: number, { thread, pc, achieves }: TakenStep): void {
    if (this.#keepsEdges) this.edges.push({ from, to, thread, pc, achieves });
  }

  /** Who takes the steps that lead to a state. */
  pathTo(state: number): readonly number[] {
    const path: number[] = [];
    for (let here = state; at(this.#from, here) !== NONE; here = at(this.#from, here))
      path.push(at(this.#via, here));
    return path.reverse();
  }
}

/** Beside its text: an entry of a table of texts, and three numbers. */
const BYTES_OF_STATE = 100;
/** An object of five fields, and its place in a list. */
const BYTES_OF_EDGE = 72;
