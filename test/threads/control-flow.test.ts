import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { Step } from "../../src/threads/options.ts";
import {
  compute,
  endsMs,
  group,
  io,
  locked,
  MODEL,
  measure,
  mutex,
  repeat,
  scenario,
  sleep,
} from "./fixtures.ts";

const choose = (...branches: { readonly weight: number; readonly body: readonly Step[] }[]): Step => ({
  kind: "choose",
  branches,
});

describe("repeat", () => {
  test.each([
    ["no round", [repeat(0, compute(5)), compute(1)], 1],
    ["one", [repeat(1, compute(5)), compute(1)], 6],
    ["many", [repeat(1000, compute(5)), compute(1)], 5001],
    ["an empty body", [repeat(1000), compute(1)], 1],
    ["nested", [repeat(3, compute(1), repeat(4, compute(2)), repeat(0, compute(100))), compute(1)], 28],
    ["in a row, each with a count of its own", [repeat(2, compute(1)), repeat(3, compute(1))], 5],
  ])("%s", (_, program, end) => {
    expect(endsMs(scenario([group("t", program)]))).toEqual([end]);
  });

  test("counts for each user thread apart, also where they are interrupted", () => {
    const program = [repeat(3, compute(2), io(1))];
    const input = scenario([group("t", program, { count: 3 })], {
      model: { ...MODEL["many-to-one"], io: "nonblocking", preempt: ms(1) },
    });
    expect(measure(input).threads?.map(({ ledgerNs }) => [ledgerNs.running, ledgerNs.blocked.io])).toEqual(
      Array.from({ length: 3 }, () => [ms(6), ms(3)]),
    );
  });
});

describe("if and while", () => {
  const objects = [{ kind: "variable", name: "n", value: 1, atomic: false }] as const;
  const update = (amount: number): Step => ({ kind: "update", variable: "n", amount, window: ms(0) });
  const when = (value: number, body: readonly Step[], otherwise: readonly Step[] = []): Step => ({
    kind: "if",
    variable: "n",
    value,
    body,
    otherwise,
  });
  const loop = (value: number, ...body: Step[]): Step => ({ kind: "while", variable: "n", value, body });

  test.each<[string, readonly Step[], number]>([
    ["found", [when(1, [compute(5)]), compute(1)], 6],
    ["not found, and nothing else to do", [when(0, [compute(5)]), compute(1)], 1],
    ["found, so nothing else", [when(1, [compute(5)], [compute(7)]), compute(1)], 6],
    ["not found", [when(0, [compute(5)], [compute(7)]), compute(1)], 8],
    ["one in the other", [when(1, [when(2, [compute(3)], [when(1, [compute(4)])])]), compute(1)], 5],
    ["no turn", [loop(0, compute(5)), compute(1)], 1],
    ["until it has changed", [update(-1), loop(0, compute(5), update(1)), compute(1)], 6],
    ["turns of a loop within", [repeat(3, when(3, [compute(9)], [compute(1)]), update(1))], 11],
  ])("%s", (_, program, end) => {
    expect(endsMs(scenario([group("t", program)], { objects }))).toEqual([end]);
  });

  test("the variable is in the register then", () => {
    const program: readonly Step[] = [
      when(1, [
        { kind: "add", amount: 4 },
        { kind: "store", variable: "n" },
      ]),
    ];
    expect(measure(scenario([group("t", program)], { objects })).objects.n?.value).toBe(5);
  });

  test("who waits in a while looks again when it is woken", () => {
    const waits = loop(0, { kind: "wait", condition: "c", mutex: "m" });
    const sets = (time: number, amount: number): readonly Step[] => [
      sleep(time),
      locked("m", update(amount)),
      { kind: "signal", condition: "c" },
    ];
    const shared = scenario(
      [group("waits", [locked("m", waits)]), group("too soon", sets(1, 0)), group("in time", sets(2, 1))],
      { objects: [{ ...objects[0], value: 0 }, mutex("m"), { kind: "condition", name: "c" }] },
    );
    expect(endsMs(shared)[0]).toBe(2);
    expect(measure(shared).findings).toEqual([]);
  });
});

test("forever goes on until the horizon", () => {
  const input = scenario([group("t", [{ kind: "forever", body: [compute(2), sleep(1)] }])], {
    until: ms(30),
  });
  expect(measure(input)).toMatchObject({
    outcome: "horizon",
    ledgerNs: { running: ms(20), blocked: { sleep: ms(10) } },
  });
});

describe("choose", () => {
  test("takes the branches as often as their weights say, and no branch of weight 0", () => {
    const rounds = 20_000;
    const program = [
      repeat(
        rounds,
        choose(
          { weight: 1, body: [compute(1)] },
          { weight: 0, body: [compute(1_000_000)] },
          { weight: 3, body: [sleep(1)] },
        ),
      ),
    ];
    const { ledgerNs } = measure(scenario([group("t", program)]));
    const first = ledgerNs.running / ms(1);
    expect(first + (ledgerNs.blocked.sleep ?? 0) / ms(1)).toBe(rounds);
    // Five standard deviations of a binomial of 20,000 draws at ¼ are 306.
    expect(Math.abs(first - rounds / 4)).toBeLessThan(306);
  });

  test("one branch is no choice; after it the program goes on", () => {
    const program = [choose({ weight: 2, body: [compute(1), compute(1)] }), compute(1)];
    expect(endsMs(scenario([group("t", program)]))).toEqual([3]);
  });

  test("threads of a group choose each for itself, under every model the same", () => {
    const program = [choose({ weight: 1, body: [compute(1)] }, { weight: 1, body: [compute(2)] })];
    const spent = Object.values(MODEL).map((model) =>
      measure(scenario([group("t", program, { count: 64 })], { model })).threads?.map(
        ({ ledgerNs }) => ledgerNs.running / ms(1),
      ),
    );
    expect(new Set(spent[0])).toEqual(new Set([1, 2]));
    for (const other of spent) expect(other).toEqual(spent[0]);
  });
});
