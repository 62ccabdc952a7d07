import { type Ns, us, ZERO_NS } from "../base/time.ts";

/** What the kernel and the thread library charge, in ns of core time, and what threads occupy. */
export interface Costs {
  /** A core takes up another kernel thread than its last. */
  readonly kernelSwitch: Ns;
  /** Added where the core was idle: waking it up. */
  readonly dispatchLatency: Ns;
  /** A kernel thread takes up another user thread than its last. */
  readonly userSwitch: Ns;
  /** Entering the kernel for io, sleep, yield of a kernel thread, or a contended kernel lock. */
  readonly systemCall: Ns;
  readonly kernelThreadCreate: Ns;
  readonly kernelThreadExit: Ns;
  readonly userThreadCreate: Ns;
  readonly userThreadExit: Ns;
  /** `startMethod: fork`, without copying memory. */
  readonly processFork: Ns;
  /** `startMethod: spawn`: fork and exec. */
  readonly processSpawn: Ns;
  readonly processExit: Ns;
  /** Per MiB of code and data copied at a fork. */
  readonly copyPerMiB: Ns;
  /** Per MiB mapped but not copied at a fork (`copyOnWrite: true`). */
  readonly mapPerMiB: Ns;
  /** A sleep ends this much late. */
  readonly timerOversleep: Ns;
  readonly kernelStackBytes: number;
  readonly userStackBytes: number;
}

/** What each cost means, and whether it is a time or a size: the scenario format reads this. */
export const COST_FIELDS: {
  readonly [K in keyof Costs]: { readonly unit: "ns" | "bytes"; readonly doc: string };
} = {
  kernelSwitch: { unit: "ns", doc: "a core takes up another kernel thread than its last" },
  dispatchLatency: { unit: "ns", doc: "added where the core was idle and has to wake up" },
  userSwitch: { unit: "ns", doc: "a kernel thread takes up another user thread than its last" },
  systemCall: { unit: "ns", doc: "entering the kernel to block" },
  kernelThreadCreate: { unit: "ns", doc: "creating a kernel thread" },
  kernelThreadExit: { unit: "ns", doc: "ending a kernel thread" },
  userThreadCreate: { unit: "ns", doc: "creating a user thread that shares kernel threads" },
  userThreadExit: { unit: "ns", doc: "ending a user thread that shares kernel threads" },
  processFork: { unit: "ns", doc: "starting a process by fork, memory apart" },
  processSpawn: { unit: "ns", doc: "starting a process by fork and exec" },
  processExit: { unit: "ns", doc: "ending a process" },
  copyPerMiB: { unit: "ns", doc: "copying one MiB of code or data at a fork" },
  mapPerMiB: { unit: "ns", doc: "mapping one MiB of code or data at a copy-on-write fork" },
  timerOversleep: { unit: "ns", doc: "how late a sleep ends" },
  kernelStackBytes: { unit: "bytes", doc: "kernel memory of one kernel thread" },
  userStackBytes: { unit: "bytes", doc: "resident stack of one user thread" },
};

const KIB = 1024;

/** Nothing costs anything: textbook timelines. Memory is counted as on Linux. */
const IDEAL: Costs = {
  kernelSwitch: ZERO_NS,
  dispatchLatency: ZERO_NS,
  userSwitch: ZERO_NS,
  systemCall: ZERO_NS,
  kernelThreadCreate: ZERO_NS,
  kernelThreadExit: ZERO_NS,
  userThreadCreate: ZERO_NS,
  userThreadExit: ZERO_NS,
  processFork: ZERO_NS,
  processSpawn: ZERO_NS,
  processExit: ZERO_NS,
  copyPerMiB: ZERO_NS,
  mapPerMiB: ZERO_NS,
  timerOversleep: ZERO_NS,
  kernelStackBytes: 16 * KIB,
  userStackBytes: Math.round(9.4 * KIB),
};

/** Medians measured on Linux 6.18, AMD EPYC, 2 cores; stack sizes as published for NPTL. */
const LINUX: Costs = {
  ...IDEAL,
  // futex hand-over between two threads of one core
  kernelSwitch: us(2.6),
  // the same across cores, where an idle core has to wake: 40 µs, less the switch
  dispatchLatency: us(40 - 2.6),
  // swapcontext
  userSwitch: us(0.34),
  // getppid
  systemCall: us(0.26),
  // pthread_create in a batch
  kernelThreadCreate: us(22),
  // create and join one at a time (22–60 µs, middle 41) less creation
  kernelThreadExit: us(41 - 22),
  // GNU Pth: spawn and join, less two switches
  userThreadCreate: us(7.4 - 2 * 0.34),
  // fork and wait with 5 MB resident
  processFork: us(420),
  // fork, exec and wait
  processSpawn: us(1_210),
  // fork and wait, 200 MB against 5 MB resident in 4 KiB pages: (9040 − 420) µs over 195 MB
  mapPerMiB: us(((9_040 - 420) / 195) * (2 ** 20 / 1e6)),
  copyPerMiB: us(250),
  // sleep of 1 ms
  timerOversleep: us(120),
};

export const COST_PRESETS = { ideal: IDEAL, linux: LINUX } as const;
export type CostPreset = keyof typeof COST_PRESETS;
