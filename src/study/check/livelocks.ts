import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { type Code, Op } from "../../threads/program.ts";
import { componentsOf, EdgesByState } from "./components.ts";
import { type Demand, roundTrip } from "./round-trip.ts";
import type { Edge } from "./state-graph.ts";

/** Steps that lead from a state back to it, so that they may be taken for ever. */
export interface Round {
  readonly begin: number;
  /** Who takes them. */
  readonly threads: readonly number[];
  /** How many of them store to a variable. */
  readonly stores: number;
}

/** What one user thread does in a set of states: the variables that it stores to and those it looks at. */
interface Deeds {
  readonly stored: Set<number>;
  readonly looked: Set<number>;
  /** Nothing of it outside of `while` loops. */
  isInWhile: boolean;
}

/**
 * Livelocks: states that come again for ever although nobody is passed over, in which at least two user
 * threads in `while` loops answer each other and nobody gets anything done (what that is, `Livelock` of the
 * findings says). Nobody is passed over where everyone takes steps, or can't take any at times (weak
 * fairness: Lehmann, Pnueli & Stavi, "Impartiality, justice and fairness", ICALP 1981). For each set of such
 * states one round through it, a short one.
 */
export function livelocks(code: Code, size: number, edges: readonly Edge[]): readonly Round[] {
  const idle = edges.filter(({ achieves }) => !achieves);
  const component = componentsOf(new EdgesByState(size, idle));
  const inside = new Map<number, Edge[]>();
  for (const edge of idle) {
    const number = at(component, edge.from);
    if (number !== component[edge.to]) continue;
    const members = inside.get(number);
    if (members === undefined) inside.set(number, [edge]);
    else members.push(edge);
  }
  const all = new EdgesByState(size, edges);
  const isInWhile = insideWhile(code);
  const graph = new EdgesByState(size, [...inside.values()].flat());
  return [...inside.values()].flatMap((members) => {
    const answers = answersOf(code, members, isInWhile);
    const turns = answers.length === 0 ? null : turnsOf(all, members);
    if (turns === null) return [];
    const begin = members.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
    const round = roundTrip(graph, begin, [...answers, ...turns]);
    const stores = round.filter(({ pc }) => STORES.has(opOf(code, pc))).length;
    return [{ begin, threads: round.map(({ thread }) => thread), stores }];
  });
}

const STORES: ReadonlySet<Op> = new Set([Op.store, Op.updateAtomic]);

function opOf({ ops }: Code, pc: number): Op {
  return pc === NONE ? Op.end : (at(ops, pc) as Op);
}

/** The stores and looks by which at least two user threads answer each other, each to be seen; none where they don't. */
function answersOf({ ops, a, b }: Code, edges: readonly Edge[], isInWhile: Uint8Array): readonly Demand[] {
  const deeds = new Map<number, Deeds>();
  for (const { thread, pc } of edges) {
    if (pc === NONE) continue;
    const known = deeds.get(thread) ?? { stored: new Set(), looked: new Set(), isInWhile: true };
    deeds.set(thread, known);
    if (isInWhile[pc] === 0) known.isInWhile = false;
    if (STORES.has(ops[pc] as Op)) known.stored.add(at(a, pc));
    // What an `if` or `while` goes by.
    if (ops[pc] === Op.load && b[pc] !== NONE) known.looked.add(at(a, pc));
  }
  const eligible = [...deeds].filter(([, { stored, isInWhile }]) => stored.size > 0 && isInWhile);
  const caught = eligible.filter(([thread, { looked }]) =>
    eligible.some(
      ([other, { stored }]) => other !== thread && [...looked].some((variable) => stored.has(variable)),
    ),
  );
  if (caught.length < 2) return [];
  return caught.flatMap(([thread, { stored, looked }]) => [
    ...[...stored].map(
      (variable): Demand =>
        (edge) =>
          edge.thread === thread &&
          edge.pc !== NONE &&
          STORES.has(ops[edge.pc] as Op) &&
          a[edge.pc] === variable,
    ),
    ...[...looked].map(
      (variable): Demand =>
        (edge) =>
          edge.thread === thread && edge.pc !== NONE && ops[edge.pc] === Op.load && a[edge.pc] === variable,
    ),
  ]);
}

/** What has to be seen of each user thread so that it is not passed over; null where one always is. */
function turnsOf(all: EdgesByState, members: readonly Edge[]): readonly Demand[] | null {
  const enabledIn = (state: number) => new Set(all.of(state).map(({ thread }) => thread));
  const states = [...new Set(members.map(({ from }) => from))];
  const moving = new Set(members.map(({ thread }) => thread));
  const demands: Demand[] = [...moving].map((thread) => (edge) => edge.thread === thread);
  for (const thread of new Set(states.flatMap((state) => [...enabledIn(state)]))) {
    if (moving.has(thread)) continue;
    if (states.every((state) => enabledIn(state).has(thread))) return null;
    demands.push(({ to }) => !enabledIn(to).has(thread));
  }
  return demands;
}

/** By instruction: 1 within a `while` loop, which jumps back to its load and has a branch out behind that jump. */
function insideWhile({ ops, a }: Code): Uint8Array {
  const inside = new Uint8Array(ops.length);
  ops.forEach((op, jump) => {
    const load = at(a, jump);
    if (op !== Op.jump || load >= jump || ops[load] !== Op.load || ops[load + 1] !== Op.branch) return;
    if (a[load + 1] === jump + 1) inside.fill(1, load, jump + 1);
  });
  return inside;
}
