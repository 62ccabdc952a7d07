import { describe, expect, test } from "vitest";
import type { Distribution } from "../../src/base/distribution.ts";
import { ms } from "../../src/base/time.ts";
import type { SimulationInput, Step } from "../../src/threads/options.ts";
import { group, join, MODEL, machine, measure, pool, repeat, scenario, spawn } from "./fixtures.ts";

const exponential: Distribution = { kind: "exponential", mean: ms(3) };
const computes = (duration: Distribution): Step => ({ kind: "compute", for: duration });
const sleeps = (duration: Distribution): Step => ({ kind: "sleep", for: duration });

/** What each user thread computed and slept, by name: what its draws were, whenever it made them. */
function work(input: SimulationInput): Map<string, readonly unknown[]> {
  return new Map(
    measure(input).threads?.map(({ name, ledgerNs }) => [name, [ledgerNs.running, ledgerNs.blocked.sleep]]),
  );
}

describe("draws depend on seed, thread, step and occurrence alone (rule 4)", () => {
  const body = [repeat(3, computes(exponential), sleeps(exponential))];
  const workload = [
    group("a", body, { count: 5 }),
    group("main", [spawn("child", 4, ...body), spawn("other", 1, computes(exponential)), join("child")]),
  ];

  test("all models, policies and numbers of cores see the same work", () => {
    const first = work(scenario(workload));
    expect(new Set([...first.values()].map(String)).size).toBe(first.size);
    for (const model of Object.values(MODEL)) {
      for (const scheduler of [{ policy: "fcfs" }, { policy: "round-robin", quantum: ms(1) }] as const) {
        for (const cores of [1, 3])
          expect(work(scenario(workload, { model, machine: machine({ cores, scheduler }) }))).toEqual(first);
      }
    }
  });

  test("a group keeps its draws when others come before it", () => {
    const more = work(scenario([group("new", body, { count: 2 }), ...workload]));
    for (const [name, drawn] of work(scenario(workload))) expect(more.get(name)).toEqual(drawn);
  });

  test("another seed draws differently; a number and its text are one seed", () => {
    expect(work(scenario(workload, { seed: 2 }))).not.toEqual(work(scenario(workload)));
    expect(work(scenario(workload, { seed: "1" }))).toEqual(work(scenario(workload)));
  });
});

describe("a trace gives its values in turn", () => {
  const trace: Distribution = { kind: "trace", values: [ms(1), ms(2), ms(4)] };
  const computed = (input: SimulationInput) =>
    measure(input).threads?.map(({ ledgerNs }) => ledgerNs.running / ms(1));

  test("each thread of a group begins with a value further on, and goes on from there", () => {
    expect(computed(scenario([group("t", [computes(trace)], { count: 4 })]))).toEqual([1, 2, 4, 1]);
    expect(computed(scenario([group("t", [repeat(2, computes(trace))], { count: 4 })]))).toEqual([
      3, 6, 5, 3,
    ]);
  });

  test("two traces in a program are two", () => {
    const other: Distribution = { kind: "trace", values: [ms(10), ms(20)] };
    const program = [repeat(2, computes(trace), computes(other))];
    expect(computed(scenario([group("t", program, { count: 2 })]))).toEqual([3 + 30, 6 + 30]);
  });

  test("the n-th job of a pool has the n-th value, whoever works on it", () => {
    for (const workers of [1, 2, 5]) {
      const { jobs } = measure(scenario([pool("p", workers, 5, [sleeps(trace)])]));
      expect(jobs?.map(({ startNs, endNs }) => ((endNs ?? 0) - (startNs ?? 0)) / ms(1))).toEqual([
        1, 2, 4, 1, 2,
      ]);
    }
  });
});
