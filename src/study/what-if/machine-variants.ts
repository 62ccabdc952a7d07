import { type Ns, ZERO_NS } from "../../base/time.ts";
import type { Costs } from "../../machine/costs.ts";
import type { MachineOptions } from "../../machine/options.ts";
import { createModel } from "../../threads/models/registry.ts";
import { costsFor } from "../../threads/settle-machine.ts";
import { ALL, type Base, type VariantMaker } from "./variant.ts";

/** Devices that are tried one by one. */
const MAX_DEVICES = 2;

const withMachine = (base: Base, changes: Partial<MachineOptions>): Base => ({
  ...base,
  scenario: { ...base.scenario, machine: { ...base.scenario.machine, ...changes } },
});

/** One more core; kernel threads that are as many as the cores are one more, too. */
export const moreCores: VariantMaker = (base) => {
  const cores = base.scenario.machine.cores + 1;
  return [
    {
      ...withMachine(base, { cores }),
      resource: "cores",
      place: null,
      what: `one more core (${cores})`,
      set: `machine.cores=${cores}`,
      atMost: 1 / cores,
    },
  ];
};

/** One more server of each device. */
export const moreServers: VariantMaker = (base) => {
  if ((base.result.ledgerNs.blocked.io ?? 0) === 0) return [];
  const { devices } = base.scenario.machine;
  return devices.slice(0, MAX_DEVICES).map(({ name, servers }) => {
    const more = devices.map((device) =>
      device.name === name ? { ...device, servers: servers + 1 } : device,
    );
    const what = `one more server of device ${name} (${servers + 1})`;
    return {
      ...withMachine(base, { devices: more }),
      resource: "device",
      place: name,
      what,
      set: `machine.devices.${name}.servers=${servers + 1}`,
      atMost: 1 / (servers + 1),
    };
  });
};

/** Switching costs nothing. */
export const cheaperSwitches: VariantMaker = (base) => {
  const changed = withoutCosts(base, ["kernelSwitch", "dispatchLatency", "userSwitch"]);
  return changed === null
    ? []
    : [{ ...changed, resource: "switches", place: null, what: "no switch cost", set: null, atMost: ALL }];
};

/** Creating and ending threads and processes costs nothing. */
export const cheaperCreation: VariantMaker = (base) => {
  const changed = withoutCosts(base, [
    "kernelThreadCreate",
    "kernelThreadExit",
    "userThreadCreate",
    "userThreadExit",
    "processFork",
    "processSpawn",
    "processExit",
    "copyPerMiB",
    "mapPerMiB",
  ]);
  return changed === null
    ? []
    : [{ ...changed, resource: "creation", place: null, what: "no creation cost", set: null, atMost: ALL }];
};

/** Null where none of them costs anything as it is. */
function withoutCosts(base: Base, fields: readonly (keyof Costs)[]): Base | null {
  const { machine } = base.scenario;
  const charged = costsFor(machine, createModel(base.model, { cores: machine.cores }));
  if (fields.every((field) => charged[field] === 0)) return null;
  const none: Partial<Record<keyof Costs, Ns>> = Object.fromEntries(fields.map((field) => [field, ZERO_NS]));
  const { open } = machine;
  // What the scenario sets, no runtime may set otherwise.
  const settled =
    open === undefined
      ? {}
      : { open: { ...open, costs: open.costs.filter((field) => !fields.includes(field)) } };
  return withMachine(base, { costs: { ...machine.costs, ...none }, ...settled });
}

/** Processes that may use all the core time they get. */
export const noQuotas: VariantMaker = (base) => {
  if ((base.result.ledgerNs.blocked.throttled ?? 0) === 0) return [];
  const processes = base.scenario.processes.map(({ quota: _quota, ...process }) => process);
  const scenario = { ...base.scenario, processes };
  return [
    {
      ...base,
      scenario,
      resource: "quota",
      place: null,
      what: "no quotas of core time",
      set: null,
      atMost: ALL,
    },
  ];
};
