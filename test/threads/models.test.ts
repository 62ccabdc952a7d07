import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { ModelOptions } from "../../src/threads/models/registry.ts";
import {
  at,
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
  sleep,
} from "./fixtures.ts";

const manyToOne = MODEL["many-to-one"];
const manyToMany = (kernelThreads: number | "cores"): ModelOptions => ({
  ...MODEL["many-to-many"],
  kernelThreads,
});
const cores = (count: number) => machine({ cores: count });

describe("parallelism", () => {
  const work = [group("t", [compute(10)], { count: 8 })];
  test.each([
    ["many-to-one uses one core", manyToOne, 80],
    ["one-to-one uses all", MODEL["one-to-one"], 20],
    ["many-to-many as many as it has kernel threads", manyToMany(2), 40],
    ["many-to-many on as many kernel threads as cores", manyToMany("cores"), 20],
    ["many-to-many on more kernel threads than cores", manyToMany(16), 20],
    ["processes use all", MODEL.processes, 20],
  ])("%s", (_, model, makespan) => {
    expect(measure(scenario(work, { model, machine: cores(4) })).makespanNs).toBe(ms(makespan));
  });

  test("a user thread goes on where its kernel thread is, or on any that is free", () => {
    const { kernelThreads } = measure(scenario(work, { model: manyToMany(16), machine: cores(4) }));
    expect(kernelThreads).toEqual({ created: 8, peak: 8 });
  });
});

describe("one-to-one with a limit of kernel threads", () => {
  const model: ModelOptions = { model: "one-to-one", maxKernelThreads: 2, gil: null };

  test("further user threads wait for one to end, however long it is blocked", () => {
    const input = scenario([group("t", [sleep(10)], { count: 5 })], { model });
    expect(endsMs(input)).toEqual([10, 10, 20, 20, 30]);
    expect(measure(input).kernelThreads).toEqual({ created: 5, peak: 2 });
  });

  test("who waits while all of them are blocked is stalled, while one works it is ready", () => {
    const input = scenario(
      [group("a", [sleep(10)]), group("b", [compute(4), sleep(6)]), group("c", [compute(1)])],
      {
        model,
      },
    );
    const { threads } = measure(input);
    expect(threads?.[2]).toMatchObject({ endNs: ms(11), ledgerNs: { ready: ms(4), stalled: ms(6) } });
  });
});

describe("user-level preemption", () => {
  const three = [group("t", [compute(6)], { count: 3 })];

  test("without it a user thread runs until it blocks or ends", () => {
    expect(endsMs(scenario(three, { model: manyToOne }))).toEqual([6, 12, 18]);
  });

  test("with it they take turns on their kernel thread", () => {
    const model: ModelOptions = { ...manyToOne, preempt: ms(2) };
    expect(endsMs(scenario(three, { model }))).toEqual([14, 16, 18]);
    expect(measure(scenario(three, { model })).switches).toEqual({ kernel: 0, user: 8, migrations: 0 });
  });

  test("alone it just goes on; a quantum that the work fits exactly ends nothing", () => {
    const model: ModelOptions = { ...manyToOne, preempt: ms(2) };
    expect(measure(scenario([group("t", [compute(6)])], { model })).switches.user).toBe(0);
    expect(endsMs(scenario([group("t", [compute(2)], { count: 2 })], { model }))).toEqual([2, 4]);
  });

  test("the quantum counts core time of the user thread, over several computations", () => {
    const model: ModelOptions = { ...manyToOne, preempt: ms(3) };
    const input = scenario([group("t", [compute(2), compute(2)], { count: 2 })], { model });
    // t0 0–3, t1 3–6, t0 6–7, t1 7–8.
    expect(endsMs(input)).toEqual([7, 8]);
  });

  test("a kernel preemption in the middle keeps what is left of the user-level quantum", () => {
    const processes = [
      { name: "app", model: { ...manyToOne, preempt: ms(4) }, code: 0, data: 0 },
      { name: "other", model: MODEL["one-to-one"], code: 0, data: 0 },
    ];
    const input = scenario(
      [group("a", [compute(4)], { count: 2 }), group("b", [compute(6)], { process: "other" })],
      { processes, machine: machine({ scheduler: { policy: "round-robin", quantum: ms(3) } }) },
    );
    // a0 0–3, b 3–6, a0 6–7 and a1 7–9, b 9–12, a1 12–14.
    expect(endsMs(input)).toEqual([7, 14, 12]);
  });

  test("each switch costs, and none of it is lost from the work", () => {
    const model: ModelOptions = { ...manyToOne, preempt: ms(2) };
    const input = scenario(three, { model, machine: machine({ costs: { ...IDEAL, userSwitch: ms(1) } }) });
    expect(measure(input)).toMatchObject({
      endNs: ms(18 + 8),
      ledgerNs: { running: ms(18), overhead: ms(8) },
      switches: { user: 8 },
    });
  });
});

describe("creation and exit", () => {
  const costs = {
    ...IDEAL,
    kernelThreadCreate: ms(10),
    kernelThreadExit: ms(20),
    userThreadCreate: ms(1),
    userThreadExit: ms(2),
    processFork: ms(100),
    processSpawn: ms(300),
    processExit: ms(200),
    copyPerMiB: ms(4),
    mapPerMiB: ms(1),
  };
  const MIB = 2 ** 20;
  const processes = [{ name: "app", model: null, code: 2 * MIB, data: 3 * MIB }];
  const makespan = (model: ModelOptions) =>
    measure(
      scenario([group("t", [compute(1)], { count: 2 })], { model, processes, machine: machine({ costs }) }),
    ).makespanNs / ms(1);

  test.each([
    ["one-to-one: a kernel thread each", MODEL["one-to-one"], 2 * (10 + 1 + 20)],
    ["many-to-one: one kernel thread, two user threads", manyToOne, 10 + 2 * (1 + 1 + 2)],
    ["many-to-many: two kernel threads", manyToMany(2), 2 * (10 + 1 + 1 + 2)],
    ["processes, forked with copies", MODEL.processes, 2 * (100 + 5 * 4 + 1 + 200)],
    ["processes, forked with maps", { ...MODEL.processes, copyOnWrite: true }, 2 * (100 + 5 + 1 + 200)],
    ["processes, spawned", { ...MODEL.processes, startMethod: "spawn" as const }, 2 * (300 + 1 + 200)],
    [
      "processes with an image of their own",
      { ...MODEL.processes, code: 0, data: MIB },
      2 * (100 + 4 + 1 + 200),
    ],
  ])("%s", (_, model, expected) => {
    expect(makespan(model)).toBe(expected);
  });
});

describe("memory", () => {
  const MIB = 2 ** 20;
  const processes = [{ name: "app", model: null, code: 2 * MIB, data: 3 * MIB }];
  const costs = { ...IDEAL, kernelStackBytes: 1000, userStackBytes: 10 };
  const peak = (model: ModelOptions) =>
    measure(
      scenario([group("t", [sleep(5)], { count: 3 }), group("late", [compute(1)], at(50))], {
        model,
        processes,
        machine: machine({ costs }),
      }),
    ).memory.peakBytes;

  test("threads share code and data, processes have a copy each, unless it is shared until written", () => {
    expect(peak(MODEL["one-to-one"])).toBe(5 * MIB + 3 * 1010);
    expect(peak(manyToOne)).toBe(5 * MIB + 1000 + 3 * 10);
    expect(peak(manyToMany(2))).toBe(5 * MIB + 2 * 1000 + 3 * 10);
    expect(peak(MODEL.processes)).toBe(3 * (5 * MIB + 1010));
    expect(peak({ ...MODEL.processes, copyOnWrite: true })).toBe(5 * MIB + 3 * 1010);
  });
});

describe("several processes on one machine, each with a model of its own", () => {
  const processes = [
    { name: "app", model: null, code: 0, data: 0 },
    { name: "single", model: manyToOne, code: 0, data: 0 },
    { name: "kernel", model: MODEL["one-to-one"], code: 0, data: 0 },
  ];
  const two = (process: string) => group(process, [io(10)], { count: 2, process });

  test("a process that names its model keeps it, the others take the run's", () => {
    const ends = (model: ModelOptions) =>
      endsMs(scenario([two("app"), two("single"), two("kernel")], { processes, model }));
    expect(ends(manyToOne)).toEqual([10, 20, 10, 20, 10, 10]);
    expect(ends(MODEL["one-to-one"])).toEqual([10, 10, 10, 20, 10, 10]);
  });

  test("a stall is its process's alone", () => {
    const outcome = simulate(scenario([two("app"), two("single"), two("kernel")], { processes }));
    expect(recordsOf(outcome, "stallBegin", "stallEnd")).toEqual([
      "0 stallBegin 1",
      "10 stallEnd 1",
      "10 stallBegin 1",
      "20 stallEnd 1",
    ]);
  });

  test("kernel threads compete for the cores, whatever carries them", () => {
    const busy = (process: string) => group(process, [compute(6)], { count: 2, process });
    const input = scenario([busy("single"), busy("kernel")], {
      processes,
      machine: machine({ scheduler: { policy: "round-robin", quantum: ms(2) } }),
    });
    // Three kernel threads in turn: single's one gets a third of the core for its two user threads.
    expect(endsMs(input)).toEqual([14, 24, 16, 18]);
  });
});
