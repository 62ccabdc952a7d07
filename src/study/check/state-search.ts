import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import type { Plan } from "../../threads/plan.ts";
import { StateKeys } from "../../threads/stepping/state-keys.ts";
import { loops } from "../../threads/stepping/state-limits.ts";
import type { Moment, StateFollower, TakenStep } from "../../threads/stepping/step-control.ts";
import { deadEnds } from "./dead-ends.ts";
import type { RepeatedSteps } from "./hazard-book.ts";
import { livelocks, type Round } from "./livelocks.ts";
import { RacingSteps } from "./racing-steps.ts";
import { StateGraph } from "./state-graph.ts";
import type { Halt, Strategy } from "./strategy.ts";

/** New states that one run goes through at most, so that no state is first met far from the beginning. */
const MAX_DIVE = 64;

/** A schedule that is looked at besides those that lead to new states. */
interface Probe {
  readonly path: readonly number[];
  /** It is a livelock, which repeats so many steps from that one on; null where it is none. */
  readonly repeats: RepeatedSteps | null;
}

export interface StateSearchOptions {
  /** Most steps of a schedule. */
  readonly maxSteps: number;
  /** Most states, and bytes for them. */
  readonly maxStates: number;
  readonly maxBytes: number;
}

/**
 * Goes on from every state once, however many schedules lead there: so it comes to an end where schedules are
 * too many, or without end, and states are not (Holzmann, "The model checker SPIN", IEEE TSE 23(5), 1997). A
 * state is reached again by taking its schedule from the beginning. What goes wrong is seen where it does: in
 * the step, in the state that nobody leaves, in steps that race as both may be next, in states that come
 * again for ever.
 */
export class StateSearch implements Strategy, StateFollower {
  readonly keys: StateKeys;
  readonly #options: StateSearchOptions;
  readonly #plan: Plan;
  readonly #graph: StateGraph;
  readonly #races: RacingSteps;
  /** Steps that have yet to be taken: in which state, and by whom; those before `#next` have been. */
  readonly #states: number[] = [];
  readonly #threads: number[] = [];
  #next = 0;
  readonly #probes: Probe[] = [];
  #hasLookedBack = false;
  /** The steps that the present run begins with, and how many of them it has taken. */
  #path: readonly number[] = [];
  #taken = 0;
  /** Where it is, or was before its last step; who took that, and what it was. */
  #state = NONE;
  #via = NONE;
  #step: TakenStep | null = null;
  #dived = 0;
  #hasEnded = false;
  /** What the present run is for, where it is for no new states. */
  probe: Probe | null = null;
  /** The present run has ended by itself, in a state that is new. */
  hasNewEnd = false;
  halt: Halt | null = null;
  readonly preemptions = 0;

  /** Only for plans whose states are not hidden: see `whyStatesAreHidden`. */
  constructor(plan: Plan, options: StateSearchOptions) {
    this.#plan = plan;
    this.#options = options;
    this.keys = new StateKeys(plan);
    this.#graph = new StateGraph(loops(plan));
    this.#races = new RacingSteps(plan);
  }

  /** States met so far. */
  get size(): number {
    return this.#graph.size;
  }

  /** There are more states than may be kept. */
  get isFull(): boolean {
    const { maxStates, maxBytes } = this.#options;
    return this.#graph.size >= maxStates || this.#graph.bytes >= maxBytes;
  }

  choose(moment: Moment): number {
    if (this.halt !== null) return NONE;
    if (this.#taken < this.#path.length) {
      this.#taken += 1;
      return at(this.#path, this.#taken - 1);
    }
    this.halt = this.probe === null ? this.#arrive(moment) : "known";
    return this.halt === null ? this.#via : NONE;
  }

  stepped(step: TakenStep): void {
    if (this.halt === null) this.#step = step;
  }

  ended(state: string): void {
    if (this.halt !== null || this.probe !== null || this.#hasEnded) return;
    this.#hasEnded = true;
    this.hasNewEnd = this.#enter(state);
  }

  advance(): boolean {
    const from = this.#states[this.#next];
    const thread = this.#threads[this.#next];
    if (from !== undefined && thread !== undefined) {
      this.#next += 1;
      this.#begin([...this.#graph.pathTo(from), thread], null);
      this.#state = from;
      this.#via = thread;
      return true;
    }
    if (!this.#hasLookedBack) {
      this.#hasLookedBack = true;
      this.#lookBack();
    }
    const probe = this.#probes.shift();
    if (probe !== undefined) this.#begin(probe.path, probe);
    return probe !== undefined;
  }

  #begin(path: readonly number[], probe: Probe | null): void {
    this.#path = path;
    this.#taken = 0;
    this.#dived = 0;
    this.#hasEnded = false;
    this.probe = probe;
    this.hasNewEnd = false;
    this.halt = null;
  }

  /** Says why the run is not to go on from the state it has come to; null where it is, by `#via`. */
  #arrive(moment: Moment): Halt | null {
    if (!this.#enter(moment.state())) return "known";
    const { enabled, current } = moment;
    if (this.#graph.depth(this.#state) >= this.#options.maxSteps) return "steps";
    for (const pair of this.#races.among(moment))
      this.#probes.push({ path: [...this.#graph.pathTo(this.#state), ...pair], repeats: null });
    this.#dived += 1;
    const first = this.#dived > MAX_DIVE ? NONE : enabled.includes(current) ? current : at(enabled, 0);
    for (const thread of enabled) {
      if (thread === first) continue;
      this.#states.push(this.#state);
      this.#threads.push(thread);
    }
    this.#via = first;
    return first === NONE ? "known" : null;
  }

  /** Notes the state that the last step has led to; whether it is new. */
  #enter(text: string): boolean {
    const known = this.#graph.find(text);
    const state = known ?? this.#graph.add(text, this.#state, this.#via);
    if (this.#state !== NONE && this.#step !== null) this.#graph.addEdge(this.#state, state, this.#step);
    this.#state = state;
    return known === undefined;
  }

  /** All states are known: looks for those that come again for ever, and for what goes wrong there. */
  #lookBack(): void {
    const { edges, size } = this.#graph;
    if (edges.length === 0) return;
    for (const state of deadEnds(size, edges))
      this.#probes.push({ path: this.#graph.pathTo(state), repeats: null });
    for (const round of livelocks(this.#plan.code, size, edges)) {
      const stem = this.#graph.pathTo(round.begin);
      this.#probes.push({
        path: unrolled(stem, round),
        repeats: { from: stem.length, steps: round.threads.length },
      });
    }
  }
}

/** How often a livelock's finding wants values to come again, with some to spare; see `Livelock`. */
const REPEATED_STORES = 24;

/** A schedule of a livelock, with its round as often as it takes to be seen to be one: for longer than all that came before. */
function unrolled(stem: readonly number[], { threads, stores }: Round): readonly number[] {
  const fromStores = Math.ceil(REPEATED_STORES / stores);
  const fromLength = Math.ceil((stem.length + threads.length) / threads.length);
  // In the first round values may be new, in the second looks are still open.
  const rounds = 2 + Math.max(fromStores, fromLength);
  return [...stem, ...new Array<readonly number[]>(rounds).fill(threads).flat()];
}
