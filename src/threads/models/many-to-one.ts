import { defineModel } from "./model.ts";
import { labelOf, PREEMPT, SCHEDULER, userQuantum } from "./user-level.ts";

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
    scheduler: SCHEDULER,
    preempt: PREEMPT,
  },
  create: (options) => ({
    label: labelOf("many-to-one", [], options),
    maxKernelThreads: 1,
    keepsKernelThread: false,
    twoLevel: false,
    blockingIo: options.io === "blocking",
    scheduler: options.scheduler,
    userQuantum: userQuantum(options),
    processPerThread: false,
    sharesImage: false,
    onBlock: null,
    gil: null,
    runtime: null,
    startCost: (costs) => costs.userThreadCreate,
    exitCost: (costs) => costs.userThreadExit,
  }),
});
