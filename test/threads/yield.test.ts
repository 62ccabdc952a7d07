import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { ModelOptions } from "../../src/threads/models/registry.ts";
import { compute, endsMs, group, IDEAL, MODEL, machine, measure, scenario, yields } from "./fixtures.ts";

const halves = [compute(2), yields, compute(2)];

describe("a yield lets the others go first", () => {
  test.each([
    ["on the core, where each has a kernel thread", MODEL["one-to-one"]],
    ["on their kernel thread, where they share one", MODEL["many-to-one"]],
    ["on their kernel threads", { ...MODEL["many-to-many"], kernelThreads: 1 }],
    ["on the core, between processes", MODEL.processes],
  ])("%s", (_, model: ModelOptions) => {
    expect(endsMs(scenario([group("t", halves, { count: 3 })], { model }))).toEqual([8, 10, 12]);
  });

  test("of another process on the same core only a kernel thread lets go", () => {
    const processes = [
      { name: "app", model: null, code: 0, data: 0 },
      { name: "other", model: MODEL["one-to-one"], code: 0, data: 0 },
    ];
    const workload = [group("a", halves), group("b", [compute(3)], { process: "other" })];
    expect(endsMs(scenario(workload, { processes, model: MODEL["many-to-one"] }))).toEqual([4, 7]);
    expect(endsMs(scenario(workload, { processes, model: MODEL["one-to-one"] }))).toEqual([7, 5]);
  });

  test("with nobody to go first it takes no time", () => {
    for (const model of Object.values(MODEL))
      expect(endsMs(scenario([group("t", halves)], { model }))).toEqual([4]);
  });
});

describe("costs", () => {
  const costs = { ...IDEAL, systemCall: ms(1), kernelSwitch: ms(10), userSwitch: ms(0.5) };
  const ends = (model: ModelOptions) =>
    endsMs(scenario([group("t", halves, { count: 2 })], { machine: machine({ costs }), model }));

  test("a kernel thread yields by a system call, and is switched", () => {
    // t0 0–2, call –3; switch –13, t1 –15, call –16; switch –26, t0 –28; switch –38, t1 –40.
    expect(ends(MODEL["one-to-one"])).toEqual([28, 40]);
  });

  test("a user thread yields by a call of its library: a user switch, no system call", () => {
    // t0 0–2; switch –2.5, t1 –4.5; switch –5, t0 –7; switch –7.5, t1 –9.5.
    expect(ends(MODEL["many-to-one"])).toEqual([7, 9.5]);
    const input = scenario([group("t", halves, { count: 2 })], {
      machine: machine({ costs }),
      model: MODEL["many-to-one"],
    });
    expect(measure(input).switches).toMatchObject({ kernel: 0, user: 3 });
  });
});
