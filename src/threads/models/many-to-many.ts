import { defineModel } from "./model.ts";
import { labelOf, PREEMPT, SCHEDULER, userQuantum } from "./user-level.ts";

export const manyToMany = defineModel({
  name: "many-to-many",
  doc: "user threads share a set of kernel threads",
  options: {
    kernelThreads: { type: "count-or-cores", default: "cores", doc: "how many kernel threads they share" },
    io: {
      type: "choice",
      values: ["blocking", "nonblocking"],
      default: "blocking",
      doc: "whether io and sleep block the kernel thread",
    },
    scheduler: SCHEDULER,
    preempt: PREEMPT,
  },
  create: (options, context) => {
    const kernelThreads =
      options.kernelThreads === "cores" || options.kernelThreads === null
        ? context.cores
        : options.kernelThreads;
    const plural = kernelThreads === 1 ? "kernel thread" : "kernel threads";
    return {
      label: labelOf("many-to-many", [`${kernelThreads} ${plural}`], options),
      maxKernelThreads: kernelThreads,
      keepsKernelThread: false,
      twoLevel: true,
      blockingIo: options.io === "blocking",
      scheduler: options.scheduler,
      userQuantum: userQuantum(options),
      processPerThread: false,
      sharesImage: false,
      gil: null,
      startCost: (costs) => costs.userThreadCreate,
      exitCost: (costs) => costs.userThreadExit,
    };
  },
});
