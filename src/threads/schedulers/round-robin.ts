import { ms } from "../../base/time.ts";
import { Fifo } from "./fifo.ts";
import { defineScheduler } from "./scheduler.ts";

/** Round-robin (Silberschatz, Operating System Concepts, 5.3.3) among the user threads of a process. The model takes the quantum from here. */
export const roundRobin = defineScheduler({
  name: "round-robin",
  doc: "in turn; after a quantum on its kernel thread, a user thread goes to the tail",
  options: {
    quantum: {
      type: "duration",
      default: ms(10),
      doc: "longest run while others wait; the model's `preempt` goes before it",
    },
  },
  create: (_, table) => new Fifo(table),
});
