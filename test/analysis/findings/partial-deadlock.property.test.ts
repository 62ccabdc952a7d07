import fc from "fast-check";
import { expect, test } from "vitest";
import { ns } from "../../../src/base/time.ts";
import { recordRun } from "../../support/record-run.ts";
import { anyScenario } from "../../support/scenarios.ts";

const SEED = 20261122;

test("whoever is said to be deadlocked at the horizon never ends, however long the run goes on", () => {
  let found = 0;
  fc.assert(
    fc.property(anyScenario, fc.integer({ min: 5, max: 120 }), (input, horizon) => {
      const cut = recordRun({ ...input, until: ns(horizon) }).result;
      const deadlocked = cut.findings
        .filter(({ kind }) => kind === "deadlock")
        .flatMap(({ threads }) => threads);
      if (cut.outcome !== "horizon" || deadlocked.length === 0) return;
      const whole = recordRun({ ...input, until: null }).result;
      for (const name of deadlocked) {
        const thread = whole.threads?.find((candidate) => candidate.name === name);
        expect({ name, end: thread?.endNs }).toEqual({ name, end: null });
      }
      found += 1;
    }),
    { seed: SEED, numRuns: 1_400 },
  );
  expect(found).toBeGreaterThan(5);
});
