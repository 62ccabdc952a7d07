import type { Ns } from "../base/time.ts";
import type { Costs } from "./costs.ts";
import type { KernelPolicyOptions } from "./policies/registry.ts";

/** The hardware and kernel that a run takes place on. */
export interface MachineOptions {
  readonly cores: number;
  readonly scheduler: KernelPolicyOptions;
  readonly costs: Costs;
  readonly devices: readonly DeviceOptions[];
  /** What the scenario leaves open, so that a runtime preset may say it; absent = nothing. */
  readonly open?: OpenChoices;
}

/** Parts of a machine that hold their defaults. */
interface OpenChoices {
  readonly scheduler: boolean;
  readonly costs: readonly (keyof Costs)[];
}

/** A device with a queue: at most `servers` requests at a time, first come first served. */
export interface DeviceOptions {
  readonly name: string;
  readonly servers: number;
}

/** Core time that the kernel threads of a process may use together in each period. */
export interface QuotaOptions {
  readonly cpu: Ns;
  readonly period: Ns;
}
