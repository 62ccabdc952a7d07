import type { Knob } from "../base/knob.ts";
import type { OptionSpecs } from "../base/option-spec.ts";
import { TIME_UNITS } from "../base/time.ts";
import { COST_PRESETS, type CostPreset } from "../machine/costs.ts";
import { KERNEL_POLICIES } from "../machine/policies/registry.ts";
import { ALL_MODELS, type ModelOptions } from "../threads/models/registry.ts";
import type { Scenario } from "./scenario.ts";
import { inUnits } from "./schema/options.ts";

/** Options of the run queues: where kernel threads wait, whatever the policy. */
const OF_RUN_QUEUES: readonly string[] = ["migrationCost"];

/** The values of a scenario that one tries first: machine, seed, models, and how many threads do the work. */
export function knobsOf(scenario: Scenario): Knob[] {
  const { machine, models, workload, seed } = scenario;
  return [
    count("cores", "machine.cores", machine.cores),
    oneOf("scheduler", "machine.scheduler", machine.scheduler.policy, Object.keys(KERNEL_POLICIES)),
    ...quanta(scenario),
    costs(scenario),
    ...models.flatMap((model) => ofModel(model, scenario)),
    ...workload.flatMap((entry): Knob[] => {
      const path = `workload.${entry.name}`;
      if (entry.kind === "pool") return [count(`workers of ${entry.name}`, `${path}.workers`, entry.workers)];
      return entry.count > 1 ? [count(`count of ${entry.name}`, `${path}.count`, entry.count)] : [];
    }),
    seedKnob(seed),
  ];
}

function count(name: string, path: string, value: number): Knob {
  const less = value > 1 ? String(value - 1) : null;
  return { name, path, value: String(value), less, more: String(value + 1) };
}

/** Neighbours go around the end. */
function oneOf(name: string, path: string, value: string, values: readonly string[]): Knob {
  const place = values.indexOf(value);
  const less = values.at(place < 0 ? -1 : place - 1) ?? null;
  return { name, path, value, less, more: values[(place + 1) % values.length] ?? null };
}

/** Times of the policy, such as its quantum: halved and doubled. None where the scenario names no policy: an option alone would mean another. */
function quanta({ machine }: Scenario): Knob[] {
  if (machine.open?.scheduler === true) return [];
  const { policy } = machine.scheduler;
  const specs: OptionSpecs = KERNEL_POLICIES[policy].options;
  return Object.entries(machine.scheduler).flatMap(([key, value]: [string, unknown]): Knob[] => {
    if (specs[key]?.type !== "duration" || OF_RUN_QUEUES.includes(key)) return [];
    if (typeof value !== "number" || value < 2) return [];
    const path = `machine.scheduler.${key}`;
    const [half, double] = [Math.floor(value / 2), 2 * value].map((time) => inUnits(time, TIME_UNITS));
    return [{ name: key, path, value: inUnits(value, TIME_UNITS), less: half ?? null, more: double ?? null }];
  });
}

/** Costs that the scenario states itself stand beside the presets; undo brings them back. */
function costs({ machine }: Scenario): Knob {
  const presets = Object.keys(COST_PRESETS) as CostPreset[];
  const meant = JSON.stringify(machine.costs);
  const preset = presets.find((name) => JSON.stringify(COST_PRESETS[name]) === meant);
  return oneOf("costs", "machine.costs", preset ?? "its own", presets);
}

/** Whole numbers among a model's options; of models of the same name only the first can be named. */
function ofModel(model: ModelOptions, { models, machine }: Scenario): Knob[] {
  if (models.find((one) => one.model === model.model) !== model) return [];
  const specs: OptionSpecs = ALL_MODELS[model.model].options;
  return Object.entries(specs).flatMap(([key, { type }]): Knob[] => {
    if (type !== "integer" && type !== "count-or-cores") return [];
    const value: unknown = Reflect.get(model, key);
    const path = `models.${model.model}.${key}`;
    const name = `${inWords(key)} (${model.model})`;
    if (typeof value === "number") return [count(name, path, value)];
    return value === "cores" ? [{ ...count(name, path, machine.cores), value: "cores" }] : [];
  });
}

/** `kernelThreads`: kernel threads. */
function inWords(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function seedKnob(seed: string | number): Knob {
  const knob = { name: "seed", path: "seed", value: String(seed) };
  return typeof seed === "number"
    ? { ...knob, less: String(seed - 1), more: String(seed + 1) }
    : { ...knob, less: null, more: "1" };
}
