import * as z from "zod/mini";
import { TIME_UNITS } from "../../base/time.ts";
import { COST_FIELDS, COST_PRESETS, type CostPreset, type Costs } from "../../machine/costs.ts";
import type { DeviceOptions, MachineOptions } from "../../machine/options.ts";
import { KERNEL_POLICIES, type KernelPolicyOptions } from "../../machine/policies/registry.ts";
import { PRESET_SCHEDULERS } from "../../machine/preset-schedulers.ts";
import { MAX_CORES, MAX_DEVICES, MAX_SERVERS } from "../limits.ts";
import { bytes, fixedDuration, integer, name } from "./leaves.ts";
import { inUnits, taggedByKey, word } from "./options.ts";
import { choice, documented, keysOf, later, made, mapping, optional, read, type Schema } from "./schema.ts";

const DEFAULT_CORES = 4;
const DEFAULT_COSTS: CostPreset = "linux";
/** Whose options a scheduler without a policy has. */
const UNNAMED_POLICY = "round-robin";

const presets = Object.keys(COST_PRESETS) as CostPreset[];
const presetName = word<CostPreset>("cost preset", presets);
const presetPolicies = presets.map((preset) => `${PRESET_SCHEDULERS[preset].policy} with ${preset} costs`);

const scheduler = documented(
  { description: "a kernel policy by name, or { policy: name, … its options }" },
  taggedByKey<KernelPolicyOptions>("kernel policy", "policy", KERNEL_POLICIES, UNNAMED_POLICY),
);

const costFields = () =>
  Object.fromEntries(
    Object.entries(COST_FIELDS).map(([field, { unit, doc }]) => {
      const preset = COST_PRESETS[DEFAULT_COSTS][field as keyof Costs];
      const fallback = unit === "ns" ? inUnits(preset, TIME_UNITS) : `${preset}B`;
      return [
        field,
        optional(`${doc} (${DEFAULT_COSTS}: ${fallback})`, unit === "ns" ? fixedDuration : bytes),
      ];
    }),
  );
/** Costs, the preset that they come from, and which of them the scenario leaves open. */
interface GivenCosts {
  readonly preset: CostPreset;
  readonly costs: Costs;
  readonly open: readonly (keyof Costs)[];
}
const ALL_COSTS = Object.keys(COST_FIELDS) as (keyof Costs)[];
const changedCosts = mapping(
  () => ({ preset: optional("where the other costs come from", presetName, DEFAULT_COSTS), ...costFields() }),
  ({ preset: named, ...changes }): GivenCosts => {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const preset = named ?? DEFAULT_COSTS;
    return {
      preset,
      costs: { ...COST_PRESETS[preset], ...given },
      open: named === undefined ? ALL_COSTS.filter((field) => !Object.hasOwn(given, field)) : [],
    };
  },
);
const costs = choice<GivenCosts>([presetName, changedCosts], (value) => {
  return keysOf(value) === undefined
    ? read(made(presetName, (preset): GivenCosts => ({ preset, costs: COST_PRESETS[preset], open: [] })))
    : read(changedCosts);
});

const device = later(() =>
  z.nullable(z.strictObject({ servers: optional("requests served at a time", integer(1, MAX_SERVERS), 1) })),
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

/** What a scenario says of its machine. */
interface GivenMachine {
  readonly cores?: number | undefined;
  readonly scheduler?: KernelPolicyOptions | undefined;
  readonly costs?: GivenCosts | undefined;
  readonly devices?: readonly DeviceOptions[] | undefined;
}

export const machine = mapping(
  () => ({
    cores: optional("how many cores", integer(1, MAX_CORES), DEFAULT_CORES),
    scheduler: optional(
      `how the kernel shares the cores out; by default ${presetPolicies.join(", ")}`,
      scheduler,
    ),
    costs: optional("what switches, creation and system calls cost", costs, DEFAULT_COSTS),
    devices: optional("devices with a queue, by name; plain io has none", devices),
  }),
  completed,
);

/** A machine with what holds where the scenario does not say: the scheduler is that of the costs' preset. */
function completed({ cores, scheduler, costs, devices }: GivenMachine): MachineOptions {
  const preset = costs?.preset ?? DEFAULT_COSTS;
  return {
    cores: cores ?? DEFAULT_CORES,
    scheduler: scheduler ?? PRESET_SCHEDULERS[preset],
    costs: costs?.costs ?? COST_PRESETS[preset],
    devices: devices ?? [],
    open: { scheduler: scheduler === undefined, costs: costs?.open ?? ALL_COSTS },
  };
}

/** The machine of a scenario that describes none: 4 cores, with Linux's costs and scheduler. */
export const DEFAULT_MACHINE: MachineOptions = completed({});
