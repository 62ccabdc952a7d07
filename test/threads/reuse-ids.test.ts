import { expect, test } from "vitest";
import type { RunResult } from "../../src/analysis/result.ts";
import { ms } from "../../src/base/time.ts";
import { COST_PRESETS } from "../../src/machine/costs.ts";
import type { SimulationInput, Step } from "../../src/threads/options.ts";
import {
  compute,
  group,
  join,
  lock,
  locked,
  MODEL,
  machine,
  measure,
  mutex,
  pool,
  repeat,
  scenario,
  sleep,
  spawn,
} from "./fixtures.ts";

const arrive = { kind: "every", interval: { kind: "exponential", mean: ms(2) }, count: 40 } as const;
const draws: Step = { kind: "compute", for: { kind: "exponential", mean: ms(3) } };

function expectSame(input: SimulationInput): void {
  const withoutIds = (run: RunResult) =>
    JSON.stringify(run, (key, value: unknown) => (key === "id" ? undefined : value));
  for (const model of Object.values(MODEL)) {
    const run = { ...input, model };
    expect(withoutIds(measure(run, true))).toBe(withoutIds(measure(run, false)));
  }
}

test.each([
  ["arrivals one after another", [group("t", [draws, sleep(1)], { count: 40, arrive })]],
  [
    "children that outlive their parents, whose ids go to others",
    [
      group("t", [spawn("child", 2, sleep(10), draws), compute(1)], { count: 40, arrive }),
      group("joiner", [repeat(5, spawn("own", 3, draws), join("own"))], { count: 2 }),
    ],
  ],
  [
    "mutexes, some never unlocked",
    [
      group("t", [draws, locked("m", draws)], { count: 40, arrive }),
      group("careless", [sleep(30), lock("m"), compute(1)]),
    ],
  ],
  ["pools", [pool("p", 3, 20, [draws, sleep(1)]), group("t", [draws], { count: 40, arrive })]],
])("used again or not, ids make no difference: %s", (_, workload) => {
  const objects = [mutex("m")];
  expectSame(scenario(workload, { objects }));
  expectSame(scenario(workload, { objects, machine: machine({ cores: 2, costs: COST_PRESETS.linux }) }));
});
