import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { type Code, Op } from "../program.ts";

/** By instruction, whether a user thread that stands before it may still use something: 1 where it may. */
export interface LiveValues {
  /** What it has loaded, in its register. */
  readonly register: Uint8Array;
  /** Which version of a variable or list it has looked at. */
  readonly look: Uint8Array;
}

/** What an instruction does to a value. */
const Effect = { none: 0, uses: 1, replaces: 2 } as const;
type Effect = (typeof Effect)[keyof typeof Effect];

const REGISTER: ReadonlyMap<Op, Effect> = new Map<Op, Effect>([
  [Op.add, Effect.uses],
  [Op.store, Effect.uses],
  [Op.branch, Effect.uses],
  [Op.load, Effect.replaces],
  [Op.updateAtomic, Effect.replaces],
]);
const LOOK: ReadonlyMap<Op, Effect> = new Map<Op, Effect>([
  [Op.store, Effect.uses],
  [Op.remove, Effect.uses],
  [Op.append, Effect.uses],
  [Op.load, Effect.replaces],
  [Op.look, Effect.replaces],
  [Op.updateAtomic, Effect.replaces],
]);

/** Live-variable analysis (Kildall, POPL 1973) of all programs at once: what is used no more does not tell states apart. */
export function liveValues(code: Code): LiveValues {
  return { register: liveBefore(code, REGISTER), look: liveBefore(code, LOOK) };
}

function liveBefore(code: Code, effects: ReadonlyMap<Op, Effect>): Uint8Array {
  const live = new Uint8Array(code.ops.length);
  for (let changed = true; changed; ) {
    changed = false;
    // Backwards, as most instructions are followed by the next one.
    for (let pc = code.ops.length - 1; pc >= 0; pc -= 1) {
      if (live[pc] === 1) continue;
      const effect = effects.get(code.ops[pc] as Op) ?? Effect.none;
      const isLive =
        effect === Effect.uses ||
        (effect === Effect.none && successorsOf(code, pc).some((next) => live[next] === 1));
      if (!isLive) continue;
      live[pc] = 1;
      changed = true;
    }
  }
  return live;
}

/** Instructions that may follow one. */
function successorsOf({ ops, a, b, choices }: Code, pc: number): readonly number[] {
  switch (ops[pc] as Op) {
    case Op.end:
      return [];
    case Op.jump:
    case Op.endInstance:
      return [at(a, pc)];
    case Op.loopBegin:
    case Op.loopEnd:
    case Op.branch:
      return [pc + 1, at(a, pc)];
    case Op.takeJob:
      return [pc + 1, at(b, pc)];
    case Op.choose:
      return [...at(choices, at(a, pc)).targets];
    default:
      return [pc + 1];
  }
}

/** A `while` or `if`: the version that its variable had when it was looked at counts in its body. */
interface CheckedBody {
  /** Its first instruction, and the first one behind it. */
  readonly from: number;
  readonly to: number;
  /** The counter that keeps the version. */
  readonly counter: number;
  readonly variable: number;
}

/** What the counters of a program are for. */
export interface ProgramCounters {
  /** Those that count the turns of its loops. */
  readonly turns: readonly number[];
  readonly bodies: readonly CheckedBody[];
}

/** The counters of the program that begins at `entry` and ends before `end`. */
export function programCounters({ ops, a, b }: Code, entry: number, end: number): ProgramCounters {
  const turns: number[] = [];
  const bodies: CheckedBody[] = [];
  for (let pc = entry; pc < end; pc += 1) {
    const op = ops[pc] as Op;
    if (op === Op.loopBegin) turns.push(at(b, pc));
    // A branch follows, which goes where the body ends.
    else if (op === Op.load && b[pc] !== NONE)
      bodies.push({ from: pc + 1, to: at(a, pc + 1), counter: at(b, pc), variable: at(a, pc) });
  }
  return { turns, bodies };
}
