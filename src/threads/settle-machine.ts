import type { Costs } from "../machine/costs.ts";
import type { MachineOptions } from "../machine/options.ts";
import type { Model } from "./models/model.ts";

/** The costs that hold for a model: the machine's, and the runtime's where the scenario leaves them open. */
export function costsFor(machine: MachineOptions, model: Model): Costs {
  const { costs, open } = machine;
  if (model.runtime === null || open === undefined) return costs;
  const own = Object.entries(model.runtime.costs).filter(([field]) =>
    open.costs.includes(field as keyof Costs),
  );
  return { ...costs, ...Object.fromEntries(own) };
}

/** The machine as the run's model has it, where the scenario leaves it open. */
export function machineWith(machine: MachineOptions, model: Model): MachineOptions {
  const policy = model.runtime?.kernelPolicy ?? null;
  return {
    ...machine,
    scheduler: policy !== null && machine.open?.scheduler === true ? policy : machine.scheduler,
    costs: costsFor(machine, model),
  };
}
