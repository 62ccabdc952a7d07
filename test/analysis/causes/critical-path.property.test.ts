import fc from "fast-check";
import { expect, test } from "vitest";
import {
  criticalPath,
  criticalPathOf,
  type PathSegment,
} from "../../../src/analysis/causes/critical-path.ts";
import { findPredecessors } from "../../../src/analysis/causes/predecessors.ts";
import { type Intervals, intervalAt } from "../../../src/trace/intervals.ts";
import { THREAD_STATES } from "../../../src/trace/states.ts";
import { TraceIndex } from "../../../src/trace/trace-index.ts";
import { recordRun } from "../../support/record-run.ts";
import { anyScenario } from "../../support/scenarios.ts";

const SEED = 20261122;

/** Says what user threads did at an instant, as their intervals say; these are built once each. */
function teller(index: TraceIndex): (thread: number, time: number) => string | undefined {
  const known = new Map<number, Intervals>();
  return (thread, time) => {
    const intervals = known.get(thread) ?? index.threadIntervals(thread);
    known.set(thread, intervals);
    return THREAD_STATES[intervals.states[intervalAt(intervals, time)] ?? -1];
  };
}

function expectContiguous(path: readonly PathSegment[], from: number, to: number): void {
  let time = from;
  for (const { startNs, endNs } of path) {
    expect(startNs).toBe(time);
    expect(endNs).toBeGreaterThan(startNs);
    time = endNs;
  }
  expect(time).toBe(to);
}

test("a critical path has no gaps, is as long as the makespan, and says what its threads did", () => {
  let waits = 0;
  let hops = 0;
  fc.assert(
    fc.property(anyScenario, (input) => {
      const { result, trace } = recordRun(input);
      const index = new TraceIndex(trace);
      const stateAt = teller(index);
      const predecessors = findPredecessors(trace);
      const arrivals = (result.threads ?? []).flatMap(({ arrivalNs }) =>
        arrivalNs === null ? [] : [arrivalNs],
      );
      const first = Math.min(...arrivals);
      const path = criticalPath(index, predecessors);
      if (arrivals.length === 0) expect(path).toEqual([]);
      else expectContiguous(path, first, first + result.makespanNs);
      for (const { startNs, endNs, state, thread } of path) {
        if (thread < 0) {
          // Nobody's time: before anything had arrived, or after all that had arrived was done.
          expect(startNs === first || endNs === trace.end.endNs).toBe(true);
          continue;
        }
        const said = THREAD_STATES[state];
        for (const time of [startNs, endNs - 1]) {
          const did = stateAt(thread, time);
          expect(did === "stalled" ? "ready" : did).toBe(said);
        }
        if (said === "ready") waits += 1;
      }
      hops += new Set(path.map(({ thread }) => thread)).size > 1 ? 1 : 0;
      for (const { id, arrivalNs, endNs } of result.threads ?? []) {
        if (arrivalNs === null) continue;
        expectContiguous(criticalPathOf(index, predecessors, id), arrivalNs, endNs ?? trace.end.endNs);
      }
    }),
    { seed: SEED, numRuns: 400 },
  );
  // Nearly all waits are traced to what others did meanwhile.
  expect(waits).toBeLessThan(hops);
  expect(hops).toBeGreaterThan(200);
});
