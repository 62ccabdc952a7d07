import { describe, expect, test } from "vitest";
import { at } from "../../../src/base/assert.ts";
import { ModelCheck } from "../../../src/study/check/model-check.ts";
import { checked, scenarioOfText, shippedScenario } from "./fixtures.ts";

const counter = scenarioOfText(`
models: [one-to-one]
objects: { n: variable }
workload:
  - { thread: t, count: 2, program: [load: n, add: 1, store: n] }
`);
const abba = shippedScenario("hazards/abba-deadlock.yaml");
const kinds = (result: ReturnType<typeof checked>) => result.hazards.map(({ finding }) => finding.kind);

describe("bounded", () => {
  test("counts every schedule once, under the bound that it needs", () => {
    const { outcomes, schedules } = checked(counter, { kind: "bounded", preemptions: 5 });
    expect(outcomes.map(({ values, schedules }) => [values.n, schedules])).toEqual([
      [1, 18],
      [2, 2],
    ]);
    expect(schedules).toBe(20);
  });

  test("finds what needs so many preemptions and no more, and says what was covered", () => {
    const none = checked(abba, { kind: "bounded", preemptions: 0 });
    expect(none.outcomes.map(({ ended }) => ended)).toEqual(["completed"]);
    expect(none.coverage).toBe("bound reached: 2 schedules, all of those without preemption");
    const one = checked(abba, { kind: "bounded", preemptions: 1 });
    expect(kinds(one)).toEqual(["deadlock"]);
    expect(one.coverage).toMatch(/^bound reached: \d+ schedules, all of those with up to 1 preemption$/);
  });

  test("takes over where schedules are too many, and is not complete", () => {
    const many = shippedScenario("hazards/dining-philosophers.yaml");
    const result = checked(many, { kind: "auto" }, { maxSchedules: 40 });
    expect(result).toMatchObject({ method: "bounded", complete: false });
    // Not yet met, but the locks are taken in a circle.
    expect(kinds(result)).toEqual(["lock-order"]);
  });
});

describe("states", () => {
  test("are gone on from once each, and counted", () => {
    const { coverage, states, method, outcomes } = checked(counter, { kind: "states" });
    // Both before their load, or one or both before their add or store, or ended, with 1 or 2; the two change places.
    expect({ method, states }).toEqual({ method: "states", states: 13 });
    expect(coverage).toBe("13 states, complete");
    expect(outcomes).toEqual([
      { ended: "completed", values: { n: 1 }, schedules: 1 },
      { ended: "completed", values: { n: 2 }, schedules: 1 },
    ]);
  });

  test("tell a wake-up that was lost from one that never came, though all stand where they stood", () => {
    const early = scenarioOfText(`
models: [one-to-one]
objects: { c: condition, flag: { variable: { atomic: true } } }
workload:
  - { thread: signaller, program: [ { if: flag, is: 1, do: [ signal: c ] } ] }
  - { thread: setter, program: [ update: flag ] }
  - { thread: waiter, program: [ wait: c ] }
`);
    expect(kinds(checked(early, { kind: "states" }))).toEqual(["deadlock", "lost-wakeup"]);
  });

  test("are no more than may be remembered", () => {
    const few = checked(abba, { kind: "states" }, { maxStates: 5 });
    expect(few).toMatchObject({ complete: false, method: "states" });
    expect(few.coverage).toMatch(/^bound reached: \d states$/);
  });

  test("give way to schedules where they can't be told apart, which is said", () => {
    const ceiling = scenarioOfText(`
models: [one-to-one]
objects: { m: { mutex: { protocol: ceiling } } }
workload:
  - { thread: t, count: 2, program: [ lock: m, unlock: m ] }
`);
    const { method, coverage } = checked(ceiling, { kind: "states" });
    expect(method).toBe("reduced");
    expect(coverage).toMatch(/complete, by schedules, as mutexes with ceilings have one queue together$/);
  });
});

describe.each([
  ["random", { kind: "random", schedules: 200 }],
  ["pct", { kind: "pct", depth: 2 }],
] as const)("%s", (_, mode) => {
  const run = (seed: number) => checked({ ...abba, seed }, mode, { maxSchedules: 200 });

  test("meets the deadlock, and the same schedules again with the same seed", () => {
    const result = run(1);
    expect(kinds(result)).toContain("deadlock");
    expect(result).toMatchObject({ schedules: 200, complete: false });
    expect(run(1)).toEqual(result);
    expect(run(2).outcomes).not.toEqual(result.outcomes);
  });

  test("shortens what it has met", () => {
    expect(run(1).hazards[0]?.witness).toMatchObject({ preemptions: 1, isFewest: true });
  });
});

describe("programs without an end", () => {
  const beside = scenarioOfText(`
models: [one-to-one]
objects: { a: mutex, b: mutex, n: variable }
workload:
  - { thread: live, program: [forever: [load: n, compute: 1ms]] }
  - { thread: busy, program: [forever: [compute: 1ms]] }
  - { thread: there, program: [lock: a, lock: b, unlock: b, unlock: a] }
  - { thread: back, program: [lock: b, lock: a, unlock: a, unlock: b] }
`);

  test("are cut, and user threads that deadlock beside them are found", () => {
    const result = checked(beside, { kind: "random", schedules: 20 }, { maxSteps: 220 });
    expect(result.complete).toBe(false);
    expect(result.cut).toBe(result.schedules);
    expect(kinds(result)).toContain("deadlock");
    expect(result.hazards.find(({ finding }) => finding.kind === "deadlock")?.finding.threads).toEqual([
      "there",
      "back",
    ]);
    expect(result.coverage).toContain("cut at 220 steps");
  });

  test("come to their end by their states, however long they go on", () => {
    const result = checked(beside);
    expect(result).toMatchObject({ method: "states", complete: true });
    expect(kinds(result)).toEqual(["deadlock"]);
  });

  test("come to nothing, whatever their variables hold when they are cut", () => {
    const counting = scenarioOfText(`
models: [one-to-one]
objects: { n: variable }
workload:
  - { thread: t, count: 2, program: [forever: [update: n, compute: 1ms]] }
`);
    const { outcomes, schedules } = checked(counting, { kind: "auto" }, { maxSchedules: 20, maxSteps: 60 });
    expect(outcomes).toEqual([{ ended: "cut", values: {}, schedules }]);
  });
});

describe("models", () => {
  const text = (models: string) => `
models: [${models}]
objects: { n: variable }
workload:
  - { thread: t, count: 2, program: [load: n, io: 1ms, add: 1, store: n] }
`;
  const finals = (models: string) =>
    checked(scenarioOfText(text(models))).outcomes.map(({ values }) => values.n);

  test("on one kernel thread user threads take turns where they block without it, and nowhere else", () => {
    expect(finals("many-to-one")).toEqual([2]);
    expect(finals("many-to-one: { io: nonblocking }")).toEqual([1]);
    expect(finals("many-to-one: { preempt: 1ms }")).toEqual([1, 2]);
    expect(finals("one-to-one")).toEqual([1, 2]);
    expect(finals("one-to-one: { gil: {} }")).toEqual([1, 2]);
  });
});

test("a check that is stopped says what it has", () => {
  const check = new ModelCheck(counter, at(counter.models, 0), {
    mode: { kind: "exhaustive" },
    maxSchedules: null,
    maxStates: null,
    maxSteps: 100,
  });
  for (let i = 0; i < 5; i += 1) check.advance();
  expect(check.result()).toMatchObject({
    schedules: 5,
    complete: false,
    coverage: "bound reached: 5 schedules",
  });
});
