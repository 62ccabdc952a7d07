import { ns } from "../../base/time.ts";
import { defineModel } from "./model.ts";

const MIB = 2 ** 20;

export const processes = defineModel({
  name: "processes",
  doc: "a process for each user thread, with its own copies of code and data",
  options: {
    startMethod: {
      type: "choice",
      values: ["fork", "spawn"],
      default: "fork",
      doc: "fork copies the parent; spawn starts afresh (fork and exec)",
    },
    code: { type: "bytes", default: null, doc: "size of the code section (default: the process's)" },
    data: { type: "bytes", default: null, doc: "size of the data section (default: the process's)" },
    copyOnWrite: {
      type: "flag",
      default: false,
      doc: "share memory after a fork until it is written: it is mapped, not copied",
    },
  },
  create: (options) => ({
    label: `processes (${options.startMethod}${options.copyOnWrite ? ", copy-on-write" : ""})`,
    maxKernelThreads: Number.POSITIVE_INFINITY,
    keepsKernelThread: true,
    twoLevel: false,
    blockingIo: true,
    scheduler: { policy: "fifo" },
    userQuantum: Number.POSITIVE_INFINITY,
    processPerThread: true,
    sharesImage: options.copyOnWrite && options.startMethod === "fork",
    onBlock: null,
    gil: null,
    runtime: null,
    startCost: (costs, imageBytes) => {
      const perMiB = options.copyOnWrite ? costs.mapPerMiB : costs.copyPerMiB;
      const image = ns(Math.round((imageBytes / MIB) * perMiB));
      return options.startMethod === "spawn" ? costs.processSpawn : ns(costs.processFork + image);
    },
    exitCost: (costs) => costs.processExit,
  }),
});
