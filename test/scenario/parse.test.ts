import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import { COST_PRESETS } from "../../src/machine/costs.ts";
import { PRESET_SCHEDULERS } from "../../src/machine/preset-schedulers.ts";
import { formatIssue } from "../../src/scenario/format-issue.ts";
import { type ParseOptions, parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { EXAMPLE, withProgram, withWorkload } from "./valid.ts";

function parse(text: string, options: Partial<ParseOptions> = {}): Scenario {
  const result = parseScenario(text, { file: "dir/some.yaml", ...options });
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join("\n"));
  return result.scenario;
}

/** The steps of a program, read. */
function steps(
  program: string,
  objects = "m: mutex, s: semaphore, c: condition, b: { barrier: 2 }, q: queue, n: variable, l: list",
) {
  const [entry] = parse(withProgram(program, objects)).workload;
  return entry?.kind === "thread" ? entry.program : [];
}

describe("defaults", () => {
  test("what a scenario leaves out", () => {
    const scenario = parse(withWorkload("[ { thread: a, program: [ compute: 1ms ] } ]"));
    expect(scenario).toEqual({
      name: "some",
      description: "",
      file: "dir/some.yaml",
      seed: 1,
      machine: {
        cores: 4,
        scheduler: PRESET_SCHEDULERS.linux,
        costs: COST_PRESETS.linux,
        devices: [],
        open: { scheduler: true, costs: Object.keys(COST_PRESETS.linux) },
      },
      models: [
        { model: "many-to-one", io: "blocking", scheduler: { policy: "fifo" }, preempt: null },
        { model: "one-to-one", maxKernelThreads: null, gil: null },
        {
          model: "many-to-many",
          kernelThreads: "cores",
          io: "blocking",
          scheduler: { policy: "fifo" },
          preempt: null,
          onBlock: null,
        },
        { model: "processes", startMethod: "fork", code: null, data: null, copyOnWrite: false },
      ],
      objects: [],
      processes: [{ name: "main", model: null, code: 2 * 2 ** 20, data: 8 * 2 ** 20 }],
      workload: [
        {
          kind: "thread",
          name: "a",
          count: 1,
          arrive: { kind: "at", time: 0 },
          after: [],
          process: "main",
          priority: 0,
          nice: 0,
          tickets: 100,
          affinity: null,
          period: null,
          deadline: null,
          bound: false,
          program: [{ kind: "compute", for: ms(1) }],
        },
      ],
      until: null,
    });
  });

  test("processes that are only mentioned are declared by that; declared ones start with the default", () => {
    const workload = withWorkload(
      "[ { thread: a, program: [ yield ] }, { thread: b, process: x, program: [ yield ] } ]",
    );
    expect(parse(workload).processes.map(({ name }) => name)).toEqual(["main", "x"]);
    const declared = parse(`processes: { x: { model: one-to-one, code: 1KiB }, y: }\n${workload}`);
    expect(declared.processes).toEqual([
      {
        name: "x",
        model: { model: "one-to-one", maxKernelThreads: null, gil: null },
        code: 1024,
        data: 8 * 2 ** 20,
      },
      { name: "y", model: null, code: 2 * 2 ** 20, data: 8 * 2 ** 20 },
    ]);
    expect(declared.workload.map(({ process }) => process)).toEqual(["x", "x"]);
  });
});

describe("models and processes", () => {
  const modelOf = (model: string) =>
    parse(`models: [ ${model} ]\n${withWorkload("[ { thread: a, program: [ yield ] } ]")}`).models[0];

  test("options that belong together: a mapping, or none", () => {
    expect(modelOf("one-to-one: { gil: { interval: 1ms } }")).toMatchObject({ gil: { interval: ms(1) } });
    expect(modelOf("one-to-one: { gil: {} }")).toMatchObject({ gil: { interval: ms(5) } });
    expect(modelOf("one-to-one: { gil: none }")).toMatchObject({ gil: null });
    expect(modelOf("many-to-many: { onBlock: { replaceAfter: 20us, cost: 0, max: 8 } }")).toMatchObject({
      onBlock: { replaceAfter: 20_000, cost: 0, max: 8, locks: true },
    });
  });

  test("a quota of core time per period", () => {
    const workload = withWorkload("[ { thread: a, program: [ yield ] } ]");
    const quotaOf = (quota: string) =>
      parse(`processes: { db: { quota: ${quota} } }\n${workload}`).processes[0];
    expect(quotaOf("{ cpu: 200ms, period: 100ms }")).toMatchObject({
      quota: { cpu: ms(200), period: ms(100) },
    });
    expect(quotaOf("{ cpu: 50ms }")).toMatchObject({ quota: { cpu: ms(50), period: ms(100) } });
  });
});

describe("steps", () => {
  const none = { device: null, nonblocking: null };
  test.each<[string, object]>([
    ["compute: 1.5us", { kind: "compute", for: 1500 }],
    ["compute: { exponential: 1ms }", { kind: "compute", for: { kind: "exponential", mean: ms(1) } }],
    ["compute: { for: 1ms }", { kind: "compute", for: ms(1) }],
    ["compute: { for: 1ms, releasesGil: true }", { kind: "native", for: ms(1) }],
    ["compute: { for: 1ms, offload: true }", { kind: "offload", for: ms(1) }],
    ["compute: { uniform: [0, 1ms] }", { kind: "compute", for: { kind: "uniform", min: 0, max: ms(1) } }],
    [
      "compute: { normal: { mean: 1ms, sd: 0 } }",
      { kind: "compute", for: { kind: "normal", mean: ms(1), sd: 0 } },
    ],
    [
      "compute: { pareto: { min: 1ms, alpha: 2 } }",
      { kind: "compute", for: { kind: "pareto", min: ms(1), alpha: 2 } },
    ],
    ["compute: { trace: [ 1ms, 0 ] }", { kind: "compute", for: { kind: "trace", values: [ms(1), 0] } }],
    [
      "compute: { choice: [ { value: 1ms, weight: 2 } ] }",
      { kind: "compute", for: { kind: "choice", options: [{ value: ms(1), weight: 2 }] } },
    ],
    ["io: 1ms", { kind: "io", for: ms(1), ...none }],
    [
      "io: { erlang: { mean: 1ms, k: 2 } }",
      { kind: "io", for: { kind: "erlang", mean: ms(1), k: 2 }, ...none },
    ],
    ["io: { for: 1ms, nonblocking: true }", { kind: "io", for: ms(1), device: null, nonblocking: true }],
    ["sleep: 1s", { kind: "sleep", for: ms(1000) }],
    ["yield", { kind: "yield" }],
    ["yield:", { kind: "yield" }],
    ["lock: m", { kind: "lock", mutex: "m" }],
    ["{ locked: m, do: [ yield ] }", { kind: "locked", mutex: "m", body: [{ kind: "yield" }] }],
    ["acquire: s", { kind: "acquire", semaphore: "s", count: 1 }],
    ["release: { semaphore: s, count: 3 }", { kind: "release", semaphore: "s", count: 3 }],
    ["put: q", { kind: "put", queue: "q" }],
    ["take: q", { kind: "take", queue: "q" }],
    ["wait: c", { kind: "wait", condition: "c", mutex: null }],
    ["broadcast: c", { kind: "broadcast", condition: "c" }],
    ["barrier: b", { kind: "barrier", barrier: "b" }],
    ["load: n", { kind: "load", variable: "n" }],
    ["add: -2", { kind: "add", amount: -2 }],
    ["update: n", { kind: "update", variable: "n", amount: 1, window: 0 }],
    [
      "update: { variable: n, add: 5, window: 1us }",
      { kind: "update", variable: "n", amount: 5, window: 1000 },
    ],
    ["remove: l", { kind: "remove", list: "l", window: 0 }],
    ["append: { list: l, window: 1us }", { kind: "append", list: "l", window: 1000 }],
    ["{ repeat: 2, do: [ yield ] }", { kind: "repeat", times: 2, body: [{ kind: "yield" }] }],
    [
      "{ if: n, is: 0, do: [ yield ] }",
      { kind: "if", variable: "n", value: 0, body: [{ kind: "yield" }], otherwise: [] },
    ],
    [
      "{ if: n, is: -1, do: [ lock: m ], else: [ yield ] }",
      {
        kind: "if",
        variable: "n",
        value: -1,
        body: [{ kind: "lock", mutex: "m" }],
        otherwise: [{ kind: "yield" }],
      },
    ],
    [
      "{ while: n, is: 0, do: [ wait: c ] }",
      { kind: "while", variable: "n", value: 0, body: [{ kind: "wait", condition: "c", mutex: null }] },
    ],
    ["forever: [ sleep: 1ms ]", { kind: "forever", body: [{ kind: "sleep", for: ms(1) }] }],
    ["{ forever: , do: [ sleep: 1ms ] }", { kind: "forever", body: [{ kind: "sleep", for: ms(1) }] }],
    [
      "choose: [ { weight: 3, do: [ yield ] }, { do: [ yield ] } ]",
      {
        kind: "choose",
        branches: [
          { weight: 3, body: [{ kind: "yield" }] },
          { weight: 1, body: [{ kind: "yield" }] },
        ],
      },
    ],
    [
      "spawn: { thread: x, count: 2, program: [ yield ] }",
      { kind: "spawn", name: "x", count: 2, program: [{ kind: "yield" }] },
    ],
  ])("%s", (written, read) => {
    expect(steps(`[ ${written} ]`)).toEqual([read]);
  });

  test("a lock that some way may have left held can be unlocked", () => {
    const ways = [
      "[ { repeat: 2, do: [ lock: m ] }, unlock: m ]",
      "[ { choose: [ { do: [ lock: m ] }, { do: [ yield ] } ] }, unlock: m ]",
      "[ { repeat: 2, do: [ { choose: [ { do: [ lock: m ] }, { do: [ unlock: m ] } ] } ] } ]",
      "[ { locked: m, do: [ wait: { condition: c, mutex: m } ] } ]",
      "[ { if: n, is: 0, do: [ lock: m ], else: [ yield ] }, unlock: m ]",
      "[ { while: n, is: 0, do: [ { wait: c }, lock: m ] }, unlock: m ]",
    ];
    for (const program of ways) expect(steps(program)).not.toEqual([]);
  });
});

describe("arrivals", () => {
  const arrive = (keys: string) => {
    const [entry] = parse(
      `until: 1s\n${withWorkload(`[ { thread: a, ${keys}, program: [ yield ] } ]`)}`,
    ).workload;
    return entry?.kind === "thread" ? { count: entry.count, arrive: entry.arrive } : null;
  };
  test("at once, by list, one by one, for ever", () => {
    expect(arrive("count: 2, arrive: 1ms")).toEqual({ count: 2, arrive: { kind: "at", time: ms(1) } });
    expect(arrive("arrive: [0, 1ms]")).toEqual({ count: 2, arrive: { kind: "list", times: [0, ms(1)] } });
    const every = { kind: "every", interval: ms(1), count: 3 };
    expect(arrive("arrive: { every: 1ms, count: 3 }")).toEqual({ count: 3, arrive: every });
    expect(arrive("count: 3, arrive: { every: 1ms }")).toEqual({ count: 3, arrive: every });
    expect(arrive("arrive: { every: 1ms }")).toEqual({ count: 0, arrive: { ...every, count: null } });
  });
});

describe("scheduling", () => {
  test("a policy with its options and run queues; what is left out is the policy's own", () => {
    const scheduler = (written: string) =>
      parse(`machine: { scheduler: ${written} }\n${withWorkload("[ { thread: a, program: [ yield ] } ]")}`)
        .machine.scheduler;
    expect(scheduler("{ policy: mlfq, quanta: [1ms, 4ms], boost: 1s }")).toEqual({
      policy: "mlfq",
      levels: 3,
      quanta: [ms(1), ms(4)],
      boost: ms(1000),
      accounting: true,
      queues: "global",
      stealing: true,
      migrationCost: 0,
    });
    expect(scheduler("fair")).toMatchObject({ queues: "per-core", tick: ms(4), wakeupPreemption: true });
    expect(scheduler("{ policy: fcfs, queues: per-core, stealing: false }")).toMatchObject({
      stealing: false,
    });
    expect(scheduler("processor-sharing")).toEqual({ policy: "processor-sharing" });
  });

  test("what a thread says of itself", () => {
    const text = withWorkload(
      "[ { thread: a, nice: -5, tickets: 7, affinity: [1, 0, 1], program: [ yield ] } ]",
    );
    expect(parse(text).workload[0]).toMatchObject({ nice: -5, tickets: 7, affinity: [0, 1] });
  });
});

describe("overrides", () => {
  test("by key, index and name; words become mappings; later ones win", () => {
    const set = [
      "machine.cores=1",
      "machine.cores=8",
      "machine.scheduler.quantum=5ms",
      "machine.costs.systemCall=1us",
      "workload.fetchers.workers=7",
      "workload[1].program[0].compute={ exponential: 3ms }",
      "models.many-to-many.kernelThreads=9",
      "models.one-to-one.maxKernelThreads=5",
      "objects.m.mutex.scope=kernel",
      "objects.extra=condition",
      "until=20s",
    ];
    const scenario = parse(EXAMPLE, { set });
    expect(scenario.machine.cores).toBe(8);
    expect(scenario.machine.scheduler).toMatchObject({ policy: "round-robin", quantum: ms(5) });
    expect(scenario.machine.costs).toEqual({ ...COST_PRESETS.linux, systemCall: 1000 });
    expect(scenario.workload[0]).toMatchObject({ name: "fetchers", workers: 7, jobs: 21 });
    expect(scenario.workload[1]).toMatchObject({
      program: [{ for: { kind: "exponential", mean: ms(3) } }, {}],
    });
    expect(scenario.models.slice(1)).toMatchObject([{ maxKernelThreads: 5 }, { kernelThreads: 9 }]);
    expect(scenario.objects).toMatchObject([{ scope: "kernel" }, {}, { name: "extra", kind: "condition" }]);
    expect(scenario.until).toBe(ms(20_000));
  });

  test("a scheduler that is not written can be given a quantum", () => {
    const scenario = parse(withWorkload("[ { thread: a, program: [ yield ] } ]"), {
      set: ["machine.scheduler.quantum=5ms"],
    });
    expect(scenario.machine.scheduler).toMatchObject({ policy: "round-robin", quantum: ms(5) });
  });

  test("an override inside an alias leaves the anchor alone", () => {
    const text = withWorkload("[ { thread: a, program: &p [ compute: 1ms ] }, { thread: b, program: *p } ]");
    const scenario = parse(text, { set: ["workload.b.program[0].compute=2ms"] });
    expect(scenario.workload).toMatchObject([{ program: [{ for: ms(1) }] }, { program: [{ for: ms(2) }] }]);
  });

  test("seeds: whole numbers are numbers, anything else is text", () => {
    expect(parse(EXAMPLE).seed).toBe(42);
    expect(parse(EXAMPLE, { seed: "7" }).seed).toBe(7);
    expect(parse(EXAMPLE, { seed: "seven" }).seed).toBe("seven");
  });

  test("models: those asked for, as the scenario has them, or with defaults", () => {
    const models = parse(EXAMPLE, { models: ["many-to-many", "processes"] }).models;
    expect(models).toMatchObject([
      { model: "many-to-many", kernelThreads: 4 },
      { model: "processes", startMethod: "fork" },
    ]);
  });
});
