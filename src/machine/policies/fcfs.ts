import { FifoQueue } from "./fifo-queue.ts";
import { definePolicy } from "./policy.ts";

/** First come, first served (Silberschatz, Operating System Concepts, 5.3.1): one queue, no preemption. */
export const fcfs = definePolicy({
  name: "fcfs",
  doc: "first come, first served: runs until it blocks or ends",
  options: {},
  queues: "global",
  create: () => new FifoQueue(Number.POSITIVE_INFINITY),
});
