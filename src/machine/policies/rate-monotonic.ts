import { definePolicy } from "./policy.ts";
import { UrgencyQueue } from "./urgency-queue.ts";

/** Rate-monotonic (Liu & Layland, JACM 20(1), 1973): fixed priorities by period, the shortest first, preemptive. */
export const rateMonotonic = definePolicy({
  name: "rate-monotonic",
  doc: "the shortest period first, preemptive; threads without a `period` come last",
  options: {},
  queues: "global",
  create: (_, host) => new UrgencyQueue(true, (kernelThread) => host.period(kernelThread)),
});
