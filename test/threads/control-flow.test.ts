import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { Step } from "../../src/threads/options.ts";
import { compute, endsMs, group, io, MODEL, measure, repeat, scenario, sleep } from "./fixtures.ts";

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
