import fc from "fast-check";
import { expect, test } from "vitest";
import { twinScenario } from "../support/scenarios.ts";
import { simulateChecked } from "../support/simulate.ts";
import { runTwin } from "../support/twin/twin.ts";

const SEED = 20261122;

test("the engine does what the slow twin does, to the nanosecond", () => {
  const outcomes = new Map<string, number>();
  fc.assert(
    fc.property(twinScenario, (input) => {
      const { state, end } = simulateChecked(input);
      const twin = runTwin(input);
      const threads = state.threads.map(({ arrival, firstRun, end, spent }) => ({
        arrival,
        firstRun,
        end,
        ledger: spent,
      }));
      expect({ threads, end: end.endNs, outcome: end.outcome }).toEqual(twin);
      outcomes.set(twin.outcome, (outcomes.get(twin.outcome) ?? 0) + 1);
    }),
    { seed: SEED, numRuns: 3000 },
  );
  // No outcome is rare among the scenarios, so that both are really compared.
  expect(outcomes.get("completed")).toBeGreaterThan(500);
  expect(outcomes.get("deadlock")).toBeGreaterThan(100);
  expect(outcomes.get("horizon")).toBeGreaterThan(500);
});
