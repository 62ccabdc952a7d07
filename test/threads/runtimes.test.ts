import { describe, expect, test } from "vitest";
import { ms, us } from "../../src/base/time.ts";
import { formatIssue } from "../../src/scenario/format-issue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { compile } from "../../src/threads/compile.ts";
import { createModel } from "../../src/threads/models/registry.ts";
import { RUNTIMES } from "../../src/threads/runtimes/registry.ts";
import { simulateChecked } from "../support/simulate.ts";
import { simulate } from "./fixtures.ts";

function parse(text: string): Scenario {
  const result = parseScenario(text, { file: "some.yaml" });
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join("\n"));
  return result.scenario;
}

const NAMES = Object.keys(RUNTIMES);
const WORK = "workload: [ { thread: a, count: 3, program: [ compute: 10ms, io: 5ms ] } ]";
const planOf = (text: string) => {
  const scenario = parse(text);
  const [model] = scenario.models;
  if (model === undefined) throw new Error("no model");
  return compile({ ...scenario, model });
};

describe("every runtime", () => {
  test.each(NAMES)("%s is named like a model, says so in its label, and runs", (name) => {
    const scenario = parse(`models: [ ${name} ]\n${WORK}`);
    const [model] = scenario.models;
    if (model === undefined) throw new Error("no model");
    expect(createModel(model, { cores: 4 }).label).toMatch(new RegExp(`^${name}: `));
    expect(simulate({ ...scenario, model }).end.outcome).toBe("completed");
  });
});

test("a scenario without models runs the four models, not the runtimes", () => {
  expect(parse(WORK).models.map(({ model }) => model)).toEqual([
    "many-to-one",
    "one-to-one",
    "many-to-many",
    "processes",
  ]);
});

describe("what a runtime says holds where the scenario leaves it open", () => {
  test("nothing said: its scheduler and its costs, the rest as on Linux", () => {
    const { input, processes } = planOf(`models: [ gnu-pth ]\n${WORK}`);
    expect(input.machine.scheduler.policy).toBe("fair");
    expect(processes[0]?.costs.userSwitch).toBe(us(3.2));
    expect(processes[0]?.costs.timerOversleep).toBe(us(120));
  });

  test("a cost that the scenario changes stays", () => {
    const { processes } = planOf(`machine: { costs: { userSwitch: 1us } }\nmodels: [ gnu-pth ]\n${WORK}`);
    expect(processes[0]?.costs.userSwitch).toBe(us(1));
    expect(processes[0]?.costs.userThreadCreate).toBe(us(4.2));
  });

  test("a preset of costs says them all, and a scheduler is a scheduler", () => {
    const { input, processes } = planOf(
      `machine: { costs: ideal, scheduler: fcfs }\nmodels: [ gnu-pth ]\n${WORK}`,
    );
    expect(processes[0]?.costs.userSwitch).toBe(0);
    expect(input.machine.scheduler).toMatchObject({ policy: "fcfs" });
  });

  test("plain models keep the machine as it is", () => {
    const { input } = planOf(`models: [ one-to-one ]\n${WORK}`);
    expect(input.machine.scheduler.policy).toBe(parse(WORK).machine.scheduler.policy);
  });
});

test("a process has the costs of its own runtime, beside one of another", () => {
  const { processes } = planOf(
    `models: [ go ]\nprocesses: { app: , db: { model: gnu-pth } }\n${WORK.replace("count", "process: db, count")}`,
  );
  expect(processes.map(({ costs }) => costs.userSwitch)).toEqual([us(0.22), us(3.2)]);
});

test("options: GOMAXPROCS, the switch interval", () => {
  const label = (model: string) => {
    const [options] = parse(`models: [ ${model} ]\n${WORK}`).models;
    return options === undefined ? "" : createModel(options, { cores: 4 }).label;
  };
  expect(label("{ go: { kernelThreads: 2 } }")).toContain("2 kernel threads");
  expect(label("{ cpython: { interval: 1ms } }")).toContain("GIL, 1 ms");
});

test("the build of CPython without the lock computes more slowly, but on all cores", () => {
  const work = "workload: [ { thread: a, count: 2, program: [ compute: 100ms ] } ]";
  const span = (runtime: string) => {
    const scenario = parse(`machine: { cores: 2, costs: ideal }\nmodels: [ ${runtime} ]\n${work}`);
    const [model] = scenario.models;
    return model === undefined ? 0 : simulate({ ...scenario, model }).end.endNs;
  };
  expect(span("cpython-free-threaded")).toBe(ms(105.5));
  expect(span("cpython")).toBe(ms(200));
});

describe("node's pool", () => {
  const crypto = (model: string) => {
    const scenario = parse(
      `machine: { cores: 2, costs: ideal, scheduler: processor-sharing }\nmodels: [ ${model} ]\n` +
        "workload: [ { thread: a, count: 5, program: [ compute: { for: 1s, offload: true } ] } ]",
    );
    const [options] = scenario.models;
    return options === undefined
      ? []
      : simulate({ ...scenario, model: options }).threads.map(({ end }) => end / ms(1000));
  };

  test("five crypto tasks of 1 s on a pool of 4 and 2 cores end after 2, 2, 2, 2 and 3 s (libuv)", () => {
    expect(crypto("node")).toEqual([2, 2, 2, 2, 3]);
  });

  test("a pool of one does them one after another; a runtime without a pool computes them itself", () => {
    expect(crypto("{ node: { pool: 1 } }")).toEqual([1, 2, 3, 4, 5]);
    expect(crypto("greenlet")).toEqual([1, 2, 3, 4, 5]);
  });

  test("the event loop goes on meanwhile", () => {
    const scenario = parse(
      "machine: { cores: 2, costs: ideal, scheduler: fcfs }\nmodels: [ node ]\nworkload:\n" +
        "  - { thread: a, program: [ compute: { for: 1s, offload: true }, compute: 1ms ] }\n" +
        "  - { thread: b, program: [ compute: 10ms ] }",
    );
    const [model] = scenario.models;
    if (model === undefined) throw new Error("no model");
    expect(simulate({ ...scenario, model }).threads.map(({ end }) => end)).toEqual([ms(1001), ms(10)]);
    expect(simulateChecked({ ...scenario, model }).end.outcome).toBe("completed");
  });
});
