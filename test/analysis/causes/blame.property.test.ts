import fc from "fast-check";
import { expect, test } from "vitest";
import { Blame } from "../../../src/analysis/causes/blame.ts";
import { type BlameRow, ledgerOfBlame } from "../../../src/analysis/causes/blame-sums.ts";
import { findPredecessors } from "../../../src/analysis/causes/predecessors.ts";
import { TraceIndex } from "../../../src/trace/trace-index.ts";
import { recordRun } from "../../support/record-run.ts";
import { anyScenario } from "../../support/scenarios.ts";

const SEED = 20261122;

/** Rows of many user threads added up, in a fixed order. */
function added(rows: readonly BlameRow[]): readonly string[] {
  const sums = new Map<string, number>();
  for (const { cause, place, culprit, doing, timeNs } of rows) {
    const key = [cause, place, culprit, doing].join(" ");
    sums.set(key, (sums.get(key) ?? 0) + timeNs);
  }
  return [...sums].map(([key, timeNs]) => `${key}: ${timeNs}`).toSorted();
}

test("every user thread's blame sums to its ledger, to the nanosecond", () => {
  let blamed = 0;
  let unexplainedLocks = 0;
  fc.assert(
    fc.property(anyScenario, (input) => {
      const { result, trace } = recordRun(input);
      const index = new TraceIndex(trace);
      const blame = new Blame(index, findPredecessors(trace));
      const totals: Record<string, number> = {};
      const all: BlameRow[] = [];
      for (const { id, ledgerNs } of result.threads ?? []) {
        const rows = blame.ofThread(id);
        all.push(...rows);
        const { running: _running, blocked, ...others } = ledgerNs;
        const parts = Object.entries({ ...others, ...blocked }).filter(([, spent]) => spent > 0);
        expect(ledgerOfBlame(rows)).toEqual(Object.fromEntries(parts));
        for (const [state, spent] of parts) totals[state] = (totals[state] ?? 0) + spent;
        for (const { cause, culprit, doing, timeNs } of rows) {
          expect(culprit === -1).toBe(doing === -1);
          if (!["core", "kernel-thread", "stalled", "lock", "device"].includes(cause)) continue;
          if (culprit >= 0) blamed += timeNs;
          else if (cause === "lock") unexplainedLocks += timeNs;
          else expect({ cause, timeNs }).toEqual("nobody is to blame");
        }
      }
      const total = blame.total();
      expect(ledgerOfBlame(total)).toEqual(totals);
      // Dealt out for all that wait at once, as for each alone.
      expect(added(total)).toEqual(added(all));
    }),
    { seed: SEED, numRuns: 300 },
  );
  // Somebody is to blame for every wait for a turn or a device, and for nearly every one for a lock: nobody
  // holds one that is free for the taking (barging), or that is kept free by the ceiling of another.
  expect(50 * unexplainedLocks).toBeLessThan(blamed);
});
