import { expect, test } from "vitest";
import { at } from "../../../src/base/assert.ts";
import { stepLimitOf } from "../../../src/study/check/step-limit.ts";
import { planOf } from "../../../src/study/plan-of.ts";
import { checkedWhole, scenarioOfText, shippedScenario } from "./fixtures.ts";

function limitOf(program: string): number {
  const scenario = scenarioOfText(`
models: [one-to-one]
objects: { n: variable }
workload: [{ thread: t, count: 2, program: [${program}] }]
`);
  return stepLimitOf(planOf(scenario, at(scenario.models, 0)));
}

test("schedules may be twice as long as one without preemption", () => {
  expect(limitOf("{ repeat: 400, do: [load: n, add: 1, store: n] }")).toBe(2 * 2 * 400 * 3);
});

test("within bounds: short programs, long ones, and those without an end", () => {
  expect(limitOf("load: n")).toBe(1_000);
  expect(limitOf("{ repeat: 10000, do: [load: n, store: n] }")).toBe(50_000);
  expect(limitOf("{ forever: , do: [load: n, compute: 1ms, store: n] }")).toBe(1_000);
});

test("schedules of a program of thousands of steps come to their end", () => {
  const { cut, longest } = checkedWhole(
    shippedScenario("lost-update.yaml"),
    { kind: "auto" },
    {
      model: 1,
      maxSchedules: 2,
    },
  ).result;
  expect({ cut, longest }).toEqual({ cut: 0, longest: 3_200 });
});
