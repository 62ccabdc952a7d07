import fc from "fast-check";
import { expect, test } from "vitest";
import type { RunResult } from "../../src/analysis/result.ts";
import { recordRun } from "../support/record-run.ts";
import { twinScenario } from "../support/scenarios.ts";
import { interleavingsOf, simulated, smallProgram, stepsOf } from "../support/small-programs.ts";
import { runTwin } from "../support/twin/twin.ts";

const SEED = 20261122;
/** Seconds on a quiet machine; a guard and no measure. */
const TIMEOUT_MS = 300_000;

/** Without periodic threads, which never end. */
const endingScenario = twinScenario.filter(({ until }) => until === null);

const deadlocked = ({ findings }: RunResult): readonly string[] =>
  findings.filter(({ kind }) => kind === "deadlock").flatMap(({ threads }) => threads);

test("a deadlock is told if and only if the slow twin ends in one", { timeout: TIMEOUT_MS }, () => {
  const counts = { deadlock: 0, completed: 0, horizon: 0 };
  fc.assert(
    fc.property(endingScenario, (input) => {
      const { result } = recordRun(input);
      const { outcome, threads } = runTwin(input);
      const told = deadlocked(result);
      expect(told.length > 0).toBe(outcome === "deadlock");
      // And everybody who is named never ends in the twin either.
      const left = (result.threads ?? []).filter((_, i) => threads[i]?.end === null);
      expect(left.map(({ name }) => name)).toEqual(expect.arrayContaining([...told]));
      counts[outcome] += 1;
    }),
    { seed: SEED, numRuns: 600 },
  );
  expect(Math.min(counts.deadlock, counts.completed)).toBeGreaterThan(40);
});

/** Lives on in sleeps, so that a run never ends in a deadlock, but at its horizon. */
const BESIDE = {
  workload: [{ thread: "heartbeat", priority: 9, program: [{ forever: [{ sleep: "100ns" }] }] }],
  until: "20us",
};

test("beside a live thread too, if and only if brute force finds that end and somebody is left", {
  timeout: TIMEOUT_MS,
}, () => {
  const counts = { deadlocks: 0, completions: 0 };
  const locksOnly = smallProgram.filter(({ threads }) =>
    stepsOf(threads).every((own) => own.every(({ kind }) => kind !== "acquire")),
  );
  fc.assert(
    fc.property(locksOnly, (program) => {
      // A quantum of few nanoseconds is used up by switching where that costs: nobody would get on.
      const machine = { ...program.machine, costs: "ideal" } as const;
      const result = simulated({ ...program, machine, model: "one-to-one" }, BESIDE);
      const { schedules } = interleavingsOf(program);
      const left = (result.threads ?? []).filter(({ name, endNs }) => name !== "heartbeat" && endNs === null);
      const told = deadlocked(result);
      expect(told.length > 0).toBe(left.length > 0);
      expect(left.map(({ name }) => name)).toEqual(expect.arrayContaining([...told]));
      const ends = [...schedules.keys()].map((outcome) => outcome.split(" ")[0]);
      expect(ends).toContain(told.length > 0 ? "deadlock" : "completed");
      if (told.length > 0) counts.deadlocks += 1;
      else counts.completions += 1;
    }),
    { seed: SEED, numRuns: 500 },
  );
  expect(Math.min(counts.deadlocks, counts.completions)).toBeGreaterThan(25);
});
