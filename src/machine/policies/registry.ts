import type { OptionSpecs, OptionsOf } from "../../base/option-spec.ts";
import { type RunQueueOptions, runQueueOptions } from "../run-queues/options.ts";
import { edf } from "./edf.ts";
import { fair } from "./fair.ts";
import { fcfs } from "./fcfs.ts";
import { lottery } from "./lottery.ts";
import { mlfq } from "./mlfq.ts";
import type { KernelPolicy, PolicyHost } from "./policy.ts";
import { priority } from "./priority.ts";
import { processorSharing } from "./processor-sharing.ts";
import { rateMonotonic } from "./rate-monotonic.ts";
import { roundRobin } from "./round-robin.ts";
import { sjf } from "./sjf.ts";
import { srtf } from "./srtf.ts";
import { stride } from "./stride.ts";

/** Every policy with run queues. Adding one is a file of its own and its name here. */
const QUEUED_POLICIES = {
  fcfs,
  "round-robin": roundRobin,
  sjf,
  srtf,
  priority,
  mlfq,
  lottery,
  stride,
  fair,
  "rate-monotonic": rateMonotonic,
  edf,
} as const;
type QueuedPolicyName = keyof typeof QUEUED_POLICIES;

/** Every kernel policy with its options as data, those of its run queues among them. */
export const KERNEL_POLICIES = {
  ...withRunQueues(QUEUED_POLICIES),
  "processor-sharing": processorSharing,
};

/** A queued policy's name with its options; where kernel threads wait may be left to the policy. */
export type QueuedPolicyOptions = {
  [Name in QueuedPolicyName]: { readonly policy: Name } & OptionsOf<
    (typeof QUEUED_POLICIES)[Name]["options"]
  > &
    Partial<RunQueueOptions>;
}[QueuedPolicyName];
/** A policy's name with its options: `{ policy: "round-robin", quantum }`. */
export type KernelPolicyOptions = QueuedPolicyOptions | { readonly policy: "processor-sharing" };

export function createKernelPolicy(options: QueuedPolicyOptions, host: PolicyHost): KernelPolicy {
  // The registry pairs each name with the options of that name; the compiler can't follow the pairing through a union.
  const definition: { create(options: never, host: PolicyHost): KernelPolicy } =
    QUEUED_POLICIES[options.policy];
  return definition.create(options as never, host);
}

/** Where kernel threads wait: as the scenario says, else as the policy has it. */
export function runQueuesOf(options: QueuedPolicyOptions): RunQueueOptions {
  const specs = runQueueOptions(QUEUED_POLICIES[options.policy].queues);
  return {
    queues: options.queues ?? specs.queues.default,
    stealing: options.stealing ?? specs.stealing.default,
    migrationCost: options.migrationCost ?? specs.migrationCost.default,
  };
}

type WithRunQueues<Registry extends Readonly<Record<string, { readonly options: OptionSpecs }>>> = {
  [Name in keyof Registry]: {
    readonly doc: string;
    readonly options: Registry[Name]["options"] & ReturnType<typeof runQueueOptions>;
  };
};

function withRunQueues(registry: typeof QUEUED_POLICIES): WithRunQueues<typeof QUEUED_POLICIES> {
  const entries = Object.entries(registry).map(([name, { doc, options, queues }]) => {
    return [name, { doc, options: { ...options, ...runQueueOptions(queues) } }];
  });
  return Object.fromEntries(entries) as WithRunQueues<typeof QUEUED_POLICIES>;
}
