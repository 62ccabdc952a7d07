import { describe, expect, test } from "vitest";
import { ms, ns, us, ZERO_NS } from "../../../src/base/time.ts";
import { COST_PRESETS } from "../../../src/machine/costs.ts";
import type { ModelOptions } from "../../../src/threads/models/registry.ts";
import type { SimulationInput, Step } from "../../../src/threads/options.ts";
import { compute, endsMs, group, IDEAL, io, MODEL, machine, mutex, scenario, simulate } from "../fixtures.ts";

const REPLACE = { replaceAfter: ZERO_NS, cost: ZERO_NS, max: 256, locks: true };

function manyToMany(kernelThreads: number, onBlock: Partial<typeof REPLACE> | null): ModelOptions {
  return {
    ...MODEL["many-to-many"],
    kernelThreads,
    onBlock: onBlock === null ? null : { ...REPLACE, ...onBlock },
  };
}

const stalls = (input: SimulationInput) =>
  simulate(input)
    .records.filter(({ name }) => name === "stallBegin" || name === "stallEnd")
    .map(({ name, time }) => `${name} ${time / ms(1)}`);
const created = (input: SimulationInput) =>
  simulate(input).records.filter(({ name }) => name === "kernelNew").length;

describe("ten user threads, each one blocking I/O of 100 ms, on one kernel thread", () => {
  const workload = [group("fetch", [io(100)], { count: 10 })];
  const run = (model: ModelOptions) => scenario(workload, { model });

  test("without replacement one after another, and stalled", () => {
    const input = run(manyToMany(1, null));
    expect(simulate(input).end.endNs).toBe(ms(1000));
    expect(stalls(input)[0]).toBe("stallBegin 0");
    expect(created(input)).toBe(1);
  });

  test("replaced at once: all at the same time, and never stalled", () => {
    const input = run(manyToMany(1, {}));
    expect(simulate(input).end.endNs).toBe(ms(100));
    expect(stalls(input)).toEqual([]);
    expect(created(input)).toBe(10);
  });

  test("at most 4 kernel threads: as with 4; stalled while all of them are blocked", () => {
    const input = run(manyToMany(1, { max: 4 }));
    expect(simulate(input).end.endNs).toBe(ms(300));
    expect(created(input)).toBe(4);
    expect(stalls(input)).toEqual(["stallBegin 0", "stallEnd 100", "stallBegin 100", "stallEnd 200"]);
  });

  test("replaced after 10 ms: each begins 10 ms after the one before; stalled meanwhile", () => {
    const input = run(manyToMany(1, { replaceAfter: ms(10) }));
    expect(endsMs(input)).toEqual([100, 110, 120, 130, 140, 150, 160, 170, 180, 190]);
    expect(stalls(input).slice(0, 4)).toEqual([
      "stallBegin 0",
      "stallEnd 10",
      "stallBegin 10",
      "stallEnd 20",
    ]);
  });
});

describe("one that comes back", () => {
  test("is one too many where its place is taken: its user thread waits for a turn", () => {
    const input = scenario([group("reader", [io(10), compute(5)]), group("busy", [compute(30)])], {
      machine: machine({ cores: 2 }),
      model: manyToMany(1, {}),
    });
    expect(endsMs(input)).toEqual([35, 30]);
    const { records } = simulate(input);
    expect(records.filter(({ time, name }) => time === ms(10) && name === "kernelIdle")).toHaveLength(1);
    // There is a second core, but only one kernel thread may carry user threads.
    expect(
      records.some(({ time, name, subject }) => time === ms(30) && name === "threadRunning" && subject === 0),
    ).toBe(true);
  });

  test("goes on where a place is free", () => {
    const input = scenario([group("reader", [io(10), compute(5)]), group("busy", [compute(4)])], {
      model: manyToMany(1, {}),
    });
    expect(endsMs(input)).toEqual([15, 4]);
  });

  test("keeps its place where it comes back before it is replaced", () => {
    const input = scenario([group("reader", [io(5), compute(5)]), group("busy", [compute(30)])], {
      machine: machine({ cores: 2 }),
      model: manyToMany(1, { replaceAfter: ms(6) }),
    });
    expect(endsMs(input)).toEqual([10, 40]);
    expect(created(input)).toBe(1);
  });
});

test("the cost is overhead of the one that takes over, besides creating it", () => {
  const input = scenario([group("reader", [io(10)]), group("busy", [compute(1)])], {
    machine: machine({ costs: { ...IDEAL, kernelThreadCreate: us(100) } }),
    model: manyToMany(1, { cost: us(40) }),
  });
  // The first kernel thread is created too, before its user thread begins.
  expect(endsMs(input)).toEqual([10.1, 0.1 + 0.04 + 0.1 + 1]);
});

describe("waits for a kernel lock", () => {
  const critical: Step[] = [{ kind: "locked", mutex: "m", body: [{ ...io(20), nonblocking: true } as Step] }];
  const input = (locks: boolean): SimulationInput =>
    scenario([group("holder", critical), group("waiter", critical), group("other", [compute(5)])], {
      objects: [mutex("m", "kernel")],
      model: manyToMany(1, { locks }),
    });

  test("are replaced like any other", () => {
    expect(endsMs(input(true))).toEqual([20, 40, 5]);
  });

  test("or pin the kernel thread: the process deadlocks with itself", () => {
    expect(simulate(input(false)).end.outcome).toBe("deadlock");
  });
});

test("with the costs of Linux and every way of being replaced, all work gets done", () => {
  const program: Step[] = [
    { kind: "repeat", times: 5, body: [compute(0.3), io(1), { kind: "sleep", for: ms(0.2) }] },
  ];
  for (const replaceAfter of [0, us(20), ms(1), ms(2)].map(ns)) {
    const input = scenario([group("a", program, { count: 7 })], {
      machine: machine({ cores: 2, costs: COST_PRESETS.linux }),
      model: manyToMany(2, { replaceAfter, max: 5 }),
    });
    expect(simulate(input).end.outcome).toBe("completed");
    expect(created(input)).toBeLessThanOrEqual(5);
  }
});
