import { defineModel } from "./model.ts";

export const oneToOne = defineModel({
  name: "one-to-one",
  doc: "a kernel thread for each user thread",
  options: {
    maxKernelThreads: {
      type: "integer",
      min: 1,
      max: 4_000_000,
      default: null,
      doc: "limit of the system; further user threads wait for one to end",
    },
  },
  create: (options) => ({
    label:
      options.maxKernelThreads === null ? "one-to-one" : `one-to-one (at most ${options.maxKernelThreads})`,
    maxKernelThreads: options.maxKernelThreads ?? Number.POSITIVE_INFINITY,
    keepsKernelThread: true,
    twoLevel: false,
    blockingIo: true,
    scheduler: { policy: "fifo" },
    userQuantum: Number.POSITIVE_INFINITY,
    processPerThread: false,
    sharesImage: false,
    startCost: (costs) => costs.kernelThreadCreate,
    exitCost: (costs) => costs.kernelThreadExit,
  }),
});
