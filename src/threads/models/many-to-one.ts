import { defineModel } from "./model.ts";

export const manyToOne = defineModel({
  name: "many-to-one",
  doc: "all user threads of a process on one kernel thread; what blocks it stalls them all",
  options: {
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
  create: (options) => ({
    label: options.io === "nonblocking" ? "many-to-one (non-blocking I/O)" : "many-to-one",
    maxKernelThreads: 1,
    keepsKernelThread: false,
    twoLevel: false,
    blockingIo: options.io === "blocking",
    userQuantum: options.preempt ?? Number.POSITIVE_INFINITY,
    processPerThread: false,
    sharesImage: false,
    startCost: (costs) => costs.userThreadCreate,
    exitCost: (costs) => costs.userThreadExit,
  }),
});
