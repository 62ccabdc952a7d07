import { us, ZERO_NS } from "../../base/time.ts";
import { based, defineRuntime } from "./runtime.ts";

/** A signal and a wait take 42 µs: two switches. */
const SIGNAL_WAIT = 42;
/** The same between kernel threads of Topaz. */
const KERNEL_SIGNAL_WAIT = 441;

/**
 * Scheduler activations as measured by their authors (Anderson, Bershad, Lazowska & Levy, "Scheduler
 * Activations", SOSP 1991, tables 1 and 4): a Firefly of six CVAX processors, so compare shapes, not
 * times, with runtimes of today.
 */
export const schedulerActivations = defineRuntime("scheduler-activations", {
  doc: "user threads on activations, 1991: many-to-many, an upcall for each that blocks",
  options: {
    kernelThreads: { type: "count-or-cores", default: "cores", doc: "processors given to the process" },
  },
  model: ({ kernelThreads }, context) =>
    based.manyToMany(
      {
        kernelThreads,
        // Signal-wait through the kernel, its upcalls included, takes 2.4 ms.
        onBlock: { replaceAfter: ZERO_NS, cost: us(2400), max: 10_000, locks: true },
      },
      context,
    ),
  costs: {
    userSwitch: us(SIGNAL_WAIT / 2),
    // Null fork 37 µs, less the switch to the new thread.
    userThreadCreate: us(37 - SIGNAL_WAIT / 2),
    userThreadExit: ZERO_NS,
    // Topaz: null fork 948 µs, less a switch.
    kernelThreadCreate: us(948 - KERNEL_SIGNAL_WAIT / 2),
    kernelThreadExit: ZERO_NS,
    kernelSwitch: us(KERNEL_SIGNAL_WAIT / 2),
    dispatchLatency: ZERO_NS,
  },
  kernelPolicy: null,
});
