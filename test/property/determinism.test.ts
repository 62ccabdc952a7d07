import fc from "fast-check";
import { expect, test } from "vitest";
import { Metrics } from "../../src/analysis/metrics.ts";
import type { RunResult } from "../../src/analysis/result.ts";
import { compile } from "../../src/threads/compile.ts";
import type { Plan } from "../../src/threads/plan.ts";
import { encodeTraces } from "../../src/trace/file-writer.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import { anyScenario } from "../support/scenarios.ts";
import { simulate } from "../support/simulate.ts";

const SEED = 20261122;

function traceBytes(plan: Plan, piece: number): Buffer {
  const recorder = new Recorder(plan.meta);
  const end = simulate(plan, recorder, false, piece);
  return Buffer.concat([...encodeTraces([recorder.finish(end)])]);
}

function result(plan: Plan, reuseIds: boolean): RunResult {
  const metrics = new Metrics(plan.meta, { full: true });
  return metrics.result(simulate(plan, metrics, reuseIds));
}

test("the same scenario gives the same bytes: again, compiled anew, and in pieces of any size", () => {
  fc.assert(
    fc.property(anyScenario, fc.integer({ min: 1, max: 50 }), (input, piece) => {
      const plan = compile(input);
      const bytes = traceBytes(plan, 10_000);
      expect(traceBytes(plan, piece).equals(bytes)).toBe(true);
      expect(traceBytes(compile(input), 10_000).equals(bytes)).toBe(true);
    }),
    { seed: SEED, numRuns: 200 },
  );
});

test("using ids again changes nothing but ids", () => {
  const withoutIds = (run: RunResult) =>
    JSON.stringify(run, (key, value: unknown) => (key === "id" ? undefined : value));
  fc.assert(
    fc.property(anyScenario, (input) => {
      const plan = compile(input);
      expect(withoutIds(result(plan, true))).toBe(withoutIds(result(plan, false)));
    }),
    { seed: SEED, numRuns: 1500 },
  );
});
