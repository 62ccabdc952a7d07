import { expect, test } from "vitest";
import { ms } from "../../../src/base/time.ts";
import { compute, group, machine, scenario } from "../../threads/fixtures.ts";
import { stays } from "../stays.ts";

const PRIORITY = {
  policy: "priority",
  preemptive: true,
  quantum: null,
  aging: null,
  order: "low-first",
} as const;
const at = (time: number) => ({ arrive: { kind: "at", time: ms(time) } as const });

test("who is preempted stays ahead of its equals and keeps the rest of its quantum", () => {
  const workload = [
    group("a", [compute(8)], { priority: 5 }),
    group("b", [compute(8)], { priority: 5 }),
    group("c", [compute(2)], { priority: 1, ...at(3) }),
  ];
  const scheduler = { ...PRIORITY, quantum: ms(4) };
  expect(stays(scenario(workload, { machine: machine({ scheduler }) }))).toEqual([
    ["A 0–3", "C 3–5", "A 5–6", "B 6–10", "A 10–14", "B 14–18"],
  ]);
});

test("equal priorities do not preempt each other", () => {
  const workload = [
    group("a", [compute(5)], { priority: 1 }),
    group("b", [compute(5)], { priority: 1, ...at(2) }),
  ];
  expect(stays(scenario(workload, { machine: machine({ scheduler: PRIORITY }) }))).toEqual([
    ["A 0–5", "B 5–10"],
  ]);
});

test("not preemptive, the more urgent waits for the end", () => {
  const workload = [
    group("a", [compute(5)], { priority: 9 }),
    group("b", [compute(5)], { priority: 1, ...at(2) }),
  ];
  const scheduler = { ...PRIORITY, preemptive: false };
  expect(stays(scenario(workload, { machine: machine({ scheduler }) }))).toEqual([["A 0–5", "B 5–10"]]);
});

test("on two cores the least urgent has to leave", () => {
  const workload = [
    group("a", [compute(5)], { priority: 2 }),
    group("b", [compute(5)], { priority: 3 }),
    group("c", [compute(1)], { priority: 1, ...at(1) }),
  ];
  expect(stays(scenario(workload, { machine: machine({ cores: 2, scheduler: PRIORITY }) }))).toEqual([
    ["A 0–5"],
    ["B 0–1", "C 1–2", "B 2–6"],
  ]);
});

test("aging keeps a low priority from starving behind a stream of urgent threads", () => {
  const urgent = group("urgent", [compute(10)], {
    count: 20,
    priority: 0,
    arrive: { kind: "every", interval: ms(10), count: 20 },
  });
  const low = group("low", [compute(1)], { priority: 5, ...at(10) });
  const order = (aging: number | null) => {
    const scheduler = { ...PRIORITY, preemptive: false, aging: aging === null ? null : ms(aging) };
    return stays(scenario([urgent, low], { machine: machine({ scheduler }) }))[0] ?? [];
  };
  const lasts = (stay: string) => {
    const [from = 0, to = 0] = stay.slice(2).split("–").map(Number);
    return to - from;
  };
  expect(order(null).findIndex((stay) => lasts(stay) === 1)).toBe(20);
  // Five levels of 10 ms: after 50 ms it is the equal of one that has just come, and has come before it.
  expect(order(10).findIndex((stay) => lasts(stay) === 1)).toBe(5);
});
