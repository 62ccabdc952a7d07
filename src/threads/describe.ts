import type { ObjectMeta, TraceMeta } from "../trace/meta.ts";
import { createModel } from "./models/registry.ts";
import type { ObjectOptions, SimulationInput } from "./options.ts";
import type { GroupPlan, ProcessPlan } from "./plan.ts";

/** What a trace has to say of a run before its first event. Pools' queues follow the declared objects. */
export function describeRun(
  input: SimulationInput,
  groups: readonly GroupPlan[],
  processes: readonly ProcessPlan[],
): TraceMeta {
  const pools = input.workload.filter((entry) => entry.kind === "pool");
  const { costs } = input.machine;
  return {
    scenario: { name: input.name, file: input.file, seed: input.seed },
    model: input.model.model,
    label: createModel(input.model, { cores: input.machine.cores }).label,
    cores: input.machine.cores,
    groups: groups.map(({ name, count, process, pool, bound, scheduling: { period, deadline } }) => ({
      name,
      count,
      process,
      pool,
      bound,
      ...(period < Number.POSITIVE_INFINITY ? { periodNs: period } : {}),
      ...(deadline < Number.POSITIVE_INFINITY ? { deadlineNs: deadline } : {}),
    })),
    processes: processes.map(({ name, options, model, imageBytes }) => ({
      name,
      model: options.model,
      label: model.label,
      imageBytes,
      perThread: model.processPerThread,
      sharesImage: model.sharesImage,
    })),
    objects: [
      ...input.objects.map(
        (object): ObjectMeta => ({
          name: object.name,
          kind: object.kind,
          scope: object.kind === "mutex" ? object.scope : "user",
          ...(isSafe(object) ? { safe: true } : {}),
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

/** Whether user threads may share it without a lock. */
function isSafe(object: ObjectOptions): boolean {
  return (object.kind === "list" && object.safe) || (object.kind === "variable" && object.atomic);
}
