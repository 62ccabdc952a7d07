import { formatDuration } from "../../base/format-duration.ts";
import { MAX_THREADS } from "../../base/limits.ts";
import { ms } from "../../base/time.ts";
import { defineModel } from "./model.ts";

export const oneToOne = defineModel({
  name: "one-to-one",
  doc: "a kernel thread for each user thread",
  options: {
    maxKernelThreads: {
      type: "integer",
      min: 1,
      max: MAX_THREADS,
      default: null,
      doc: "limit of the system; further user threads wait for one to end",
    },
    gil: {
      type: "group",
      options: {
        interval: {
          type: "duration",
          default: ms(5),
          doc: "how long one that waits for the lock lets its holder run (CPython: sys.setswitchinterval)",
        },
      },
      default: null,
      doc: "an interpreter lock: only the user thread that holds it runs its program",
    },
  },
  create: ({ maxKernelThreads, gil }) => {
    const details = [
      ...(maxKernelThreads === null ? [] : [`at most ${maxKernelThreads}`]),
      ...(gil === null ? [] : [`GIL, ${formatDuration(gil.interval)}`]),
    ];
    return {
      label: details.length === 0 ? "one-to-one" : `one-to-one (${details.join(", ")})`,
      maxKernelThreads: maxKernelThreads ?? Number.POSITIVE_INFINITY,
      keepsKernelThread: true,
      twoLevel: false,
      blockingIo: true,
      scheduler: { policy: "fifo" },
      userQuantum: Number.POSITIVE_INFINITY,
      processPerThread: false,
      sharesImage: false,
      onBlock: null,
      gil: gil?.interval ?? null,
      runtime: null,
      startCost: (costs) => costs.kernelThreadCreate,
      exitCost: (costs) => costs.kernelThreadExit,
    };
  },
});
