import { ms } from "../../base/time.ts";
import { FifoQueue } from "./fifo-queue.ts";
import { definePolicy } from "./policy.ts";

/** Round-robin (Silberschatz 5.3.3): one queue; who has used up its quantum goes to the tail. */
export const roundRobin = definePolicy({
  name: "round-robin",
  doc: "one queue; after a quantum on the core, back to its tail",
  options: {
    quantum: { type: "duration", default: ms(10), doc: "longest time on the core at a stretch" },
  },
  queues: "global",
  create: (options) => new FifoQueue(options.quantum),
});
