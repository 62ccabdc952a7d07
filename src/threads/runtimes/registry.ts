import { cpython, cpythonFreeThreaded } from "./cpython.ts";
import { gnuPth } from "./gnu-pth.ts";
import { go } from "./go.ts";
import { greenlet } from "./greenlet.ts";
import { linuxNptl } from "./linux-nptl.ts";
import { loom } from "./loom.ts";
import { node } from "./node.ts";
import { schedulerActivations } from "./scheduler-activations.ts";

/** Every runtime preset: a model with its options and its own costs, under the name of the runtime. */
export const RUNTIMES = {
  "linux-nptl": linuxNptl,
  go,
  loom,
  cpython,
  "cpython-free-threaded": cpythonFreeThreaded,
  node,
  "gnu-pth": gnuPth,
  greenlet,
  "scheduler-activations": schedulerActivations,
} as const;
