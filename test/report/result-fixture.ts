import type { RunResult } from "../../src/analysis/result.ts";
import { ns } from "../../src/base/time.ts";

const same = (time: number) => {
  const value = ns(time);
  return { min: value, mean: value, p50: value, p90: value, p95: value, p99: value, max: value };
};

/** Numbers of a run, made by hand. */
export function runResult(over: Partial<RunResult> = {}): RunResult {
  return {
    model: "many-to-one",
    label: "many-to-one",
    outcome: "completed",
    makespanNs: ns(2_142_000_000),
    endNs: ns(2_142_000_000),
    throughput: { unit: "jobs", completed: 21, perSecond: 9.804 },
    turnaroundNs: same(2_100_000_000),
    responseNs: same(1_000_000),
    waitingNs: same(1_500_000_000),
    cores: {
      count: 4,
      utilization: 0.0049,
      busyNs: ns(42_000_000),
      overheadNs: ns(71_080),
      idleNs: ns(8_525_928_920),
    },
    switches: { kernel: 0, user: 27, migrations: 0 },
    kernelThreads: { created: 1, peak: 1 },
    memory: { peakBytes: 10 * 2 ** 20 },
    ledgerNs: {
      running: ns(42_000_000),
      ready: ns(0),
      stalled: ns(1),
      overhead: ns(0),
      blocked: { io: ns(5) },
    },
    threadCount: { created: 7, ended: 7, peakLive: 7 },
    stalls: { totalNs: ns(2_008_000_000), longestNs: ns(100_000_000), byReason: { io: ns(2_008_000_000) } },
    heldBack: "2.008 s of 2.142 s: stalled, the only kernel thread was blocked in io.",
    series: { bucketNs: ns(1_024), completed: [1], busyNs: [ns(3)] },
    objects: {},
    findings: [],
    events: 100,
    ...over,
  };
}

/** The same workload, seven times as fast. */
export const ONE_TO_ONE: RunResult = runResult({
  model: "one-to-one",
  label: "one-to-one",
  makespanNs: ns(306_000_000),
  endNs: ns(306_000_000),
  throughput: { unit: "jobs", completed: 21, perSecond: 68.63 },
  turnaroundNs: same(306_000_000),
  cores: { count: 4, utilization: 0.0343, busyNs: ns(42_000_000), overheadNs: ns(900_000), idleNs: ns(1) },
  switches: { kernel: 12, user: 0, migrations: 1 },
  memory: { peakBytes: 10.1 * 2 ** 20 },
  heldBack: "Nothing but its own io: 2.1 s of 2.142 s, summed over 7 user threads.",
});

export const MANY_TO_MANY: RunResult = runResult({
  model: "many-to-many",
  label: "many-to-many (4 kernel threads)",
  outcome: "deadlock",
  makespanNs: ns(100),
  turnaroundNs: null,
  responseNs: null,
});
