import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { ObjectOptions, Step } from "../../src/threads/options.ts";
import {
  at,
  compute,
  group,
  locked,
  MODEL,
  machine,
  measure,
  mutex,
  recordsOf,
  repeat,
  scenario,
  simulate,
} from "./fixtures.ts";

const variable = (value = 0, atomic = false): ObjectOptions => ({
  kind: "variable",
  name: "n",
  value,
  atomic,
});
const list = (safe: boolean, length: number): ObjectOptions => ({ kind: "list", name: "l", safe, length });
const update = (amount: number, window: number): Step => ({
  kind: "update",
  variable: "n",
  amount,
  window: ms(window),
});
const remove = (window: number): Step => ({ kind: "remove", list: "l", window: ms(window) });
const append = (window: number): Step => ({ kind: "append", list: "l", window: ms(window) });
const two = machine({ cores: 2 });
const roundRobin = machine({ scheduler: { policy: "round-robin", quantum: ms(1) } });

describe("a variable", () => {
  const adders = (...steps: Step[]) => [group("t", steps, { count: 2 })];

  test("load, add and store work on the thread's one register", () => {
    const program: Step[] = [
      { kind: "load", variable: "n" },
      { kind: "add", amount: 5 },
      { kind: "add", amount: -2 },
      { kind: "store", variable: "n" },
    ];
    const result = measure(scenario([group("t", program)], { objects: [variable(10)] }));
    expect(result.objects.n).toMatchObject({ kind: "variable", value: 13 });
  });

  test("loses an update where two cores load the same value", () => {
    const input = scenario(adders(update(1, 2)), { objects: [variable()], machine: two });
    expect(measure(input).objects.n?.value).toBe(1);
    expect(recordsOf(simulate(input), "lostUpdate")).toEqual(["2 lostUpdate 1"]);
  });

  test("loses updates on one core, too, where the kernel preempts", () => {
    const input = scenario(adders(repeat(5, update(1, 2))), { objects: [variable()], machine: roundRobin });
    const { objects, findings } = measure(input);
    expect(objects.n?.value).toBeLessThan(10);
    expect(findings.map(({ kind }) => kind)).toContain("lost-update");
  });

  test("loses none with a mutex, in an indivisible update, or where nothing preempts", () => {
    const value = (program: Step, more: object) =>
      measure(scenario(adders(repeat(5, program)), { objects: [variable(), mutex("m")], ...more })).objects.n
        ?.value;
    expect(value(locked("m", update(1, 2)), { machine: two })).toBe(10);
    expect(value(update(1, 0), { machine: two })).toBe(10);
    expect(value(update(1, 2), { machine: two, model: MODEL["many-to-one"] })).toBe(10);
  });

  test("is 32 bits wide: past the largest number it goes on from the smallest", () => {
    const input = scenario([group("t", [update(2, 0)])], { objects: [variable(2 ** 31 - 1)] });
    expect(measure(input).objects.n?.value).toBe(-(2 ** 31) + 1);
  });
});

describe("an atomic variable", () => {
  const run = (...steps: Step[]) =>
    scenario([group("t", steps, { count: 2 })], { objects: [variable(0, true)], machine: two });

  test("loses no update, and its update takes as long as any", () => {
    expect(measure(run(repeat(5, update(1, 2))))).toMatchObject({
      findings: [],
      endNs: ms(20 / 2),
      objects: { n: { value: 10 } },
    });
  });

  test("loses one that is written out in steps", () => {
    const steps: readonly Step[] = [
      { kind: "load", variable: "n" },
      compute(2),
      { kind: "add", amount: 1 },
      { kind: "store", variable: "n" },
    ];
    expect(measure(run(...steps)).findings.map(({ kind }) => kind)).toEqual(["lost-update"]);
  });
});

describe("check, then act", () => {
  const when = (value: number, ...body: Step[]): Step => ({
    kind: "if",
    variable: "n",
    value,
    body,
    otherwise: [],
  });
  const run = (atomic: boolean, ...steps: Step[]) =>
    measure(
      scenario([group("t", steps, { count: 2 })], {
        objects: [variable(1, atomic), mutex("m")],
        machine: two,
      }),
    );
  const kinds = (...[atomic, ...steps]: [boolean, ...Step[]]) =>
    run(atomic, ...steps).findings.map(({ kind }) => kind);

  test.each([true, false])("two find the last one there, and both take it (atomic: %s)", (atomic) => {
    const result = run(atomic, when(1, compute(2), update(-1, 0)));
    expect(result.objects.n?.value).toBe(-1);
    expect(result.findings.map(({ kind }) => kind)).toEqual(["check-then-act"]);
    expect(result.findings[0]).toMatchObject({ atNs: ms(2), threads: ["t[1]"], objects: ["n"] });
  });

  test("no mistake under a lock, or where the check is made again under it", () => {
    const act = when(1, compute(2), update(-1, 0));
    expect(kinds(false, locked("m", act))).toEqual([]);
    expect(run(true, when(1, locked("m", act))).findings).toEqual([]);
    expect(kinds(false, when(1, locked("m", compute(2), update(-1, 0))))).toContain("check-then-act");
  });

  test("no mistake where the value is what was found, or has been changed by the thread itself", () => {
    expect(kinds(true, when(1, compute(2), update(0, 0)))).toEqual([]);
    expect(
      kinds(true, locked("m", when(1, update(1, 0), update(1, 0), when(3, update(1, 0)), update(-3, 0)))),
    ).toEqual([]);
  });

  test("no mistake after the body", () => {
    expect(kinds(true, when(1, compute(2)), update(1, 0))).toEqual([]);
  });
});

describe("a list", () => {
  const run = (safe: boolean, length: number, step: Step, more: object = {}) =>
    scenario([group("t", [step], { count: 2 })], { objects: [list(safe, length)], machine: two, ...more });

  test("unsafe: two take index 0, one finds it gone", () => {
    const input = run(false, 2, remove(3));
    expect(recordsOf(simulate(input), "taken", "indexGone")).toEqual(["3 taken 0", "3 indexGone 1"]);
    expect(measure(input).objects.l?.value).toBe(1);
    expect(measure(input).findings.map(({ kind }) => kind)).toContain("index-gone");
  });

  test("unsafe, but nobody between the look and the change", () => {
    expect(recordsOf(simulate(run(false, 2, remove(0))), "indexGone")).toEqual([]);
    const late = scenario([group("a", [remove(3)]), group("b", [remove(3)], at(3))], {
      objects: [list(false, 2)],
      machine: two,
    });
    expect(recordsOf(simulate(late), "taken", "indexGone")).toEqual(["3 taken 0", "6 taken 1"]);
  });

  test("unsafe: of two that append at the same place one is lost", () => {
    for (const length of [0, 4]) {
      const input = run(false, length, append(3));
      expect(measure(input).objects.l?.value).toBe(length + 1);
      expect(recordsOf(simulate(input), "lostUpdate")).toEqual(["3 lostUpdate 1"]);
    }
  });

  test("safe: both get their element, both add one", () => {
    expect(measure(run(true, 2, remove(3)))).toMatchObject({ findings: [], objects: { l: { value: 0 } } });
    expect(measure(run(true, 2, append(3)))).toMatchObject({ findings: [], objects: { l: { value: 4 } } });
  });

  test("found empty, it stays as it is", () => {
    for (const safe of [true, false]) {
      expect(measure(run(safe, 0, remove(3)))).toMatchObject({
        outcome: "completed",
        findings: [],
        objects: { l: { value: 0 } },
      });
    }
    // One element for two: with a safe list the second finds none.
    expect(measure(run(true, 1, remove(3)))).toMatchObject({ findings: [], objects: { l: { value: 0 } } });
  });

  test("the work takes its time either way", () => {
    for (const safe of [true, false]) {
      const input = scenario([group("t", [remove(3), append(4), compute(1)])], { objects: [list(safe, 1)] });
      expect(measure(input)).toMatchObject({ endNs: ms(8), objects: { l: { value: 1 } } });
    }
  });
});
