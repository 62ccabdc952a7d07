import { readFileSync } from "node:fs";
import type { CheckResult } from "../../../src/analysis/check-result.ts";
import { at } from "../../../src/base/assert.ts";
import { parseScenario, type Scenario } from "../../../src/index.ts";
import { type CheckMode, ModelCheck } from "../../../src/study/check/model-check.ts";
import type { Trace } from "../../../src/trace/trace.ts";

/** The scenario of a text, which must be right. */
export function scenarioOfText(text: string, file = "test.yaml"): Scenario {
  const parsed = parseScenario(text, { file });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join("\n"));
  return parsed.scenario;
}

/** A scenario that comes with threadsim, by its path under `scenarios/`. */
export function shippedScenario(path: string): Scenario {
  return scenarioOfText(readFileSync(`scenarios/${path}`, "utf8"), path);
}

/** Checks a scenario to the end under one of its models, the first where nothing else is said. */
export const checked = (...args: Parameters<typeof check>): CheckResult => check(...args).result();

/** The same, with what there is to draw. */
export function shown(...args: Parameters<typeof check>): {
  readonly result: CheckResult;
  readonly traces: readonly Trace[];
} {
  const done = check(...args);
  return { result: done.result(), traces: done.traces() };
}

function check(
  scenario: Scenario,
  mode: CheckMode = { kind: "auto" },
  {
    model = 0,
    maxSchedules = null,
    maxSteps = 1_000,
  }: { readonly model?: number; readonly maxSchedules?: number | null; readonly maxSteps?: number } = {},
): ModelCheck {
  const check = new ModelCheck(scenario, at(scenario.models, model), { mode, maxSchedules, maxSteps });
  while (check.advance());
  return check;
}
