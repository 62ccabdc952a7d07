import { ms, us, ZERO_NS } from "../../base/time.ts";
import { LINUX_SCHEDULER } from "../../machine/preset-schedulers.ts";
import { based, defineRuntime } from "./runtime.ts";

const KIB = 1024;

/** Go (runtime/proc.go; figures measured with Go 1.19 on Linux 6.18, unless said). */
export const go = defineRuntime("go", {
  doc: "goroutines: many-to-many with work stealing and hand-off of blocked kernel threads",
  options: {
    kernelThreads: { type: "count-or-cores", default: "cores", doc: "GOMAXPROCS" },
  },
  model: ({ kernelThreads }, context) =>
    based.manyToMany(
      {
        kernelThreads,
        // Network I/O and timers park the goroutine; file I/O (`nonblocking: false`) blocks.
        io: "nonblocking",
        scheduler: { policy: "work-stealing", nextSlot: true },
        // Asked for after 10 ms (forcePreemptNS), and noticed by a monitor that looks every 10 ms at the longest: 20.3 ms.
        preempt: ms(20),
        // The monitor retakes a P from a system call after 20 µs (sysmon, retake); at most 10,000 Ms.
        onBlock: { replaceAfter: us(20), cost: ZERO_NS, max: 10_000, locks: true },
      },
      context,
    ),
  costs: {
    // A switch through a channel.
    userSwitch: us(0.22),
    userThreadCreate: us(0.34),
    // Create and wait in a batch, 0.6 µs, less creation and the switch.
    userThreadExit: us(0.6 - 0.34 - 0.22),
    // A stack of 2 KiB (stackMin), and what goes with it: 3.5 KiB resident.
    userStackBytes: 3.5 * KIB,
  },
  kernelPolicy: LINUX_SCHEDULER,
});
