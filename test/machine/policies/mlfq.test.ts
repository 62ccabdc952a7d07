import { expect, test } from "vitest";
import { ms } from "../../../src/base/time.ts";
import { compute, endsMs, group, io, machine, scenario } from "../../threads/fixtures.ts";
import { stays } from "../stays.ts";

const MLFQ = { policy: "mlfq", levels: 3, quanta: [ms(10)], boost: null, accounting: true } as const;

test("quanta by level, and round-robin at the bottom", () => {
  const scheduler = { ...MLFQ, quanta: [ms(2), ms(4), ms(8)] };
  const workload = [group("t", [compute(20)], { count: 2 })];
  expect(stays(scenario(workload, { machine: machine({ scheduler }) }))).toEqual([
    ["A 0–2", "B 2–4", "A 4–8", "B 8–12", "A 12–20", "B 20–28", "A 28–34", "B 34–40"],
  ]);
});

/** Blocks for a moment just before its quantum ends, again and again. */
const GAMER = [{ kind: "repeat", times: 20, body: [compute(9), io(1)] }] as const;

test("with accounting nobody keeps its level by blocking in time", () => {
  const workload = [group("gamer", GAMER), group("honest", [compute(100)])];
  const honest = (accounting: boolean) =>
    endsMs(scenario(workload, { machine: machine({ scheduler: { ...MLFQ, accounting } }) }))[1] ?? 0;
  // Without it, the honest one gets the core only while the other blocks: 20 ms of the first 200.
  expect(honest(false)).toBe(200 + 80);
  // With it, at least every other quantum.
  expect(honest(true)).toBeLessThan(2 * 100);
});

test("a boost brings whoever starves back to the top", () => {
  const short = { kind: "every", interval: ms(10), count: 30 } as const;
  const workload = [
    group("long", [compute(60)]),
    group("short", [compute(10)], { count: 30, arrive: short }),
  ];
  const end = (boost: number | null) =>
    endsMs(
      scenario(workload, {
        machine: machine({ scheduler: { ...MLFQ, boost: boost === null ? null : ms(boost) } }),
      }),
    )[0];
  expect(end(null)).toBe(360);
  expect(end(50)).toBeLessThan(360);
});
