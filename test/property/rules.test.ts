import fc from "fast-check";
import { expect, test } from "vitest";
import { Metrics } from "../../src/analysis/metrics.ts";
import { compile } from "../../src/threads/compile.ts";
import { eachRecord } from "../../src/trace/chunk-sink.ts";
import { Tee } from "../../src/trace/tee.ts";
import { CheckingSink } from "../support/checking-sink.ts";
import { anyScenario } from "../support/scenarios.ts";
import { simulate, simulateChecked } from "../support/simulate.ts";

const SEED = 20261122;

test("every run obeys the rules that hold for every run, and ends in every way there is", () => {
  const outcomes = new Map<string, number>();
  fc.assert(
    fc.property(anyScenario, (input) => {
      const { outcome } = simulateChecked(input).end;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }),
    { seed: SEED, numRuns: 3000 },
  );
  for (const outcome of ["completed", "deadlock", "horizon"])
    expect(outcomes.get(outcome)).toBeGreaterThan(300);
});

test("the ledgers of the analysis are those of a slow reading of the trace", () => {
  fc.assert(
    fc.property(anyScenario, (input) => {
      const plan = compile(input);
      const checking = new CheckingSink(plan);
      const metrics = new Metrics(plan.meta, { full: true });
      const end = simulate(plan, new Tee(eachRecord(checking), metrics));
      checking.state.close(end.endNs);
      const result = metrics.result(end);
      const ledgers = (result.threads ?? []).map(({ id, arrivalNs, firstRunNs, endNs, ledgerNs }) => {
        const { blocked, ...others } = ledgerNs;
        const parts = Object.entries({ ...others, ...blocked }).filter(([, spent]) => spent > 0);
        return { id, arrivalNs, firstRunNs, endNs, ledger: Object.fromEntries(parts) };
      });
      const expected = checking.state.threads.flatMap(({ arrival, firstRun, end, spent }, id) =>
        arrival === null ? [] : [{ id, arrivalNs: arrival, firstRunNs: firstRun, endNs: end, ledger: spent }],
      );
      const arrived = new Set(expected.map(({ id }) => id));
      expect(ledgers.filter(({ id }) => arrived.has(id))).toEqual(expected);
    }),
    { seed: SEED, numRuns: 3000 },
  );
});
