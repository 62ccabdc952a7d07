import { us, ZERO_NS } from "../../base/time.ts";
import { LINUX_SCHEDULER } from "../../machine/preset-schedulers.ts";
import { based, defineRuntime } from "./runtime.ts";

/** GNU Pth (Engelschall, "Portable Multithreading", USENIX 2000; figures measured on Linux 6.18). */
export const gnuPth = defineRuntime("gnu-pth", {
  doc: "GNU Portable Threads: many-to-one, I/O wrapped",
  options: {
    io: {
      type: "choice",
      values: ["nonblocking", "blocking"],
      default: "nonblocking",
      doc: "through Pth's own calls, or the system's, which block the process",
    },
  },
  model: ({ io }, context) => based.manyToOne({ io }, context),
  costs: {
    // pth_yield: to its scheduler and from there to the next.
    userSwitch: us(3.2),
    // Spawn and join 7.4 µs, less a switch.
    userThreadCreate: us(7.4 - 3.2),
    userThreadExit: ZERO_NS,
  },
  kernelPolicy: LINUX_SCHEDULER,
});
