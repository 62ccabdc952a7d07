import { us, ZERO_NS } from "../../base/time.ts";
import { LINUX_SCHEDULER } from "../../machine/preset-schedulers.ts";
import { based, defineRuntime } from "./runtime.ts";

/** Virtual threads of Java (JEP 444; java.lang.VirtualThread; figures measured with Java 25 on Linux 6.18). */
export const loom = defineRuntime("loom", {
  doc: "Java's virtual threads: many-to-many, carriers as many as cores, no time slices",
  options: {
    kernelThreads: {
      type: "count-or-cores",
      default: "cores",
      doc: "jdk.virtualThreadScheduler.parallelism",
    },
  },
  model: ({ kernelThreads }, context) =>
    based.manyToMany(
      {
        kernelThreads,
        io: "nonblocking",
        scheduler: { policy: "fork-join" },
        // File I/O is compensated for by another carrier (maxPoolSize 256), a pinned wait for a lock is not.
        onBlock: { replaceAfter: ZERO_NS, cost: ZERO_NS, max: 256, locks: false },
      },
      context,
    ),
  costs: {
    // Thread.yield.
    userSwitch: us(0.15),
    // About 1 µs to create (JEP 444).
    userThreadCreate: us(1),
    userThreadExit: ZERO_NS,
    // Creating a platform thread and joining it, 281 µs, less what its end costs on Linux (19 µs).
    kernelThreadCreate: us(281 - 19),
  },
  kernelPolicy: LINUX_SCHEDULER,
});
