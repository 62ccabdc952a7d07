import * as z from "zod/mini";
import { TIME_UNITS } from "../../base/time.ts";
import { COST_FIELDS, COST_PRESETS, type CostPreset, type Costs } from "../../machine/costs.ts";
import type { DeviceOptions, MachineOptions } from "../../machine/options.ts";
import { KERNEL_POLICIES, type KernelPolicyOptions } from "../../machine/policies/registry.ts";
import { MAX_CORES, MAX_DEVICES, MAX_SERVERS } from "../limits.ts";
import { bytes, fixedDuration, integer, name } from "./leaves.ts";
import { inUnits, taggedByKey, withDefaults, word } from "./options.ts";
import { choice, documented, keysOf, made, mapping, optional, read, type Schema } from "./schema.ts";

const DEFAULT_CORES = 4;
const DEFAULT_POLICY = "round-robin";
const DEFAULT_COSTS: CostPreset = "linux";

const scheduler = documented(
  { description: "a kernel policy by name, or { policy: name, … its options }" },
  taggedByKey<KernelPolicyOptions>("kernel policy", "policy", KERNEL_POLICIES, DEFAULT_POLICY),
);

const presetName = word<CostPreset>("cost preset", Object.keys(COST_PRESETS) as CostPreset[]);
const costFields = Object.fromEntries(
  Object.entries(COST_FIELDS).map(([field, { unit, doc }]) => {
    const preset = COST_PRESETS[DEFAULT_COSTS][field as keyof Costs];
    const fallback = unit === "ns" ? inUnits(preset, TIME_UNITS) : `${preset}B`;
    return [field, optional(`${doc} (${DEFAULT_COSTS}: ${fallback})`, unit === "ns" ? fixedDuration : bytes)];
  }),
);
/** Costs, and which of them the scenario leaves open. */
interface GivenCosts {
  readonly costs: Costs;
  readonly open: readonly (keyof Costs)[];
}
const ALL_COSTS = Object.keys(COST_FIELDS) as (keyof Costs)[];
const changedCosts = mapping(
  { preset: optional("where the other costs come from", presetName, DEFAULT_COSTS), ...costFields },
  ({ preset, ...changes }): GivenCosts => {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    return {
      costs: { ...COST_PRESETS[preset ?? DEFAULT_COSTS], ...given },
      open: preset === undefined ? ALL_COSTS.filter((field) => !Object.hasOwn(given, field)) : [],
    };
  },
);
const costs = choice<GivenCosts>([presetName, changedCosts], (value) => {
  return keysOf(value) === undefined
    ? read(made(presetName, (preset): GivenCosts => ({ costs: COST_PRESETS[preset], open: [] })))
    : read(changedCosts);
});

const device = z.nullable(
  z.strictObject({ servers: optional("requests served at a time", integer(1, MAX_SERVERS), 1) }),
);
const devices = made(limitedRecord(device, MAX_DEVICES, "devices"), (byName): readonly DeviceOptions[] => {
  return Object.entries(byName).map(([name, given]) => ({ name, servers: given?.servers ?? 1 }));
});

/** A mapping from names to `T`, with a limit. */
export function limitedRecord<T>(
  schema: Schema<T>,
  most: number,
  what: string,
): Schema<Readonly<Record<string, T>>> {
  return made(z.record(name as z.core.$ZodType<string, string>, schema), (byName, fail) => {
    if (Object.keys(byName).length > most) fail(`too many ${what}: at most ${most}`);
    return byName;
  });
}

export const machine = mapping(
  {
    cores: optional("how many cores", integer(1, MAX_CORES), DEFAULT_CORES),
    scheduler: optional("how the kernel shares the cores out", scheduler, DEFAULT_POLICY),
    costs: optional("what switches, creation and system calls cost", costs, DEFAULT_COSTS),
    devices: optional("devices with a queue, by name; plain io has none", devices),
  },
  (given): MachineOptions => ({
    cores: given.cores ?? DEFAULT_CORES,
    scheduler: given.scheduler ?? DEFAULT_MACHINE.scheduler,
    costs: given.costs?.costs ?? DEFAULT_MACHINE.costs,
    devices: given.devices ?? [],
    open: { scheduler: given.scheduler === undefined, costs: given.costs?.open ?? ALL_COSTS },
  }),
);

/** The machine of a scenario that describes none: 4 cores, round-robin, Linux's costs. */
export const DEFAULT_MACHINE: MachineOptions = {
  cores: DEFAULT_CORES,
  scheduler: {
    policy: DEFAULT_POLICY,
    ...withDefaults(KERNEL_POLICIES[DEFAULT_POLICY].options, {}),
  } as KernelPolicyOptions,
  costs: COST_PRESETS[DEFAULT_COSTS],
  devices: [],
  open: { scheduler: true, costs: ALL_COSTS },
};
