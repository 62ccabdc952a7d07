import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import type { Plan, ProcessPlan } from "../plan.ts";
import { Op } from "../program.ts";

/** Why states of a plan's stepped runs can't be told apart by what is seen of them; null where they can. */
export function whyStatesAreHidden(plan: Plan): string | null {
  const { code, input, processes } = plan;
  const has = (op: Op) => code.ops.includes(op);
  if (has(Op.endInstance) || has(Op.deadline)) return "periods and deadlines are a matter of time";
  const usesDevice = code.ops.some((op, pc) => IO.has(op as Op) && code.b[pc] !== NONE);
  if (usesDevice) return "a device has a queue of its own";
  const usesCeiling = code.ops.some((op, pc) => {
    const object = op === Op.lock ? input.objects[at(code.a, pc)] : undefined;
    return object?.kind === "mutex" && object.protocol === "ceiling";
  });
  if (usesCeiling) return "mutexes with ceilings have one queue together";
  if (plan.features.slots) return "blocked kernel threads are replaced";
  if (has(Op.offload) && processes.some(({ model }) => (model.runtime?.pool ?? 0) > 0))
    return "the runtime has a pool of its own";
  if (processes.some(hasManyQueues)) return "each kernel thread has a queue of its own";
  const isUnsafe = code.ops.some((op, pc) => {
    const object = ACCESSES.has(op as Op) ? input.objects[at(code.a, pc)] : undefined;
    return (object?.kind === "variable" && !object.atomic) || (object?.kind === "list" && !object.safe);
  });
  // Races are seen where both steps may be next.
  if (isUnsafe && processes.some(takesTurns))
    return "user threads take turns, and may race without being next both";
  return null;
}

const ACCESSES: ReadonlySet<Op> = new Set([Op.load, Op.store, Op.look]);
const IO: ReadonlySet<Op> = new Set([Op.io, Op.ioBlocking, Op.ioNonblocking]);
const WAITS: ReadonlySet<Op> = new Set([...IO, Op.sleep]);

/** User threads that could go on may have to wait for others to let them. */
function takesTurns({ model }: ProcessPlan): boolean {
  if (model.keepsKernelThread) return model.maxKernelThreads < Number.POSITIVE_INFINITY;
  return model.userQuantum === Number.POSITIVE_INFINITY;
}

/** Preempted, user threads come from one queue whatever their scheduler: see `steppedPlan`. */
function hasManyQueues({ model }: ProcessPlan): boolean {
  const { policy } = model.scheduler;
  if (model.keepsKernelThread || model.userQuantum < Number.POSITIVE_INFINITY) return false;
  return policy === "work-stealing" || policy === "fork-join";
}

/** Whether draws decide which steps there are: a branch that is chosen, or a wait that may be none. */
export function decidesByChance({ code, durations }: Plan): boolean {
  return (
    code.choices.length > 0 ||
    code.ops.some((op, pc) => WAITS.has(op as Op) && at(durations.fixed, at(code.a, pc)) < 0)
  );
}

/** Whether a program may come back to where it was: by `while` or `forever`. Workers only do as often as there are jobs. */
export function loops({ code: { ops, a } }: Plan): boolean {
  return ops.some((op, pc) => {
    const target = at(a, pc);
    return op === Op.jump && target <= pc && ops[target] !== Op.takeJob;
  });
}
