import { definePolicy } from "./policy.ts";
import { UrgencyQueue } from "./urgency-queue.ts";

/**
 * Shortest job first (Silberschatz 5.3.2), not preemptive. The next burst is known, not guessed: the core
 * time that the program takes up to the next step that may block.
 */
export const sjf = definePolicy({
  name: "sjf",
  doc: "shortest job first: the shortest burst up to the next step that may block; not preemptive",
  options: {},
  queues: "global",
  create: (_, host) => new UrgencyQueue(false, (kernelThread) => host.nextBurst(kernelThread)),
});
