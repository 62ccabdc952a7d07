import type { Scenario } from "../scenario/scenario.ts";
import { compile } from "../threads/compile.ts";
import type { ModelOptions } from "../threads/models/registry.ts";
import type { Plan } from "../threads/plan.ts";

/** The plan of a scenario under one model. */
export function planOf(scenario: Scenario, model: ModelOptions): Plan {
  const { name, file, seed, machine, objects, processes, workload, until } = scenario;
  return compile({ name, file, seed, machine, model, objects, processes, workload, until });
}
