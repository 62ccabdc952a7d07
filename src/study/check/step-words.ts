import type { WitnessStep } from "../../analysis/check-result.ts";
import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { STEP_NS } from "../../machine/stepped-machine.ts";
import type { Plan } from "../../threads/plan.ts";
import { Op } from "../../threads/program.ts";
import type { TakenStep } from "../../threads/stepping/step-control.ts";
import { EventCode, type TraceSink } from "../../trace/events.ts";
import { forEachRecord, type Trace } from "../../trace/trace.ts";
import { TraceIndex } from "../../trace/trace-index.ts";

/** What a step brought about, as the trace of its schedule says. */
interface Effect {
  /** Last value of the step's object. */
  value: number | null;
  blocks: boolean;
  mishap: string | null;
}

/** The steps of a schedule in words, from its trace. `preempts`: by step. */
export function stepWords(
  plan: Plan,
  trace: Trace,
  steps: readonly TakenStep[],
  preempts: readonly boolean[],
): readonly WitnessStep[] {
  const index = new TraceIndex(trace);
  const effects = new Effects(plan, steps);
  forEachRecord(trace, effects);
  return steps.map((step, number) => {
    const { value, blocks, mishap } = effects.of(number);
    const words = instructionWords(plan, step.pc, value);
    return {
      thread: index.threadName(step.thread),
      does: blocks ? `${words}, waits` : words,
      mishap,
      preempts: preempts[number] ?? false,
    };
  });
}

/** Sorts the records of a trace by step: each step has a time of its own. */
class Effects implements TraceSink {
  readonly #plan: Plan;
  readonly #steps: readonly TakenStep[];
  readonly #effects: Effect[];
  readonly #values = new Map<number, number>();

  constructor(plan: Plan, steps: readonly TakenStep[]) {
    this.#plan = plan;
    this.#steps = steps;
    this.#effects = steps.map(() => ({ value: null, blocks: false, mishap: null }));
  }

  of(step: number): Effect {
    return at(this.#effects, step);
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    if (code === EventCode.value) this.#values.set(detail, subject);
    const number = time / STEP_NS - 1;
    const effect = this.#effects[number];
    const step = this.#steps[number];
    if (effect === undefined || step === undefined) return;
    const object = step.pc === NONE ? NONE : at(this.#plan.code.a, step.pc);
    if (code === EventCode.loaded && subject === step.thread) effect.value = this.#values.get(object) ?? null;
    if (code === EventCode.value && detail === object) effect.value = subject;
    if (subject !== step.thread) return;
    if (code >= EventCode.blockedLock && code <= EventCode.blockedJoin) effect.blocks = true;
    effect.mishap ??= MISHAP_WORDS.get(code) ?? null;
  }
}

const MISHAP_WORDS: ReadonlyMap<EventCode, string> = new Map<EventCode, string>([
  [EventCode.lostUpdate, "an update is lost"],
  [EventCode.indexGone, "the element is gone"],
  [EventCode.notHeld, "does not hold it"],
  [EventCode.selfDeadlock, "holds it already"],
  [EventCode.checkThenAct, "what was checked is no longer so"],
]);

function instructionWords({ code, input, groups, meta }: Plan, pc: number, value: number | null): string {
  if (pc === NONE) return "goes on";
  const op = at(code.ops, pc) as Op;
  const a = at(code.a, pc);
  const b = at(code.b, pc);
  const name = (object: number) => at(meta.objects, object).name;
  const seen = value === null ? "" : ` = ${value}`;
  const many = (count: number) => (count === 1 ? "" : ` × ${count}`);
  switch (op) {
    case Op.load:
      return `load ${name(a)}${value === null ? "" : ` → ${value}`}`;
    case Op.store:
      return `store ${name(a)}${seen}`;
    case Op.updateAtomic:
      return `update ${name(a)}${seen}`;
    case Op.add:
      return `add ${a}`;
    case Op.look:
      return `look at ${name(a)}${value === null ? "" : ` → ${value}`}`;
    case Op.acquire:
    case Op.release:
      return `${op === Op.acquire ? "acquire" : "release"} ${name(a)}${many(b)}`;
    case Op.spawn:
      return `spawn ${at(groups, a).name}${many(b)}`;
    case Op.join:
      return `join ${at(groups, a).name}`;
    case Op.takeJob:
      return `take a job of ${name(input.objects.length + a)}`;
    case Op.remove:
    case Op.append:
      return `${op === Op.remove ? "remove from" : "append to"} ${name(a)}${seen}`;
    default:
      return `${VERBS.get(op) ?? "step on"} ${name(a)}`;
  }
}

const VERBS: ReadonlyMap<Op, string> = new Map<Op, string>([
  [Op.lock, "lock"],
  [Op.unlock, "unlock"],
  [Op.readLock, "readLock"],
  [Op.writeLock, "writeLock"],
  [Op.unlockShared, "unlock"],
  [Op.put, "put into"],
  [Op.take, "take from"],
  [Op.wait, "wait for"],
  [Op.signal, "signal"],
  [Op.broadcast, "broadcast"],
  [Op.barrier, "barrier"],
]);
