import { expect, test } from "vitest";
import { at } from "../../../src/base/assert.ts";
import { stepLimitOf } from "../../../src/study/check/step-limit.ts";
import { planOf } from "../../../src/study/plan-of.ts";
import { checkedWhole, scenarioOfText } from "./fixtures.ts";

const counting = (program: string, count: number) =>
  scenarioOfText(`
models: [one-to-one]
objects: { n: variable }
workload: [{ thread: t, count: ${count}, program: [${program}] }]
`);

function limitOf(program: string, count = 2): number {
  const scenario = counting(program, count);
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

test("within what is soon looked through: at each step every user thread is looked at", () => {
  expect(limitOf("{ repeat: 50, do: [load: n] }", 900)).toBe(1_000);
});

test("schedules of a program of thousands of steps come to their end", () => {
  const scenario = counting("{ repeat: 700, do: [load: n] }", 2);
  const { cut, longest } = checkedWhole(scenario, { kind: "auto" }, { maxSchedules: 2 }).result;
  expect({ cut, longest }).toEqual({ cut: 0, longest: 1_400 });
});
