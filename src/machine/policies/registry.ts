import type { OptionsOf } from "../../base/option-spec.ts";
import { fcfs } from "./fcfs.ts";
import type { KernelPolicy, PolicyHost } from "./policy.ts";
import { roundRobin } from "./round-robin.ts";

/** Every kernel policy. Adding one is a file of its own and its name here. */
export const KERNEL_POLICIES = { fcfs, "round-robin": roundRobin } as const;

export type KernelPolicyName = keyof typeof KERNEL_POLICIES;
/** A policy's name with its options, all present: `{ policy: "round-robin", quantum }`. */
export type KernelPolicyOptions = {
  [Name in KernelPolicyName]: { readonly policy: Name } & OptionsOf<
    (typeof KERNEL_POLICIES)[Name]["options"]
  >;
}[KernelPolicyName];

export function createKernelPolicy(options: KernelPolicyOptions, host: PolicyHost): KernelPolicy {
  // The registry pairs each name with the options of that name; the compiler can't follow the pairing through a union.
  const definition: { create(options: never, host: PolicyHost): KernelPolicy } =
    KERNEL_POLICIES[options.policy];
  return definition.create(options as never, host);
}
