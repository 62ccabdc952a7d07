import type { PolicyHost } from "../policies/policy.ts";
import { createKernelPolicy, type QueuedPolicyOptions, runQueuesOf } from "../policies/registry.ts";
import { AffinityQueue } from "./affinity-queue.ts";
import { GlobalQueue } from "./global-queue.ts";
import { PerCoreQueues } from "./per-core-queues.ts";
import type { CoreView, RunQueues } from "./run-queues.ts";

/** The run queues that the options ask for. `hasAffinity`: some kernel thread may not run everywhere. */
export function createRunQueues(
  options: QueuedPolicyOptions,
  host: PolicyHost,
  cores: CoreView,
  hasAffinity: boolean,
): RunQueues {
  const policy = createKernelPolicy(options, host);
  const { queues, stealing } = runQueuesOf(options);
  if (queues === "per-core") return new PerCoreQueues(policy, stealing, cores);
  return hasAffinity ? new AffinityQueue(policy, cores) : new GlobalQueue(policy);
}
