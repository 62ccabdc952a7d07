import { definePolicy } from "./policy.ts";
import { UrgencyQueue } from "./urgency-queue.ts";

/** Earliest deadline first (Liu & Layland, JACM 20(1), 1973, "deadline driven"), preemptive. */
export const edf = definePolicy({
  name: "edf",
  doc: "the earliest deadline first, preemptive; threads without a `deadline` or `period` come last",
  options: {},
  queues: "global",
  create: (_, host) => new UrgencyQueue(true, (kernelThread) => host.deadline(kernelThread)),
});
