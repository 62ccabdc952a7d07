import { at } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import { mixIdentity } from "../base/random.ts";
import type { Plan } from "./plan.ts";
import { Op } from "./program.ts";
import { STOP } from "./sync/pool.ts";
import { HANDED_OVER, type ThreadTable } from "./thread-table.ts";

/** Instructions looked at: what a longer burst takes is known when the forecast has come true. */
const MAX_INSTRUCTIONS = 4096;
/**
 * Looks ahead in programs: how long a user thread will compute before it may block. Draws depend on their
 * position alone, so that looking at those to come changes nothing.
 */
export class BurstForecast {
  readonly #plan: Plan;
  readonly #table: ThreadTable;
  /** Counters of the program looked at, as they will be. */
  readonly #counters: Int32Array;
  #identity = 0;
  #draws = 0;
  #jobIndex = 0;

  constructor(plan: Plan, table: ThreadTable) {
    this.#plan = plan;
    this.#table = table;
    this.#counters = new Int32Array(plan.code.counters);
  }

  /** Core time up to the next instruction that may block, ns; of the present one, what the table still has of it. */
  next(thread: number): number {
    const t = this.#table;
    const { counters } = this.#plan.code;
    for (let i = 0; i < counters; i++) this.#counters[i] = t.counters[thread * counters + i] as number;
    this.#identity = this.#plan.features.draws ? (t.identity[thread] as number) : 0;
    this.#draws = this.#plan.features.draws ? (t.draws[thread] as number) : 0;
    this.#jobIndex = this.#plan.features.jobs ? (t.jobIndex[thread] as number) : 0;
    const begun = this.#plan.features.remaining ? (t.remaining[thread] as number) : 0;
    return begun + this.#walk(thread, this.#enterJob(thread, t.pc[thread] as number));
  }

  /** A worker to which a job has been handed over goes on with that; who has met its stop marker ends. */
  #enterJob(thread: number, pc: number): number {
    const t = this.#table;
    const { ops, a, b } = this.#plan.code;
    if (ops[pc] !== Op.takeJob || t.phase[thread] !== HANDED_OVER || t.job[thread] === NONE) return pc;
    if (t.job[thread] === STOP) return b[pc] as number;
    const { identity } = at(this.#plan.pools, a[pc] as number);
    this.#identity = mixIdentity(identity, this.#jobIndex);
    this.#draws = 0;
    this.#counters.fill(0);
    return pc + 1;
  }

  #walk(thread: number, start: number): number {
    const { ops, a, b, c } = this.#plan.code;
    let pc = start;
    let sum = 0;
    for (let i = 0; i < MAX_INSTRUCTIONS; i++) {
      const operand = a[pc] as number;
      switch (ops[pc] as Op) {
        case Op.compute:
        case Op.computeWithoutGil:
          sum += this.#draw(thread, operand, pc);
          pc += 1;
          break;
        case Op.deadline:
          this.#draw(thread, operand, pc);
          pc += 1;
          break;
        case Op.jump:
          pc = operand;
          break;
        case Op.loopBegin:
          this.#counters[b[pc] as number] = c[pc] as number;
          pc = c[pc] === 0 ? operand : pc + 1;
          break;
        case Op.loopEnd:
          pc = this.#turn(b[pc] as number) ? operand : pc + 1;
          break;
        case Op.choose:
          pc = this.#choose(operand, pc);
          break;
        case Op.spawn:
          this.#draws += b[pc] as number;
          pc += 1;
          break;
        default:
          if (!goesOn(ops[pc] as Op)) return sum;
          pc += 1;
      }
    }
    return sum;
  }

  #turn(counter: number): boolean {
    const left = (this.#counters[counter] as number) - 1;
    this.#counters[counter] = left;
    return left > 0;
  }

  #draw(thread: number, duration: number, pc: number): number {
    const { fixed, counters, source, samplers } = this.#plan.durations;
    const ns = fixed[duration] as number;
    if (ns >= 0) return ns;
    const counter = counters[duration] as number;
    const occurrence = counter === NONE ? 0 : this.#traceOccurrence(thread, counter);
    source.at(this.#identity, this.#plan.code.step[pc] as number, this.#nextDraw());
    return at(samplers, duration).sample(occurrence);
  }

  #nextDraw(): number {
    const draw = this.#draws;
    this.#draws = draw + 1;
    return draw;
  }

  /** As the interpreter counts them. */
  #traceOccurrence(thread: number, counter: number): number {
    const turn = this.#counters[counter] as number;
    this.#counters[counter] = turn + 1;
    const t = this.#table;
    const isWorker = at(this.#plan.groups, t.group[thread] as number).pool !== NONE;
    return turn + (isWorker ? this.#jobIndex : (t.index[thread] as number));
  }

  #choose(choice: number, pc: number): number {
    const { limits, targets } = at(this.#plan.code.choices, choice);
    const { source } = this.#plan.durations;
    source.at(this.#identity, this.#plan.code.step[pc] as number, this.#nextDraw());
    const last = limits.length - 1;
    const target = source.next() * (limits[last] as number);
    let branch = 0;
    while (branch < last && target >= (limits[branch] as number)) branch += 1;
    return targets[branch] as number;
  }
}

/**
 * Whether an instruction takes no time, never makes its thread wait, and decides nothing: what follows on
 * shared data can't be known before.
 */
function goesOn(op: Op): boolean {
  switch (op) {
    case Op.unlock:
    case Op.unlockShared:
    case Op.release:
    case Op.signal:
    case Op.broadcast:
    case Op.load:
    case Op.store:
    case Op.updateAtomic:
    case Op.add:
    case Op.look:
    case Op.remove:
    case Op.append:
    case Op.endJob:
    case Op.deadline:
      return true;
    default:
      return false;
  }
}
