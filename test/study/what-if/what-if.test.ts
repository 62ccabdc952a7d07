import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  parseScenario,
  type Run,
  type Scenario,
  simulate,
  type WhatIfTable,
  whatIf,
} from "../../../src/index.ts";
import { planWhatIf } from "../../../src/study/what-if/what-if.ts";

const ROOT = join(import.meta.dirname, "../../..");

function parse(text: string, set: readonly string[] = []): Scenario {
  const parsed = parseScenario(text, { file: "", set });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.scenario;
}

function tableOf(scenario: Scenario, place = 0): WhatIfTable {
  const model = scenario.models[place];
  const run = simulate(scenario, { trace: false })[place];
  if (model === undefined || run === undefined) throw new Error("no such model");
  return whatIf({ scenario, model, result: run.result });
}

const rowOf = (table: WhatIfTable, what: string) => table.rows.find((row) => row.what === what);

/** What the same change comes to, made in the scenario's text. */
function twin(text: string, set: readonly string[]): Run["result"] | undefined {
  return simulate(parse(text, set), { trace: false })[0]?.result;
}

describe("every variant is the run that the changed text gives:", () => {
  const POOL = `seed: 7
machine: { cores: 2, costs: linux, devices: { disk: { servers: 1 } } }
models: [ { many-to-many: { kernelThreads: 4 } }, one-to-one ]
objects: { m: mutex, slots: { semaphore: { count: 2 } }, q: { queue: { capacity: 1 } } }
workload:
  - pool: p
    workers: 6
    jobs: 12
    job:
      - compute: { exponential: 2ms }
      - io: { for: 300us, device: disk }
      - acquire: slots
      - locked: m
        do: [ { compute: 400us }, { io: 1ms } ]
      - put: q
      - take: q
      - release: slots
`;
  const table = tableOf(parse(POOL));
  const job = "workload.p.job";
  test.each([
    ["one more kernel thread (5)", ["models.many-to-many.kernelThreads=5"]],
    ["one more worker in p (7)", ["workload.p.workers=7"]],
    ["one more core (3)", ["machine.cores=3"]],
    ["one more server of device disk (2)", ["machine.devices.disk.servers=2"]],
    ["one more permit of slots (3)", ["objects.slots.semaphore.count=3"]],
    ["sections of lock m half as long", [`${job}[3].do[0].compute=200us`, `${job}[3].do[1].io=500us`]],
    ["I/O 20 % shorter", [`${job}[1].io.for=240us`, `${job}[3].do[1].io=800us`]],
    ["computing 20 % shorter", [`${job}[0].compute.exponential=1600us`, `${job}[3].do[0].compute=320us`]],
    [
      "no switch cost",
      ["kernelSwitch", "dispatchLatency", "userSwitch"].map((cost) => `machine.costs.${cost}=0`),
    ],
  ])("%s", (what, set) => {
    const text = what === "no switch cost" ? POOL.replace("costs: linux", "costs: { preset: linux }") : POOL;
    const expected = twin(text, set);
    const { makespanNs, throughput, outcome } = rowOf(table, what) ?? {};
    expect({ makespanNs, throughput, outcome }).toEqual({
      makespanNs: expected?.makespanNs,
      throughput: expected?.throughput,
      outcome: expected?.outcome,
    });
  });

  test("and where one value of the text says it, the variant tells which", () => {
    const told = table.rows.filter(({ set }) => set !== null);
    expect(told.map(({ resource }) => resource).toSorted()).toEqual(
      ["kernel-threads", "workers", "permits", "device", "cores"].toSorted(),
    );
    for (const { set, makespanNs, throughput } of told) {
      expect(twin(POOL, [set ?? ""])).toMatchObject({ makespanNs, throughput });
    }
  });

  test("the next model", () => {
    const other = simulate(parse(POOL), { trace: false })[1]?.result;
    expect(rowOf(table, "one-to-one")?.makespanNs).toBe(other?.makespanNs);
  });

  test("sorted, shortest first", () => {
    const spans = table.rows.map(({ makespanNs }) => makespanNs);
    expect(spans).toEqual(spans.toSorted((a, b) => a - b));
  });
});

test("shorter I/O is the same draws, shorter: every user thread's io shrinks by a fifth, its computing not at all", () => {
  const text = `seed: 3
machine: { cores: 2, costs: ideal }
models: [ one-to-one ]
workload:
  - thread: t
    count: 20
    program:
      - repeat: 5
        do:
          - compute: { exponential: 1ms }
          - io: { lognormal: { mean: 10ms, cv: 1 } }
          - io: { pareto: { min: 1ms, alpha: 2 } }
          - io: { normal: { mean: 2ms, sd: 2ms } }
          - io: { choice: [ { value: 1ms, weight: 1 }, { value: 3ms, weight: 2 } ] }
`;
  const scenario = parse(text);
  const [run] = simulate(scenario);
  const [model] = scenario.models;
  if (run === undefined || model === undefined) throw new Error("no run");
  const plan = planWhatIf({ scenario, model, result: run.result });
  const variant = plan.variants.find(({ resource }) => resource === "io");
  if (variant === undefined) throw new Error("no variant");
  const [faster] = simulate({ ...variant.scenario, models: [variant.model] });
  const ledgers = ({ result }: Run) => (result.threads ?? []).map(({ ledgerNs }) => ledgerNs);
  const before = ledgers(run);
  for (const [i, { running, blocked }] of (faster === undefined ? [] : ledgers(faster)).entries()) {
    expect(running).toBe(before[i]?.running);
    // Each of 20 draws is rounded to the nanosecond.
    expect(Math.abs((blocked.io ?? 0) - 0.8 * (before[i]?.blocked.io ?? 0))).toBeLessThanOrEqual(20);
  }
  expect(before).toHaveLength(20);
});

/** R. L. Graham, "Bounds on Multiprocessing Timing Anomalies", SIAM J. Appl. Math. 17 (1969), the example of section 2. */
const GRAHAM = `machine: { cores: 3, costs: ideal, scheduler: fcfs }
models: [ one-to-one ]
workload:
  - { thread: T1, program: [ compute: 3ms ] }
  - { thread: T2, program: [ compute: 2ms ] }
  - { thread: T3, program: [ compute: 2ms ] }
  - { thread: T4, program: [ compute: 2ms ] }
  - { thread: T5, after: T4, program: [ compute: 4ms ] }
  - { thread: T6, after: T4, program: [ compute: 4ms ] }
  - { thread: T7, after: T4, program: [ compute: 4ms ] }
  - { thread: T8, after: T4, program: [ compute: 4ms ] }
  - { thread: T9, after: T1, program: [ compute: 9ms ] }
`;

test("Graham's anomaly: with the decisions free, one more core makes the run longer", () => {
  const table = tableOf(parse(GRAHAM));
  expect(table.asItWas.makespanNs).toBe(12_000_000);
  expect(rowOf(table, "one more core (4)")).toMatchObject({ makespanNs: 15_000_000, makespanChange: 0.25 });
  expect(table.rows.at(-1)?.what).toBe("one more core (4)");
});

test("the bottleneck of the shipped scenarios is what their headers say", () => {
  const bottleneck = (file: string, place: number) => {
    const scenario = parse(readFileSync(join(ROOT, "scenarios", file), "utf8"));
    return tableOf(scenario, place).bottleneck?.resource;
  };
  expect(bottleneck("io-bound.yaml", 0)).toBe("kernel-threads");
  expect(bottleneck("cpu-bound.yaml", 1)).toBe("cores");
  expect(bottleneck("blocking-lock.yaml", 0)).toBe("kernel-threads");
  expect(bottleneck("blocking-lock.yaml", 1)).toBe("lock");
  expect(bottleneck("processes-vs-threads.yaml", 2)).toBe("creation");
});

test("a long run's variants are left out, and named", () => {
  const scenario = parse(GRAHAM);
  const [model] = scenario.models;
  const result = twin(GRAHAM, []);
  if (model === undefined || result === undefined) throw new Error("no run");
  const all = whatIf({ scenario, model, result });
  const some = whatIf({ scenario, model, result }, { eventBudget: 2 * result.events });
  expect(all.leftOut).toEqual([]);
  expect(some.rows).toHaveLength(2);
  expect(some.rows.length + some.leftOut.length).toBe(all.rows.length);
});
