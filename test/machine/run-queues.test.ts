import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import { compute, group, IDEAL, io, machine, scenario, simulate } from "../threads/fixtures.ts";
import { stays } from "./stays.ts";

const FCFS = { policy: "fcfs" } as const;
const PER_CORE = { ...FCFS, queues: "per-core" } as const;
const two = (scheduler: typeof FCFS | typeof PER_CORE) => machine({ cores: 2, scheduler });

describe("affinity", () => {
  test("a thread waits for its core while another is idle", () => {
    const workload = [group("t", [compute(2)], { count: 2, affinity: [1] }), group("u", [compute(1)])];
    for (const scheduler of [FCFS, PER_CORE]) {
      expect(stays(scenario(workload, { machine: two(scheduler) }))).toEqual([["C 0–1"], ["A 0–2", "B 2–4"]]);
    }
  });

  test("who may run there overtakes who may not, and takes the core from a less urgent one only there", () => {
    const scheduler = {
      policy: "priority",
      preemptive: true,
      quantum: null,
      aging: null,
      order: "low-first",
    } as const;
    const workload = [
      group("a", [compute(5)], { priority: 3 }),
      group("b", [compute(5)], { priority: 5 }),
      group("c", [compute(1)], { priority: 1, affinity: [0], arrive: { kind: "at", time: ms(1) } }),
    ];
    expect(stays(scenario(workload, { machine: machine({ cores: 2, scheduler }) }))).toEqual([
      ["A 0–1", "C 1–2", "B 2–6"],
      ["B 0–1", "A 1–5"],
    ]);
  });
});

describe("queues per core", () => {
  const uneven = [group("a", [compute(4)]), group("b", [compute(1)]), group("c", [compute(4)], { count: 2 })];

  test("new threads go to the core with the fewest; an idle core steals", () => {
    expect(stays(scenario(uneven, { machine: two(PER_CORE) }))).toEqual([
      ["A 0–4", "C 4–8"],
      ["B 0–1", "D 1–5"],
    ]);
    const hungry = [group("a", [compute(4)]), group("b", [compute(1)]), group("c", [compute(4)])];
    const stolen = scenario(hungry, { machine: two(PER_CORE) });
    expect(stays(stolen)).toEqual([["A 0–4"], ["B 0–1", "C 1–5"]]);
    const scheduler = { ...PER_CORE, stealing: false };
    expect(stays({ ...stolen, machine: machine({ cores: 2, scheduler }) })).toEqual([
      ["A 0–4", "C 4–8"],
      ["B 0–1"],
    ]);
  });

  test("who wakes goes back to its core if that is idle", () => {
    const workload = [
      group("a", [compute(1), io(1), compute(1)]),
      group("b", [compute(1), io(2), compute(1)]),
    ];
    expect(stays(scenario(workload, { machine: two(PER_CORE) }))).toEqual([
      ["A 0–1", "A 2–3"],
      ["B 0–1", "B 3–4"],
    ]);
  });
});

test("a migration costs what the scenario says, once for each change of core", () => {
  const workload = [group("a", [compute(1), io(1), compute(1)]), group("b", [io(1), compute(3)])];
  const run = (migrationCost: number) => {
    const scheduler = { ...PER_CORE, migrationCost: ms(migrationCost) };
    const input = scenario(workload, { machine: machine({ cores: 1, scheduler, costs: IDEAL }) });
    return simulate(input).end.endNs;
  };
  expect(run(5)).toBe(run(0));
  const tied = [
    group("a", [compute(3)], { affinity: [0] }),
    group("b", [compute(1), { kind: "yield" }, compute(4)], { arrive: { kind: "at", time: ms(1) } }),
    group("c", [compute(4)], { affinity: [1], arrive: { kind: "at", time: ms(1) } }),
  ];
  const end = (migrationCost: number) => {
    const scheduler = { ...FCFS, migrationCost: ms(migrationCost) };
    return simulate(scenario(tied, { machine: machine({ cores: 2, scheduler }) })).threads[1]?.end;
  };
  // b begins on core 1, has to give it to c, and goes on on core 0.
  expect(end(0)).toBe(ms(7));
  expect(end(5)).toBe(ms(12));
});
