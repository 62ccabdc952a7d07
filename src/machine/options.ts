import type { Costs } from "./costs.ts";
import type { KernelPolicyOptions } from "./policies/registry.ts";

/** The hardware and kernel that a run takes place on. */
export interface MachineOptions {
  readonly cores: number;
  readonly scheduler: KernelPolicyOptions;
  readonly costs: Costs;
  readonly devices: readonly DeviceOptions[];
}

/** A device with a queue: at most `servers` requests at a time, first come first served. */
export interface DeviceOptions {
  readonly name: string;
  readonly servers: number;
}
