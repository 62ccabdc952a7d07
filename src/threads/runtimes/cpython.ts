import { ms, us } from "../../base/time.ts";
import { LINUX_SCHEDULER } from "../../machine/preset-schedulers.ts";
import { based, defineRuntime } from "./runtime.ts";

/** Creating a thread and joining it, 158 µs, less its end (19 µs) and the two turns of the GIL that `start` takes (40 µs each). */
const CREATE = us(158 - 19 - 2 * 40);

/** CPython with its interpreter lock (Python/ceval_gil.c; figures measured on Linux 6.18). */
export const cpython = defineRuntime("cpython", {
  doc: "Python's threads: one-to-one with the GIL",
  options: {
    interval: { type: "duration", default: ms(5), doc: "sys.setswitchinterval" },
  },
  model: ({ interval }, context) => based.oneToOne({ gil: { interval } }, context),
  costs: { kernelThreadCreate: CREATE },
  kernelPolicy: LINUX_SCHEDULER,
});

/** CPython without the lock (PEP 703, PEP 779): computing takes 5 to 6 % longer on one thread. */
export const cpythonFreeThreaded = defineRuntime("cpython-free-threaded", {
  doc: "Python's threads in the build without the GIL: one-to-one",
  options: {},
  model: (_, context) => based.oneToOne({}, context),
  costs: { kernelThreadCreate: CREATE },
  slowdown: 1.055,
  kernelPolicy: LINUX_SCHEDULER,
});
