import fc from "fast-check";
import { expect, test } from "vitest";
import type { SimulationInput } from "../../src/threads/options.ts";
import { anyModel, completingScenario } from "../support/scenarios.ts";
import { simulateChecked } from "../support/simulate.ts";

const SEED = 20261122;

/** Time that each thread's own program ran, ns; workers, who share jobs as it comes, summed. */
function work(input: SimulationInput): number[] {
  const { state, end } = simulateChecked(input);
  expect(end.outcome).toBe("completed");
  const isWorker = (group: number) => input.workload[group]?.kind === "pool";
  const running = (threads: typeof state.threads) => threads.map(({ spent }) => spent.running ?? 0);
  const ofWorkers = running(state.threads.filter(({ group }) => isWorker(group)));
  // Groups may arrive in any order of each other, but in order within.
  const ofGroups = input.workload.flatMap((entry, group) =>
    entry.kind === "pool" ? [] : running(state.threads.filter((thread) => thread.group === group)),
  );
  return [...ofGroups, ofWorkers.reduce((sum, ran) => sum + ran, 0)];
}

test("every model does the same work, drawn the same", () => {
  fc.assert(
    fc.property(completingScenario, anyModel, anyModel, (input, first, second) => {
      expect(work({ ...input, model: first })).toEqual(work({ ...input, model: second }));
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test("every policy, number of cores and cost does the same work", () => {
  fc.assert(
    fc.property(completingScenario, completingScenario, anyModel, (input, other, model) => {
      expect(work({ ...input, model })).toEqual(work({ ...input, model, machine: other.machine }));
    }),
    { seed: SEED, numRuns: 300 },
  );
});
