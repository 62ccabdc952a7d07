import { describe, expect, test } from "vitest";
import { at } from "../../../src/base/assert.ts";
import { DepthFirst } from "../../../src/study/check/depth-first.ts";
import { HappensBefore } from "../../../src/study/check/happens-before.ts";
import { ScheduleRunner } from "../../../src/study/check/schedule-run.ts";
import { compile } from "../../../src/threads/compile.ts";
import { Op } from "../../../src/threads/program.ts";
import { checked, scenarioOfText, shippedScenario } from "./fixtures.ts";

const counting = (updates: number) =>
  scenarioOfText(
    `
models: [one-to-one]
objects: { n: variable }
workload:
  - thread: t
    count: 2
    program: [repeat: ${updates}, do: [load: n, add: 1, store: n]]
`.replace(/program: \[(repeat: \d), (do: .*)\]$/m, "program: [{ $1, $2 }]"),
  );

/** Final values of `n`, and how many schedules end with each. */
function finals(updates: number, kind: "auto" | "exhaustive"): Record<string, number> {
  const { outcomes, complete } = checked(counting(updates), { kind });
  expect(complete).toBe(true);
  return Object.fromEntries(outcomes.map(({ values, schedules }) => [values.n, schedules]));
}

describe("two user threads that load, add and store", () => {
  test("once: 20 schedules, all counted", () => {
    expect(finals(1, "exhaustive")).toEqual({ 1: 18, 2: 2 });
  });
  test("twice: 924 schedules, all counted", () => {
    expect(finals(2, "exhaustive")).toEqual({ 2: 702, 3: 216, 4: 6 });
  });
  test("reduced: the same values, from fewer schedules", () => {
    expect(Object.keys(finals(1, "auto"))).toEqual(["1", "2"]);
    const twice = finals(2, "auto");
    expect(Object.keys(twice)).toEqual(["2", "3", "4"]);
    expect(Object.values(twice).reduce((a, b) => a + b)).toBeLessThan(100);
  });
  test("one preemption is enough to lose an update, and none is not", () => {
    const { hazards } = checked(counting(1), { kind: "exhaustive" });
    expect(hazards.map(({ finding: { kind }, schedules }) => [kind, schedules])).toEqual([
      ["lost-update", 18],
    ]);
    expect(hazards[0]?.witness).toMatchObject({ preemptions: 1, isFewest: true });
    expect(
      checked(counting(2), { kind: "bounded", preemptions: 0 }).hazards.map(({ finding }) => finding.kind),
    ).toEqual(["data-race"]);
  });
});

describe("five dining philosophers", () => {
  const scenario = shippedScenario("hazards/dining-philosophers.yaml");

  test("exactly one deadlocked state", () => {
    const { complete, deadlockedStates, outcomes, hazards } = checked(scenario);
    expect({ complete, deadlockedStates }).toEqual({ complete: true, deadlockedStates: 1 });
    // Each of five forks is first taken by one of two neighbours; where all take the left one first, nobody eats.
    expect(outcomes.map(({ ended, schedules }) => [ended, schedules])).toEqual([
      ["completed", 2 ** 5 - 2],
      ["deadlock", 1],
    ]);
    expect(hazards.map(({ finding: { kind, threads } }) => [kind, threads.length])).toEqual([
      ["deadlock", 5],
    ]);
  });

  test("at most two eat at a time, in whatever order what is unordered happens", () => {
    const plan = compile({ ...scenario, model: at(scenario.models, 0) });
    const runner = new ScheduleRunner(plan);
    const strategy = new DepthFirst({ reduces: true, preemptions: null, maxSteps: 1_000 });
    let most = 0;
    do {
      const { steps } = runner.run(strategy);
      if (strategy.halt === null) most = Math.max(most, mostAtOnce(steps, plan.code.ops));
    } while (strategy.advance());
    expect(most).toBe(2);
  });
});

/**
 * How many eat at a time at most. Whoever has both forks eats until the first is given back; some eat at
 * once where nobody's end has to come before another's beginning.
 */
function mostAtOnce(steps: ReturnType<ScheduleRunner["run"]>["steps"], ops: ArrayLike<number>): number {
  const order = new HappensBefore();
  const meals = new Map<number, { locks: number; begin: number; end: number }>();
  for (const [i, step] of steps.entries()) {
    order.add(step, false);
    const meal = meals.get(step.thread) ?? { locks: 0, begin: -1, end: -1 };
    meals.set(step.thread, meal);
    if (ops[step.pc] === Op.lock) meal.locks += 1;
    if (ops[step.pc] === Op.lock && meal.locks === 2) meal.begin = i;
    if (ops[step.pc] === Op.unlock && meal.end < 0) meal.end = i;
  }
  const eaten = [...meals.values()].filter(({ end }) => end >= 0);
  const together = (a: { begin: number; end: number }, b: { begin: number; end: number }) =>
    !order.isBefore(a.end, b.begin) && !order.isBefore(b.end, a.begin);
  let most = 0;
  for (let set = 0; set < 2 ** eaten.length; set += 1) {
    const chosen = eaten.filter((_, i) => (set & (1 << i)) !== 0);
    if (chosen.every((a, i) => chosen.slice(i + 1).every((b) => together(a, b))))
      most = Math.max(most, chosen.length);
  }
  return most;
}
