import { describe, expect, test } from "vitest";
import { analyse, parseScenario, type RunResult, simulate } from "../../src/index.ts";

/** Four user threads of 10 ms each on one core, one every 10 ms from 0 on, and the same as jobs of a pool. */
const THREADS = `
machine: { cores: 1, scheduler: fcfs, costs: ideal }
models: [one-to-one]
workload:
  - { thread: t, arrive: [0ms, 5ms, 20ms, 45ms], program: [compute: 10ms] }
`;
const JOBS = `
machine: { cores: 1, scheduler: fcfs, costs: ideal }
models: [one-to-one]
workload:
  - { pool: p, workers: 1, arrive: [0ms, 5ms, 20ms, 45ms], job: [compute: 10ms] }
`;
const MS = 1_000_000;

function run(text: string, warmupNs: number): RunResult {
  const parsed = parseScenario(text, { file: "warm-up.yaml" });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join("\n"));
  const [first] = simulate(parsed.scenario, { warmupNs });
  if (first === undefined || first.trace === null) throw new Error("no run");
  expect(analyse(first.trace, { full: false, warmupNs })).toEqual(first.result);
  return first.result;
}

describe("a warm-up", () => {
  test("is not there by default", () => {
    const result = run(THREADS, 0);
    expect(result).not.toHaveProperty("warmupNs");
    // Ends at 10, 20, 30 and 55 ms.
    expect(result.throughput).toEqual({ unit: "threads", completed: 4, perSecond: 4 / 0.055 });
    expect(result.turnaroundNs).toMatchObject({ min: 10 * MS, mean: 11.25 * MS, max: 15 * MS });
    expect(result.cores.utilization).toBe(40 / 55);
  });

  test.each([THREADS, JOBS])("leaves earlier completions, arrivals and busy time out", (text) => {
    const result = run(text, 15 * MS);
    expect(result.warmupNs).toBe(15 * MS);
    expect(result.makespanNs).toBe(55 * MS);
    expect(result.throughput).toMatchObject({ completed: 3, perSecond: 3 / 0.04 });
    expect(result.cores.utilization).toBe(25 / 40);
    expect(result.cores.busyNs).toBe(40 * MS);
  });

  test("leaves threads that arrived before it out of the averages, and lists them", () => {
    const result = run(THREADS, 15 * MS);
    expect(result.turnaroundNs).toMatchObject({ min: 10 * MS, mean: 10 * MS, max: 10 * MS });
    expect(result.responseNs).toMatchObject({ max: 0 });
    expect(result.waitingNs).toMatchObject({ max: 0 });
    expect(result.threads).toHaveLength(4);
    expect(result.threadCount).toMatchObject({ created: 4, ended: 4 });
  });

  test("that outlasts the run leaves nothing", () => {
    const result = run(THREADS, 60 * MS);
    expect(result.throughput).toMatchObject({ completed: 0, perSecond: 0 });
    expect(result.turnaroundNs).toBeNull();
    expect(result.cores.utilization).toBe(0);
  });

  test("begins to count with the first arrival, where that is later", () => {
    const late = THREADS.replace("0ms, 5ms, 20ms, 45ms", "20ms, 30ms");
    expect(run(late, 5 * MS).throughput).toMatchObject({ completed: 2, perSecond: 2 / 0.02 });
  });
});
