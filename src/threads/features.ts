import { NONE } from "../base/ids.ts";
import type { SimulationInput } from "./options.ts";
import type { Durations, GroupPlan, ProcessPlan } from "./plan.ts";
import { type Code, Op } from "./program.ts";
import type { ThreadFeatures } from "./thread-table.ts";

/** What a plan consists of, as far as it says what user threads need. */
export interface FeatureParts {
  readonly input: SimulationInput;
  readonly code: Code;
  readonly durations: Durations;
  readonly groups: readonly GroupPlan[];
  readonly processes: readonly ProcessPlan[];
  /** Some mutex orders who waits by priority, or lends it. */
  readonly locksByPriority: boolean;
}

/** What the user threads of a plan need, so that none takes memory and time for what no program asks. */
export function featuresOf(parts: FeatureParts): ThreadFeatures {
  const { input, code, durations, groups, processes, locksByPriority } = parts;
  const { devices, scheduler } = input.machine;
  const models = processes.map(({ model }) => model);
  const shared = models.some(({ keepsKernelThread }) => !keepsKernelThread);
  const jobs = input.workload.some(({ kind }) => kind === "pool");
  const spawn = code.ops.includes(Op.spawn);
  const draws = code.choices.length > 0 || durations.fixed.some((ns) => ns < 0);
  return {
    remaining:
      models.some(
        ({ userQuantum, gil, runtime }) =>
          userQuantum !== Infinity || gil !== null || (runtime?.pool ?? 0) > 0,
      ) || devices.length > 0,
    register: input.objects.some(({ kind }) => kind === "variable" || kind === "list"),
    jobs,
    deadlines:
      scheduler.policy === "edf" ||
      code.ops.includes(Op.deadline) ||
      groups.some(({ scheduling }) => scheduling.deadline < Infinity),
    spawn,
    handoff: input.objects.some((object) => object.kind === "mutex" && object.handoff > 0),
    priority:
      locksByPriority ||
      scheduler.policy === "priority" ||
      models.some((model) => model.scheduler.policy === "priority"),
    quotas: input.processes.some(({ quota }) => (quota ?? null) !== null),
    slots: models.some(({ onBlock }) => onBlock !== null),
    gil: models.some(({ gil }) => gil !== null),
    draws: draws || jobs || spawn,
    device: devices.length > 0 || code.ops.includes(Op.join),
    index:
      groups.some(({ after }) => after.some(({ index }) => index !== null)) ||
      durations.counters.some((counter) => counter !== NONE),
    shared,
    serial: shared || spawn || input.objects.length > 0,
    counters: code.counters,
  };
}
