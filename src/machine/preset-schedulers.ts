import { ms } from "../base/time.ts";
import type { CostPreset } from "./costs.ts";
import type { KernelPolicyOptions } from "./policies/registry.ts";

/** Linux's scheduler with its defaults, and so with run queues per core: see `fair`. */
export const LINUX_SCHEDULER: KernelPolicyOptions = {
  policy: "fair",
  slice: null,
  tick: ms(4),
  exact: false,
  wakeupPreemption: true,
};

/**
 * How the kernel whose costs a preset states shares its cores out: what holds where a scenario names no
 * scheduler. The ideal machine has the textbooks' round-robin.
 */
export const PRESET_SCHEDULERS: { readonly [Preset in CostPreset]: KernelPolicyOptions } = {
  ideal: { policy: "round-robin", quantum: ms(10) },
  linux: LINUX_SCHEDULER,
};
