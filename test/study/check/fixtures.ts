import { readFileSync } from "node:fs";
import type { UntimedResult } from "../../../src/analysis/check-result.ts";
import { at } from "../../../src/base/assert.ts";
import { parseScenario, type Scenario } from "../../../src/index.ts";
import { Check, type CheckOptions, type FinishedCheck } from "../../../src/study/check/check.ts";
import { type CheckMode, ModelCheck } from "../../../src/study/check/model-check.ts";
import type { ModelOptions } from "../../../src/threads/models/registry.ts";
import { DEFAULT_MAX_EVENTS } from "../../../src/threads/simulation.ts";

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

interface Limits {
  readonly model?: number;
  readonly maxSchedules?: number | null;
  readonly maxStates?: number | null;
  readonly maxSteps?: number;
  readonly maxEvents?: number;
}

/** Tries the schedules of a scenario without its times, under one of its models, the first where nothing else is said. */
export function checked(scenario: Scenario, mode?: CheckMode, limits: Limits = {}): UntimedResult {
  const { maxSteps = 1_000 } = limits;
  const options = { ...optionsOf(mode, limits), maxSteps };
  const check = new ModelCheck(scenario, modelOf(scenario, limits), options);
  while (check.advance());
  return check.result();
}

/** Checks a scenario as `check` does, likewise. */
export function checkedWhole(scenario: Scenario, mode?: CheckMode, limits: Limits = {}): FinishedCheck {
  const check = new Check(scenario, modelOf(scenario, limits), optionsOf(mode, limits));
  while (check.advance());
  return check.finish();
}

function modelOf({ models }: Scenario, { model = 0 }: Limits): ModelOptions {
  return at(models, model);
}

function optionsOf(mode: CheckMode = { kind: "auto" }, limits: Limits): CheckOptions {
  const { maxSchedules = null, maxStates = null, maxSteps = null, maxEvents = DEFAULT_MAX_EVENTS } = limits;
  return { mode, maxSchedules, maxStates, maxSteps, maxEvents };
}
