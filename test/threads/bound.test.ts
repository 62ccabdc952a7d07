import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { ModelOptions } from "../../src/threads/models/registry.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import {
  compute,
  endsMs,
  group,
  IDEAL,
  io,
  MODEL,
  machine,
  measure,
  recordsOf,
  scenario,
  simulate,
} from "./fixtures.ts";

const one: ModelOptions = { ...MODEL["many-to-many"], kernelThreads: 1 };

describe("a bound user thread has a kernel thread of its own under many-to-many (two levels)", () => {
  const input = (model: ModelOptions, more: Partial<SimulationInput> = {}) =>
    scenario(
      [
        group("shared", [io(10)], { count: 2 }),
        group("bound", [io(10), compute(1)], { bound: true }),
        group("late", [compute(1)]),
      ],
      { model, ...more },
    );

  test("it neither waits for the shared kernel thread nor blocks it", () => {
    expect(endsMs(input(one))).toEqual([10, 20, 11, 21]);
    expect(measure(input(one)).kernelThreads).toEqual({ created: 2, peak: 2 });
  });

  test("it is never stalled, and its blocking stalls nobody", () => {
    const { threads, stalls } = measure(input(one));
    expect(threads?.map(({ ledgerNs }) => ledgerNs.stalled)).toEqual([0, ms(10), 0, ms(20)]);
    expect(stalls.totalNs).toBe(ms(20));
    const alone = scenario([group("bound", [io(10)], { bound: true }), group("other", [compute(2)])], {
      model: one,
    });
    expect(recordsOf(simulate(alone), "stallBegin")).toEqual([]);
    expect(endsMs(alone)).toEqual([10, 2]);
  });

  test("ready while its process is stalled, it is ready, not stalled", () => {
    const stalled = scenario(
      [
        group("shared", [io(20)]),
        group("bound", [compute(5)], { bound: true }),
        group("bound too", [compute(5)], { bound: true }),
      ],
      { model: one },
    );
    const { threads } = measure(stalled);
    expect(threads?.map(({ ledgerNs }) => [ledgerNs.ready, ledgerNs.stalled])).toEqual([
      [0, 0],
      [0, 0],
      [ms(5), 0],
    ]);
  });

  test("it pays for its kernel thread, at both ends", () => {
    const costs = {
      ...IDEAL,
      userThreadCreate: ms(1),
      userThreadExit: ms(2),
      kernelThreadCreate: ms(10),
      kernelThreadExit: ms(20),
    };
    const run = (bound: boolean) =>
      scenario([group("t", [compute(1)], { bound })], { model: one, machine: machine({ costs }) });
    expect(endsMs(run(true))).toEqual([1 + 10 + 1 + 2 + 20]);
    // The shared one's kernel thread outlives it.
    expect(endsMs(run(false))).toEqual([1 + 10 + 1 + 2]);
  });
});

describe("under the other models bound says nothing", () => {
  const pair = [group("a", [io(10)], { bound: true }), group("b", [io(10)])];

  test("many-to-one has one kernel thread, whatever the scenario asks for", () => {
    const input = scenario(pair, { model: MODEL["many-to-one"] });
    expect(endsMs(input)).toEqual([10, 20]);
    expect(measure(input).kernelThreads.created).toBe(1);
    expect(measure(input).threads?.[1]?.ledgerNs.stalled).toBe(ms(10));
  });

  test("a limit of kernel threads limits the bound ones as well", () => {
    const model: ModelOptions = { model: "one-to-one", maxKernelThreads: 1, gil: null };
    expect(endsMs(scenario(pair, { model }))).toEqual([10, 20]);
  });

  test("in a process whose own model has one level, too", () => {
    const processes = [
      { name: "app", model: MODEL["many-to-one"], code: 0, data: 0 },
      { name: "two-level", model: one, code: 0, data: 0 },
    ];
    const twice = [
      ...pair,
      group("c", [io(10)], { bound: true, process: "two-level" }),
      group("d", [io(10)], { process: "two-level" }),
    ];
    expect(endsMs(scenario(twice, { processes }))).toEqual([10, 20, 10, 10]);
  });
});
