import { describe, expect, test } from "vitest";
import { Metrics } from "../../src/analysis/metrics.ts";
import { ms } from "../../src/base/time.ts";
import { compile } from "../../src/threads/compile.ts";
import type { SimulationInput, Step, ThreadGroupOptions } from "../../src/threads/options.ts";
import { Simulation } from "../../src/threads/simulation.ts";
import { simulateChecked } from "../support/simulate.ts";
import { compute, group, IDEAL, io, MODEL, machine, pool, scenario, simulate } from "./fixtures.ts";

const PRIORITY = { policy: "priority", preemptive: true, order: "low-first" } as const;
/** User threads by priority on one kernel thread on one core: fixed-priority scheduling. */
const FIXED_PRIORITY = { model: { ...MODEL["many-to-one"], scheduler: PRIORITY } } as const;

const task = (
  name: string,
  cost: number,
  period: number,
  priority: number,
  more: Partial<ThreadGroupOptions> = {},
) => group(name, [compute(cost)], { period: ms(period), priority, ...more });

function result(input: SimulationInput) {
  const plan = compile(input);
  const metrics = new Metrics(plan.meta, { full: true });
  const simulation = new Simulation(plan, metrics, { maxEvents: 1e6, reuseIds: true });
  while (simulation.advance(1e6));
  return metrics.result(simulation.end());
}

/** Times in ms of a kind of record, by subject. */
function times(input: SimulationInput, name: "instanceEnd" | "deadlineMiss", subject: number): number[] {
  const { records } = simulate(input);
  return records.filter((r) => r.name === name && r.subject === subject).map((r) => r.time / ms(1));
}

describe("rate-monotonic sets by fixed priorities", () => {
  // Sha, Rajkumar and Sathaye's example: responses 3, 6 and 20 at the critical instant.
  const set = scenario([task("a", 3, 7, 1), task("b", 3, 12, 2), task("c", 5, 20, 3)], {
    ...FIXED_PRIORITY,
    until: ms(420),
  });

  test("(3,7) (3,12) (5,20): worst responses 3, 6 and 20, no deadline missed", () => {
    const { periodic, findings } = result(set);
    expect(periodic?.map(({ responseNs }) => (responseNs?.max ?? 0) / ms(1))).toEqual([3, 6, 20]);
    // The hyperperiod is 420: the last instances end within it.
    expect(periodic?.map(({ completed, missed }) => [completed, missed])).toEqual([
      [60, 0],
      [35, 0],
      [21, 0],
    ]);
    expect(findings).toEqual([]);
    expect(simulateChecked(set).end.outcome).toBe("horizon");
  });

  test("(25,50) (35,80): the second misses at 80, and what is queued behind it later", () => {
    const tasks = [task("a", 25, 50, 1), task("b", 35, 80, 2)];
    const input = scenario(tasks, { ...FIXED_PRIORITY, until: ms(400) });
    expect(times(input, "deadlineMiss", 1)[0]).toBe(80);
    const [finding] = result(input).findings;
    expect(finding).toMatchObject({ kind: "deadline-miss", atNs: ms(80), threads: ["b"], objects: [] });
  });
});

test("an instance that overruns keeps the next ones waiting; each misses its own deadline at that time", () => {
  const input = scenario([task("late", 25, 10, 0)], { until: ms(100) });
  // Instances end at 25, 50, 75, 100; deadlines stand every 10.
  expect(times(input, "instanceEnd", 0)).toEqual([25, 50, 75, 100]);
  expect(times(input, "deadlineMiss", 0)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(result(input).periodic).toMatchObject([{ completed: 4, missed: 10, responseNs: { max: ms(70) } }]);
});

test("a deadline shorter than the period, and one longer", () => {
  const short = scenario([task("s", 4, 10, 0, { deadline: ms(3) })], { until: ms(25) });
  expect(times(short, "deadlineMiss", 0)).toEqual([3, 13, 23]);
  // 12 of every 10: the n-th instance ends at 12n, due at 10(n − 1) + 15.
  const long = scenario([task("l", 12, 10, 0, { deadline: ms(15) })], { until: ms(60) });
  expect(times(long, "instanceEnd", 0)).toEqual([12, 24, 36, 48, 60]);
  expect(times(long, "deadlineMiss", 0)).toEqual([35, 45, 55]);
});

test("who ends at its deadline has met it, even if only a dispatch at that instant lets it", () => {
  const ends = scenario([task("exact", 10, 10, 0)], { until: ms(50) });
  expect(times(ends, "deadlineMiss", 0)).toEqual([]);
  const wakes = scenario([group("wakes", [io(10)], { period: ms(10) })], { until: ms(50) });
  expect(times(wakes, "deadlineMiss", 0)).toEqual([]);
});

test("between two instances a periodic thread sleeps without holding up its kernel thread", () => {
  const input = scenario(
    [task("p", 1, 10, 0, { arrive: { kind: "at", time: ms(5) } }), group("bg", [compute(30)])],
    {
      model: MODEL["many-to-one"],
      until: ms(100),
    },
  );
  // The background thread is not preempted: the periodic one queues up behind it and catches up.
  expect(times(input, "instanceEnd", 1).slice(0, 5)).toEqual([31, 32, 33, 36, 46]);
  expect(result(input).ledgerNs.stalled).toBe(0);
});

test("a kernel thread that sleeps until the next release pays a system call", () => {
  const costs = { ...IDEAL, systemCall: ms(1) };
  const input = scenario([task("p", 2, 10, 0)], { machine: machine({ costs }), until: ms(35) });
  expect(times(input, "instanceEnd", 0)).toEqual([2, 12, 22, 32]);
  expect(result(input).ledgerNs).toMatchObject({ running: ms(8), overhead: ms(4) });
});

describe("a deadline without a period", () => {
  const within = (time: number): Step => ({ kind: "deadline", for: ms(time) });

  test("of a group: from the arrival to the end", () => {
    const input = scenario([group("t", [compute(5)], { count: 3, deadline: ms(9) })]);
    expect(result(input).findings).toMatchObject([
      { kind: "deadline-miss", atNs: ms(9), threads: ["t[1]", "t[2]"] },
    ]);
  });

  test("as a step: from there on, a later one in its place", () => {
    const late = scenario([group("t", [compute(1), within(2), compute(3)])]);
    expect(times(late, "deadlineMiss", 0)).toEqual([3]);
    const moved = scenario([group("t", [compute(1), within(2), compute(1), within(5), compute(3)])]);
    expect(times(moved, "deadlineMiss", 0)).toEqual([]);
    const again = scenario([group("t", [within(1), compute(2), within(1), compute(2)])]);
    expect(times(again, "deadlineMiss", 0)).toEqual([1, 3]);
  });

  test("of a job: to the end of the job", () => {
    const input = scenario([pool("p", 1, 3, [within(2), compute(2)])]);
    expect(simulate(input).records.filter(({ name }) => name === "deadlineMiss")).toEqual([]);
    const late = scenario([pool("p", 1, 3, [within(1), compute(2)])]);
    expect(times(late, "deadlineMiss", 0)).toEqual([1, 3, 5]);
  });

  test("whoever waits for ever misses it too", () => {
    const input = scenario([group("t", [{ kind: "take", queue: "q" }], { deadline: ms(4) })], {
      objects: [{ kind: "queue", name: "q", capacity: null }],
    });
    expect(simulate(input).end).toMatchObject({ outcome: "deadlock" });
    expect(times(input, "deadlineMiss", 0)).toEqual([4]);
  });
});
