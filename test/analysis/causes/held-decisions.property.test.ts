import fc from "fast-check";
import { expect, test } from "vitest";
import { criticalPath, type PathSegment } from "../../../src/analysis/causes/critical-path.ts";
import { findPredecessors } from "../../../src/analysis/causes/predecessors.ts";
import { TraceIndex } from "../../../src/trace/trace-index.ts";
import { type Activity, HeldDecisions } from "../../support/held-decisions.ts";
import { recordRun } from "../../support/record-run.ts";
import { anyModel, anyScenario, completingScenario } from "../../support/scenarios.ts";

const SEED = 20261122;
const PERCENT = 100;

const lengthOf = ({ startNs, endNs }: Activity): number => endNs - startNs;

/** Whether the path leads through a part of it. */
const isOn = (path: readonly PathSegment[], { thread, startNs, endNs }: Activity): boolean =>
  path.some((segment) => segment.thread === thread && segment.startNs < endNs && startNs < segment.endNs);

/** Runs of every kind, and among them enough that come to their end. */
const anyRun = fc.oneof(
  anyScenario,
  fc.tuple(completingScenario, anyModel).map(([input, model]) => ({ ...input, model })),
);

test("with the scheduling decisions held, shortening anything off the critical path changes nothing", () => {
  const seen = { runs: 0, delayed: 0, off: 0, shortened: 0 };
  fc.assert(
    fc.property(anyRun, fc.nat(PERCENT - 1), fc.nat(), (input, percent, pick) => {
      const { result, trace } = recordRun(input);
      if (result.outcome !== "completed" || result.makespanNs === 0) return;
      const held = new HeldDecisions(trace);
      expect(held.replay(lengthOf)).toEqual({ makespanNs: result.makespanNs, isExact: true });
      // What such a delay was measured from (a timer of the runtime) the trace does not tell.
      if (held.delays > 0) {
        seen.delayed += 1;
        return;
      }
      const index = new TraceIndex(trace);
      const path = criticalPath(index, findPredecessors(trace));
      const some = held.activities.filter((activity) => lengthOf(activity) > 0);
      const off = some.filter((activity) => !isOn(path, activity));
      const on = some.filter((activity) => isOn(path, activity));
      const shortened = (chosen: readonly Activity[]) => {
        const set = new Set(chosen);
        const shorter = (activity: Activity) => Math.floor((lengthOf(activity) * percent) / PERCENT);
        return held.replay((activity) => (set.has(activity) ? shorter(activity) : lengthOf(activity)))
          .makespanNs;
      };
      const one = off[pick % off.length];
      if (one !== undefined) expect(shortened([one])).toBe(result.makespanNs);
      expect(shortened(off)).toBe(result.makespanNs);

      const critical = on[pick % on.length];
      if (critical !== undefined) expect(shortened([critical])).toBeLessThanOrEqual(result.makespanNs);
      seen.runs += 1;
      seen.off += off.length;
      if (shortened(on) < result.makespanNs) seen.shortened += 1;
    }),
    { seed: SEED, numRuns: 500 },
  );
  expect(seen.runs).toBeGreaterThan(200);
  expect(20 * seen.delayed).toBeLessThan(seen.runs);
  expect(seen.off).toBeGreaterThan(10 * seen.runs);
  // What is on the path does count: were it empty, or all of the run, the rest would prove nothing.
  expect(seen.shortened).toBeGreaterThan(0.9 * seen.runs);
});
