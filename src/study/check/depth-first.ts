import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { areIndependent, type Footprint } from "../../threads/stepping/footprint.ts";
import type { Moment, TakenStep } from "../../threads/stepping/step-control.ts";
import { HappensBefore, type Race } from "./happens-before.ts";
import type { Halt, Strategy } from "./strategy.ts";

/** Steps that a user thread takes in a row before another is tried first: else one that never ends keeps all others from ever stepping. */
const FAIR_STEPS = 64;

export interface DepthFirstOptions {
  /** Leave out schedules that differ from another only in the order of steps that may change places. */
  readonly reduces: boolean;
  /** Most preemptions of a schedule; null = any number. Not together with `reduces`. */
  readonly preemptions: number | null;
  /** Most steps of a schedule. */
  readonly maxSteps: number;
}

/** A moment of the present schedule, and what remains to be tried there. */
interface Node {
  readonly enabled: readonly number[];
  /** Whom another preempts, or NONE. */
  readonly current: number;
  chosen: number;
  /** What the chosen user thread's step uses; null before it has been taken. */
  footprint: Footprint | null;
  /** Whom to try, those tried included. */
  readonly toTry: Set<number>;
  /** User threads whose step here brings nothing new, and what these use: they have been tried, here or earlier. */
  readonly asleep: Map<number, Footprint>;
  /** Preemptions before. */
  readonly preemptions: number;
  /** Steps in a row of the one that took the last. */
  readonly streak: number;
}

/**
 * Goes through schedules depth first, by running each from the beginning: stateless model checking
 * (Godefroid, "Model checking for programming languages using VeriSoft", POPL 1997). Reduced, it tries
 * another order only of steps that race, and skips what only repeats an earlier schedule with steps changed
 * places (sleep sets: Godefroid 1996). With a bound, it goes through all schedules with so few preemptions
 * (Musuvathi & Qadeer, "Iterative context bounding", PLDI 2007).
 */
export class DepthFirst implements Strategy {
  readonly #options: DepthFirstOptions;
  readonly #path: Node[] = [];
  /** Steps of the present run, and from where on they are new. */
  #depth = 0;
  #newFrom = 0;
  #order: HappensBefore | null;
  /** By step: its node; steps that nobody had a choice about have none. */
  #nodeOf: (Node | null)[] = [];
  #pending: Node | null = null;
  halt: Halt | null = null;

  constructor(options: DepthFirstOptions) {
    this.#options = options;
    this.#order = options.reduces ? new HappensBefore() : null;
  }

  get preemptions(): number {
    const last = this.#path.at(-1);
    return last === undefined ? 0 : last.preemptions + costOf(last, last.chosen);
  }

  choose(moment: Moment): number {
    if (this.halt !== null) return NONE;
    const known = this.#path[this.#depth];
    const node = known ?? this.#open(moment);
    if (node === null) return NONE;
    this.#depth += 1;
    this.#pending = node;
    return node.chosen;
  }

  stepped(step: TakenStep): void {
    if (this.halt !== null) return;
    const node = this.#pending;
    this.#pending = null;
    if (node !== null) node.footprint = step.footprint;
    this.#nodeOf.push(node);
    const races = this.#order?.add(step, this.#depth > this.#newFrom || node === null) ?? [];
    for (const race of races) this.#tryBefore(race);
  }

  advance(): boolean {
    while (this.#path.length > 0) {
      const node = at(this.#path, this.#path.length - 1);
      if (this.#options.reduces && node.footprint !== null) node.asleep.set(node.chosen, node.footprint);
      node.toTry.delete(node.chosen);
      const next = [...node.toTry].find((thread) => !node.asleep.has(thread));
      if (next !== undefined) {
        node.chosen = next;
        node.footprint = null;
        this.#begin();
        return true;
      }
      this.#path.pop();
    }
    return false;
  }

  #begin(): void {
    this.#newFrom = this.#path.length - 1;
    this.#depth = 0;
    this.#nodeOf = [];
    this.#pending = null;
    this.halt = null;
    if (this.#options.reduces) this.#order = new HappensBefore();
  }

  /** A new moment at the end of the path; null where the schedule ends here. */
  #open(moment: Moment): Node | null {
    const { reduces, preemptions: bound, maxSteps } = this.#options;
    if (this.#depth >= maxSteps) {
      this.halt = "steps";
      return null;
    }
    const before = this.#path.at(-1) ?? null;
    const asleep = reduces ? asleepAfter(before) : new Map<number, Footprint>();
    const awake = moment.enabled.filter((thread) => !asleep.has(thread));
    if (awake.length === 0) {
      this.halt = "redundant";
      return null;
    }
    const preemptions = this.preemptions;
    const streak = before !== null && before.chosen === moment.current ? before.streak + 1 : 0;
    // Whose steps in a row have come to an end gives way, and nobody is preempted.
    const current = streak < FAIR_STEPS ? moment.current : NONE;
    const chosen = firstChoice(awake, moment.current, before, streak);
    const isAffordable = (thread: number) =>
      bound === null || current === NONE || thread === current || preemptions < bound;
    const node: Node = {
      enabled: moment.enabled,
      current,
      chosen,
      footprint: null,
      toTry: new Set(reduces ? [chosen] : awake.filter(isAffordable)),
      asleep,
      preemptions,
      streak: current === NONE ? 0 : streak,
    };
    this.#path.push(node);
    return node;
  }

  /** Has a schedule tried in which the race goes the other way. */
  #tryBefore({ step, initials }: Race): void {
    const node = this.#nodeOf[step];
    if (node === null || node === undefined) return;
    if (initials.some((thread) => node.toTry.has(thread) || node.asleep.has(thread))) return;
    const thread = initials.findLast((initial) => node.enabled.includes(initial));
    if (thread !== undefined) node.toTry.add(thread);
    else for (const other of node.enabled) node.toTry.add(other);
  }
}

/** Whom a new moment begins with: whoever took the last step, as long as that is fair. */
function firstChoice(awake: readonly number[], current: number, before: Node | null, streak: number): number {
  if (streak < FAIR_STEPS && awake.includes(current)) return current;
  // Round the user threads: whoever follows the last.
  const last = before?.chosen ?? NONE;
  return awake.find((thread) => thread > last) ?? at(awake, 0);
}

/** 1 where the step is a preemption. */
function costOf({ current }: Node, thread: number): number {
  return current === NONE || thread === current ? 0 : 1;
}

/** Who is still asleep after the step of a node: whose step may change places with it. */
function asleepAfter(node: Node | null): Map<number, Footprint> {
  const { asleep, footprint } = node ?? { asleep: new Map<number, Footprint>(), footprint: null };
  return new Map([...asleep].filter(([, uses]) => footprint !== null && areIndependent(uses, footprint)));
}
