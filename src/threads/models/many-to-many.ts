import { MAX_THREADS } from "../../base/limits.ts";
import { ZERO_NS } from "../../base/time.ts";
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
    onBlock: {
      type: "group",
      options: {
        replaceAfter: { type: "duration", zero: true, default: ZERO_NS, doc: "how long it has been blocked" },
        cost: {
          type: "duration",
          zero: true,
          default: ZERO_NS,
          doc: "core time that bringing in another takes, besides creating and switching",
        },
        max: {
          type: "integer",
          min: 1,
          max: MAX_THREADS,
          default: 256,
          doc: "most kernel threads in all; never fewer than `kernelThreads`",
        },
        locks: { type: "flag", default: true, doc: "also where it waits for a kernel lock" },
      },
      default: null,
      doc: "another kernel thread takes the place of one that is blocked in the kernel",
    },
  },
  create: (options, context) => {
    const kernelThreads =
      options.kernelThreads === "cores" || options.kernelThreads === null
        ? context.cores
        : options.kernelThreads;
    const plural = kernelThreads === 1 ? "kernel thread" : "kernel threads";
    return {
      label: labelOf(
        "many-to-many",
        [`${kernelThreads} ${plural}`, ...(options.onBlock === null ? [] : ["blocked ones replaced"])],
        options,
      ),
      maxKernelThreads: kernelThreads,
      keepsKernelThread: false,
      twoLevel: true,
      blockingIo: options.io === "blocking",
      scheduler: options.scheduler,
      userQuantum: userQuantum(options),
      processPerThread: false,
      sharesImage: false,
      onBlock:
        options.onBlock === null
          ? null
          : { ...options.onBlock, mostKernelThreads: Math.max(options.onBlock.max, kernelThreads) },
      gil: null,
      runtime: null,
      startCost: (costs) => costs.userThreadCreate,
      exitCost: (costs) => costs.userThreadExit,
    };
  },
});
