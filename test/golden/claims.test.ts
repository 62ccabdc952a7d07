import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunResult } from "../../src/analysis/result.ts";
import { parseScenario, simulate } from "../../src/index.ts";

/** What the shipped scenarios are there to show, each claim checked by running it. */
const SCENARIOS = join(import.meta.dirname, "../../scenarios");
const MIB = 2 ** 20;

function results(name: string, set: readonly string[] = []): Map<string, RunResult> {
  const file = `${name}.yaml`;
  const parsed = parseScenario(readFileSync(join(SCENARIOS, file), "utf8"), { file, set });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join("\n"));
  return new Map(
    simulate(parsed.scenario, { trace: false, full: true }).map(({ result }) => [result.model, result]),
  );
}

function run(name: string, model: string, set: readonly string[] = []): RunResult {
  const result = results(name, set).get(model);
  if (result === undefined) throw new Error(`${name} is not run under ${model}`);
  return result;
}

const kinds = (result: RunResult) => result.findings.map(({ kind }) => kind);

describe("io-bound", () => {
  const exact = (workers: number) => [
    `workload.fetchers.workers=${workers}`,
    "workload.fetchers.job=[{ io: 100ms }]",
    "machine.costs=ideal",
  ];

  test("7 workers take exactly 1/7 under one-to-one, and gain nothing under many-to-one", () => {
    const many = run("io-bound", "many-to-one", exact(7)).makespanNs;
    expect(run("io-bound", "one-to-one", exact(7)).makespanNs * 7).toBe(many);
    for (const workers of [1, 2, 4]) {
      expect(run("io-bound", "many-to-one", exact(workers)).makespanNs).toBe(many);
    }
  });

  test("under one-to-one more workers mean a shorter makespan", () => {
    const makespans = [1, 3, 7].map((workers) => run("io-bound", "one-to-one", exact(workers)).makespanNs);
    expect(makespans).toEqual([21e8, 7e8, 3e8]);
  });
});

test("cpu-bound: no model beats the number of cores", () => {
  for (const { ledgerNs, makespanNs, cores } of results("cpu-bound").values()) {
    expect(makespanNs).toBeGreaterThanOrEqual(ledgerNs.running / cores.count);
  }
});

test("blocking-lock: under many-to-one everyone else in the process stalls; elsewhere the waiter alone waits", () => {
  for (const [model, result] of results("blocking-lock")) {
    const stalled = (result.threads ?? [])
      .filter(({ ledgerNs }) => ledgerNs.stalled > 0)
      .map(({ name }) => name);
    const waiting = (result.threads ?? []).filter(({ ledgerNs }) => (ledgerNs.blocked.lock ?? 0) > 0);
    expect(stalled).toEqual(model === "many-to-one" ? ["workers[0]", "workers[1]", "workers[2]"] : []);
    expect(waiting.map(({ name }) => name)).toEqual(["waiter"]);
  }
});

test("one-to-one-cost: faster than one kernel thread, dearer than a few", () => {
  const all = results("one-to-one-cost");
  const [one, own, few] = ["many-to-one", "one-to-one", "many-to-many"].map((model) => all.get(model));
  if (one === undefined || own === undefined || few === undefined) throw new Error("a model is missing");
  expect(own.makespanNs).toBeLessThan(one.makespanNs);
  expect(own.makespanNs).toBeGreaterThan(few.makespanNs);
  expect(own.ledgerNs.overhead).toBeGreaterThan(few.ledgerNs.overhead);
  expect(own.memory.peakBytes).toBeGreaterThan(few.memory.peakBytes);
  expect(own.switches.kernel).toBeGreaterThan(few.switches.kernel);
});

test("too-many-threads: the best number of threads lies inside", () => {
  const { threads = [] } = run("too-many-threads", "one-to-one");
  const spans = new Map<string, { from: number; to: number }>();
  for (const { name, arrivalNs, endNs } of threads) {
    const group = name.replace(/\[.*/, "");
    const span = spans.get(group) ?? { from: Number.POSITIVE_INFINITY, to: 0 };
    spans.set(group, { from: Math.min(span.from, arrivalNs ?? 0), to: Math.max(span.to, endNs ?? 0) });
  }
  const lengths = [...spans.values()].map(({ from, to }) => to - from);
  const best = lengths.indexOf(Math.min(...lengths));
  expect(best).toBeGreaterThan(0);
  expect(best).toBeLessThan(lengths.length - 1);
  // And past it every doubling but rounding costs more.
  expect(lengths.at(-1)).toBeGreaterThan((lengths[best] ?? 0) * 1.1);
});

test("processes-vs-threads: processes cost start, end and copied memory", () => {
  const all = results("processes-vs-threads");
  const threads = all.get("one-to-one");
  const runs = simulateAll("processes-vs-threads").filter(({ model }) => model === "processes");
  const [copied, shared] = runs;
  if (threads === undefined || copied === undefined || shared === undefined)
    throw new Error("a model is missing");
  expect(copied.ledgerNs.overhead).toBeGreaterThan(threads.ledgerNs.overhead * 10);
  expect(copied.memory.peakBytes).toBeGreaterThan(threads.memory.peakBytes + 16 * MIB);
  expect(shared.memory.peakBytes).toBeLessThan(copied.memory.peakBytes);
  expect(shared.ledgerNs.overhead).toBeLessThan(copied.ledgerNs.overhead);
});

/** Every run of a scenario, also where two are under the same model. */
function simulateAll(name: string): RunResult[] {
  const file = `${name}.yaml`;
  const parsed = parseScenario(readFileSync(join(SCENARIOS, file), "utf8"), { file });
  if (!parsed.ok) throw new Error(`${file} is no valid scenario`);
  return simulate(parsed.scenario, { trace: false }).map(({ result }) => result);
}

test("lost-update and unsafe-list: only what is unprotected goes wrong", () => {
  const lost = run("lost-update", "one-to-one");
  expect(kinds(lost)).toContain("lost-update");
  expect(lost.findings.flatMap(({ objects }) => objects)).toEqual(["racy"]);
  expect(lost.objects.racy?.value).toBeLessThan(400);
  expect(lost.objects.guarded?.value ?? lost.objects.safe?.value).toBe(400);
  const gone = run("unsafe-list", "one-to-one");
  expect(kinds(gone)).toContain("index-gone");
  expect(gone.findings.flatMap(({ objects }) => objects)).toEqual(["unsafe"]);
});

test.each(["pool-deadlock", "dining"])("%s: the deadlock is found and named under every model", (name) => {
  for (const result of results(name).values()) {
    expect(result.outcome).toBe("deadlock");
    expect(kinds(result)).toContain("deadlock");
    const [finding] = result.findings.filter(({ kind }) => kind === "deadlock");
    expect(finding?.threads.length).toBeGreaterThan(1);
    expect(finding?.objects.length).toBeGreaterThan(0);
  }
});
