import { defineModel } from "./model.ts";

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
    preempt: {
      type: "duration",
      default: null,
      doc: "user-level quantum; without it a user thread runs until it blocks or yields",
    },
  },
  create: (options, context) => {
    const kernelThreads =
      options.kernelThreads === "cores" || options.kernelThreads === null
        ? context.cores
        : options.kernelThreads;
    const plural = kernelThreads === 1 ? "kernel thread" : "kernel threads";
    return {
      label: `many-to-many (${kernelThreads} ${plural}${options.io === "nonblocking" ? ", non-blocking I/O" : ""})`,
      maxKernelThreads: kernelThreads,
      keepsKernelThread: false,
      twoLevel: true,
      blockingIo: options.io === "blocking",
      userQuantum: options.preempt ?? Number.POSITIVE_INFINITY,
      processPerThread: false,
      sharesImage: false,
      startCost: (costs) => costs.userThreadCreate,
      exitCost: (costs) => costs.userThreadExit,
    };
  },
});
