import fc from "fast-check";
import { expect, test } from "vitest";
import { Metrics } from "../../src/analysis/metrics.ts";
import { at } from "../../src/base/assert.ts";
import { compile } from "../../src/threads/compile.ts";
import { CellShares } from "../../src/trace/cells.ts";
import { eachRecord } from "../../src/trace/chunk-sink.ts";
import { THREAD_STATES } from "../../src/trace/states.ts";
import { Tee } from "../../src/trace/tee.ts";
import { TraceIndex } from "../../src/trace/trace-index.ts";
import { TrackStore } from "../../src/trace/track-store.ts";
import { CheckingSink } from "../support/checking-sink.ts";
import { recordRun } from "../support/record-run.ts";
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

test("timelines show as much of each state as the ledgers count, of those that are drawn at a glance too", () => {
  let stalled = 0;
  fc.assert(
    fc.property(anyScenario, (input) => {
      const { result, trace } = recordRun(input);
      const tracks = new TrackStore(new TraceIndex(trace));
      for (const { id, arrivalNs, ledgerNs } of result.threads ?? []) {
        const { blocked, ...others } = ledgerNs;
        const ledger = Object.fromEntries(
          Object.entries({ ...others, ...blocked }).filter(([, ns]) => ns > 0),
        );
        const { length, starts, ends, states } = tracks.index.threadIntervals(id);
        const counted: Record<string, number> = {};
        for (let i = 0; i < length; i += 1) {
          const name = at(THREAD_STATES, at(states, i));
          if (name !== "new") counted[name] = (counted[name] ?? 0) + at(ends, i) - at(starts, i);
        }
        expect(counted).toEqual(ledger);
        // A cell of no length shows its instant.
        if (arrivalNs === null || arrivalNs === trace.end.endNs) continue;
        const shares = new CellShares(THREAD_STATES.length, 1);
        tracks.get("thread", id).addTo(shares, arrivalNs, trace.end.endNs);
        const shown = THREAD_STATES.flatMap((name, state) => {
          const time = shares.time(0, state);
          return time > 0 ? [[name, time] as const] : [];
        });
        expect(Object.fromEntries(shown)).toEqual(ledger);
        stalled += ledgerNs.stalled;
      }
    }),
    { seed: SEED, numRuns: 1500 },
  );
  expect(stalled).toBeGreaterThan(0);
});
