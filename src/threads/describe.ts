import { MAX_NS } from "../base/time.ts";
import type { ObjectMeta, TraceMeta } from "../trace/meta.ts";
import type { Model } from "./models/model.ts";
import { createModel } from "./models/registry.ts";
import type { ObjectOptions, SimulationInput } from "./options.ts";
import type { GroupPlan, ProcessPlan, SchedulingPlan } from "./plan.ts";

/** What a trace has to say of a run before its first event. Pools' queues follow the declared objects. */
export function describeRun(
  input: SimulationInput,
  groups: readonly GroupPlan[],
  processes: readonly ProcessPlan[],
  lowFirst: boolean,
): TraceMeta {
  const urgency = urgencyBy(input, processes, lowFirst);
  const pools = input.workload.filter((entry) => entry.kind === "pool");
  const { costs } = input.machine;
  return {
    scenario: { name: input.name, file: input.file, seed: input.seed },
    model: input.model.model,
    label: createModel(input.model, { cores: input.machine.cores }).label,
    cores: input.machine.cores,
    groups: groups.map(({ name, count, process, pool, bound, scheduling }) => ({
      name,
      count,
      process,
      pool,
      bound,
      ...(scheduling.period < Number.POSITIVE_INFINITY ? { periodNs: scheduling.period } : {}),
      ...(scheduling.deadline < Number.POSITIVE_INFINITY ? { deadlineNs: scheduling.deadline } : {}),
      ...(scheduling.affinity === null ? {} : { affinity: scheduling.affinity }),
      ...(urgency === null ? {} : { urgency: urgency(scheduling) }),
    })),
    processes: processes.map(({ name, options, model, imageBytes }, id) => ({
      name,
      model: options.model,
      label: model.label,
      imageBytes,
      perThread: model.processPerThread,
      sharesImage: model.sharesImage,
      ...(isCooperative(model) && !groups.some(({ process, bound }) => bound && process === id)
        ? { cooperative: true }
        : {}),
    })),
    objects: [
      ...input.objects.map(
        (object): ObjectMeta => ({
          name: object.name,
          kind: object.kind,
          scope: object.kind === "mutex" ? object.scope : "user",
          ...(isSafe(object) ? { safe: true } : {}),
          ...(overtakes(object) ? { overtakes: true } : {}),
        }),
      ),
      ...pools.map(({ name }): ObjectMeta => ({ name, kind: "queue", scope: "user" })),
    ],
    devices: input.machine.devices.map(({ name, servers }) => ({ name, servers })),
    pools: pools.map(({ name, workers, jobs }) => ({ name, workers, jobs })),
    kernelStackBytes: costs.kernelStackBytes,
    userStackBytes: costs.userStackBytes,
  };
}

/** How urgent a thread is, the larger the more; null where nothing goes by fixed priorities. */
function urgencyBy(
  { machine }: SimulationInput,
  processes: readonly ProcessPlan[],
  lowFirst: boolean,
): ((scheduling: SchedulingPlan) => number) | null {
  const { policy } = machine.scheduler;
  if (policy === "rate-monotonic") return ({ period }) => -Math.min(period, MAX_NS);
  // Within a process alone, priorities tell nothing of others.
  const [only, ...others] = processes;
  const byPriority =
    policy === "priority" || (others.length === 0 && only?.model.scheduler.policy === "priority");
  if (!byPriority) return null;
  return ({ priority }) => (lowFirst ? 0 - priority : priority);
}

/** Whether who comes later may get it before who waits already. */
function overtakes(object: ObjectOptions): boolean {
  if (object.kind === "rwlock") return object.prefer !== "fair";
  return object.kind === "mutex" && (object.order !== "fifo" || object.protocol === "ceiling");
}

/** Whether user threads may share it without a lock. */
function isSafe(object: ObjectOptions): boolean {
  return (object.kind === "list" && object.safe) || (object.kind === "variable" && object.atomic);
}

/** Whether one user thread at a time runs, until it waits or gives way. */
function isCooperative({ maxKernelThreads, keepsKernelThread, userQuantum, onBlock }: Model): boolean {
  return (
    maxKernelThreads === 1 &&
    !keepsKernelThread &&
    userQuantum === Number.POSITIVE_INFINITY &&
    onBlock === null
  );
}
