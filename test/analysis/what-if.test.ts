import { expect, test } from "vitest";
import type { RunResult } from "../../src/analysis/result.ts";
import { type VariantName, type WhatIfTable, whatIfTable } from "../../src/analysis/what-if.ts";
import { ns } from "../../src/base/time.ts";
import { runResult } from "../report/result-fixture.ts";

const AT_MOST: Partial<Record<VariantName["resource"], number>> = { cores: 0.1, io: 0.2, computing: 0.2 };
const name = (resource: VariantName["resource"]): VariantName => ({
  resource,
  place: null,
  what: resource,
  set: null,
  atMost: AT_MOST[resource] ?? 1,
});

const whole = (makespan: number): RunResult =>
  runResult({
    makespanNs: ns(makespan),
    throughput: { unit: "jobs", completed: 10, perSecond: 1e10 / makespan },
  });
const cut = (perSecond: number, outcome: "horizon" | "deadlock" = "horizon"): RunResult =>
  runResult({ makespanNs: ns(500), outcome, throughput: { unit: "jobs", completed: 1, perSecond } });

const table = (asItWas: RunResult, ...tried: readonly (readonly [VariantName["resource"], RunResult])[]) =>
  whatIfTable(
    asItWas,
    tried.map(([resource, result]) => [name(resource), result] as const),
    [],
  );
const order = ({ rows }: WhatIfTable) => rows.map(({ resource }) => resource);

test("shortest first; what was cut short comes after, a deadlock last", () => {
  const found = table(
    whole(1_000),
    ["io", cut(3, "deadlock")],
    ["cores", whole(900)],
    ["gil", cut(5)],
    ["lock", whole(800)],
    ["quota", cut(7)],
  );
  expect(order(found)).toEqual(["lock", "cores", "quota", "gil", "io"]);
  expect(found.rows.map(({ makespanChange }) => makespanChange?.toFixed(2))).toEqual([
    "-0.20",
    "-0.10",
    undefined,
    undefined,
    undefined,
  ]);
});

test("the bottleneck is the best change; of those as good the first, and never the model", () => {
  const best = (...tried: Parameters<typeof table>[1][]) =>
    table(whole(1_000), ...tried).bottleneck?.resource;
  expect(best(["lock", whole(700)], ["switches", whole(500)], ["model", whole(100)])).toBe("switches");
  expect(best(["lock", whole(600)], ["switches", whole(500)])).toBe("lock");
  expect(best(["cores", whole(995)], ["computing", whole(1_100)])).toBeUndefined();
});

test("what a program has to do anyway is the bottleneck only where nothing is short", () => {
  const best = (...tried: Parameters<typeof table>[1][]) =>
    table(whole(1_000), ...tried).bottleneck?.resource;
  // One more of nine cores saves all that it can, a tenth.
  expect(best(["cores", whole(900)], ["computing", whole(800)])).toBe("cores");
  expect(best(["cores", whole(960)], ["computing", whole(800)])).toBe("computing");
  expect(best(["lock", whole(840)], ["computing", whole(800)])).toBe("lock");
  expect(best(["lock", whole(900)], ["io", whole(800)])).toBe("io");
});

test("runs that were cut short are judged by throughput, and who avoids a deadlock wins", () => {
  const found = table(cut(4), ["cores", cut(5)], ["io", cut(4.1)]);
  expect(found.bottleneck).toMatchObject({ resource: "cores", makespanChange: null, throughputChange: 0.25 });
  const freed = table(cut(0, "deadlock"), ["cores", cut(0, "deadlock")], ["permits", whole(900)]);
  expect(freed.bottleneck).toMatchObject({
    resource: "permits",
    makespanChange: null,
    throughputChange: null,
  });
  expect(table(cut(0, "deadlock"), ["cores", cut(0, "deadlock")]).bottleneck).toBeNull();
});
