import { us, ZERO_NS } from "../../base/time.ts";
import { LINUX_SCHEDULER } from "../../machine/preset-schedulers.ts";
import { based, defineRuntime } from "./runtime.ts";

/** Python's greenlets under gevent, whose hub wraps I/O (figures measured on Linux 6.18). */
export const greenlet = defineRuntime("greenlet", {
  doc: "Python's greenlets under gevent: many-to-one, I/O wrapped",
  options: {
    io: {
      type: "choice",
      values: ["nonblocking", "blocking"],
      default: "nonblocking",
      doc: "patched by gevent, or the system's own, which blocks the process",
    },
  },
  model: ({ io }, context) => based.manyToOne({ io }, context),
  costs: {
    // gevent.sleep(0): to the hub and from there to the next. A bare switch of greenlets takes 0.28 µs.
    userSwitch: us(3.7),
    // Spawn and join 19 µs, less the two switches.
    userThreadCreate: us(19 - 2 * 3.7),
    userThreadExit: ZERO_NS,
  },
  kernelPolicy: LINUX_SCHEDULER,
});
