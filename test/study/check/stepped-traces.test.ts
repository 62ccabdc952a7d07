import fc from "fast-check";
import { expect, test } from "vitest";
import { at } from "../../../src/base/assert.ts";
import { RandomWalk } from "../../../src/study/check/random-walk.ts";
import { ScheduleRunner } from "../../../src/study/check/schedule-run.ts";
import { compile } from "../../../src/threads/compile.ts";
import { steppedPlan } from "../../../src/threads/stepping/stepped-plan.ts";
import { eachRecord } from "../../../src/trace/chunk-sink.ts";
import { CheckingSink } from "../../support/checking-sink.ts";
import { scenarioOf, smallProgram } from "../../support/small-programs.ts";

const SEED = 20261122;

test("the trace of every schedule obeys the rules that hold for every run", () => {
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(smallProgram, fc.nat(), (example, seed) => {
      const scenario = scenarioOf(example);
      const plan = compile({ ...scenario, model: at(scenario.models, 0) });
      const sink = new CheckingSink(steppedPlan(plan));
      const chooser = new RandomWalk({ seed, schedules: 1, maxSteps: 1_000 });
      const { result } = new ScheduleRunner(plan).record(chooser, { ...eachRecord(sink), finish: () => {} });
      sink.close(result.endNs, true);
      outcomes.add(result.outcome);
    }),
    { seed: SEED, numRuns: 300 },
  );
  expect(outcomes).toEqual(new Set(["completed", "deadlock"]));
});
