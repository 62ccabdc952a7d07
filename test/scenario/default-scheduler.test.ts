import { describe, expect, test } from "vitest";
import { parseScenario, simulate } from "../../src/index.ts";
import { COST_PRESETS, type CostPreset } from "../../src/machine/costs.ts";
import { runQueuesOf } from "../../src/machine/policies/registry.ts";
import { PRESET_SCHEDULERS } from "../../src/machine/preset-schedulers.ts";
import { scenarioJsonSchema } from "../../src/scenario/json-schema.ts";

const WORKLOAD = `models: [ one-to-one ]
workload:
  - { thread: reader, program: [ { repeat: 5, do: [ sleep: 1ms, compute: 100us ] } ] }
  - { thread: hog, count: 3, program: [ compute: 20ms ] }
`;

function parse(machine: string) {
  const result = parseScenario(`${machine}\n${WORKLOAD}`, { file: "some.yaml" });
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join("\n"));
  return result.scenario;
}
const schedulerOf = (machine: string) => parse(machine).machine.scheduler;

describe("a scenario that names no scheduler has that of the kernel whose costs it has", () => {
  test.each([
    ["", "linux"],
    ["machine: { cores: 2 }", "linux"],
    ["machine: { costs: linux }", "linux"],
    ["machine: { costs: { preset: linux, kernelSwitch: 1us } }", "linux"],
    ["machine: { costs: { kernelSwitch: 1us } }", "linux"],
    ["machine: { costs: ideal }", "ideal"],
    ["machine: { costs: { preset: ideal, kernelSwitch: 1us } }", "ideal"],
  ] as const)("%j: %s", (machine, preset) => {
    expect(schedulerOf(machine)).toEqual(PRESET_SCHEDULERS[preset]);
  });

  test.each(["linux", "ideal"])("one that is named wins: %s", (preset) => {
    const named = schedulerOf(`machine: { scheduler: fcfs, costs: ${preset} }`);
    expect(named).toMatchObject({ policy: "fcfs", queues: "global" });
  });
});

test.each(Object.keys(COST_PRESETS) as CostPreset[])(
  "%s: its scheduler's options are the policy's defaults",
  (preset) => {
    const scheduler = PRESET_SCHEDULERS[preset];
    if (scheduler.policy === "processor-sharing") throw new Error("has no run queues");
    const named = schedulerOf(`machine: { scheduler: ${scheduler.policy} }`);
    expect(named).toEqual({ ...scheduler, ...runQueuesOf(scheduler) });
  },
);

test("Linux: fair, a run queue for each core, idle balancing, late timers", () => {
  const { scheduler, costs } = parse("machine: { costs: linux }").machine;
  if (scheduler.policy !== "fair") throw new Error(`found ${scheduler.policy}`);
  expect(scheduler.wakeupPreemption).toBe(true);
  expect(runQueuesOf(scheduler)).toMatchObject({ queues: "per-core", stealing: true });
  expect(costs.timerOversleep).toBe(120_000);
});

test("a plain model runs as with the scheduler written out, and otherwise than with another", () => {
  const run = (scheduler: string) =>
    simulate(parse(`machine: { cores: 2${scheduler} }`), { full: true, trace: false }).map(
      ({ result }) => result.threads,
    );
  expect(run("")).toEqual(run(", scheduler: fair"));
  expect(run("")).not.toEqual(run(", scheduler: round-robin"));
});

test("the JSON Schema says so", () => {
  expect(JSON.stringify(scenarioJsonSchema())).toContain(
    "by default round-robin with ideal costs, fair with linux costs",
  );
});
