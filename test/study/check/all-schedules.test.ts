import fc from "fast-check";
import { expect, test } from "vitest";
import { at } from "../../../src/base/assert.ts";
import { DepthFirst, type DepthFirstOptions } from "../../../src/study/check/depth-first.ts";
import { type ScheduleEnd, ScheduleRunner } from "../../../src/study/check/schedule-run.ts";
import { compile } from "../../../src/threads/compile.ts";
import { anyPrograms, planOf, STEPPED_MODELS } from "../../support/any-programs.ts";
import { outcomeOf } from "../../support/interleaver.ts";
import {
  type Generated,
  interleavingsOf,
  scenarioOf,
  smallProgram,
  stepsOf,
} from "../../support/small-programs.ts";

const SEED = 20261122;
const MAX_STEPS = 1_000;
const EXHAUSTIVE: DepthFirstOptions = { reduces: false, preemptions: null, maxSteps: MAX_STEPS };
const REDUCED: DepthFirstOptions = { reduces: true, preemptions: null, maxSteps: MAX_STEPS };

/** Nothing is said of variables whose names are not these. */
const VARIABLES = ["v", "w"] as const;

/** Under the model that lets every user thread step at any time. */
function anyOrder(example: Generated): ScheduleRunner {
  const scenario = scenarioOf({ ...example, model: "one-to-one" });
  return new ScheduleRunner(compile({ ...scenario, model: at(scenario.models, 0) }));
}

/** How often each outcome comes about; null where there are more schedules than `limit`. */
function explored(
  runner: ScheduleRunner,
  options: DepthFirstOptions,
  outcomeText: (end: ScheduleEnd) => string,
  limit = Number.POSITIVE_INFINITY,
): Map<string, number> | null {
  const strategy = new DepthFirst(options);
  const counts = new Map<string, number>();
  let schedules = 0;
  do {
    const end = runner.run(strategy);
    if (strategy.halt === "redundant") continue;
    expect(end.outcome).not.toBe("cut");
    const key = outcomeText(end);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    schedules += 1;
    if (schedules > limit) return null;
  } while (strategy.advance());
  return counts;
}

function variablesText({ outcome, values }: ScheduleEnd): string {
  const named = Object.fromEntries(VARIABLES.map((name, object) => [name, values.get(object) ?? 0]));
  return outcomeOf(outcome === "completed", named);
}

test("exhaustive: every interleaving once, as many of each outcome as the brute-force twin counts", () => {
  fc.assert(
    fc.property(smallProgram, (example) => {
      // Who wants a read-write lock takes a place in its queue, which the twin does not know.
      fc.pre(
        !stepsOf(example.threads)
          .flat()
          .some(({ kind }) => kind === "readLock" || kind === "writeLock"),
      );
      const { schedules } = interleavingsOf(example);
      const total = [...schedules.values()].reduce((sum, count) => sum + count, 0);
      fc.pre(total <= 1_000);
      const counts = explored(anyOrder(example), EXHAUSTIVE, variablesText);
      expect(Object.fromEntries(counts ?? [])).toEqual(Object.fromEntries(schedules));
    }),
    { seed: SEED, numRuns: 100 },
  );
});

test("reduced: the same outcomes as the brute-force twin finds, from fewer schedules", () => {
  let all = 0;
  let tried = 0;
  fc.assert(
    fc.property(smallProgram, (example) => {
      const { schedules } = interleavingsOf(example);
      const counts = explored(anyOrder(example), REDUCED, variablesText) ?? new Map();
      expect([...counts.keys()].sort()).toEqual([...schedules.keys()].sort());
      for (const count of schedules.values()) all += count;
      for (const count of counts.values()) tried += count;
    }),
    { seed: SEED, numRuns: 500 },
  );
  expect(tried).toBeLessThan(all / 50);
});

/** All that a schedule may come to. */
function fullText({ outcome, values, mishaps, remaining }: ScheduleEnd): string {
  return `${outcome} ${JSON.stringify([...values].sort())} ${[...mishaps].sort().join(" ")} ${remaining}`;
}

for (const model of STEPPED_MODELS) {
  test(`reduced: all that can happen, under ${JSON.stringify(model)}`, () => {
    let compared = 0;
    fc.assert(
      fc.property(anyPrograms, (programs) => {
        const runner = () => new ScheduleRunner(planOf(programs, model));
        const all = explored(runner(), EXHAUSTIVE, fullText, 300);
        if (all === null) return;
        compared += 1;
        const some = explored(runner(), REDUCED, fullText, 300);
        expect([...(some ?? new Map()).keys()].sort()).toEqual([...all.keys()].sort());
      }),
      { seed: SEED, numRuns: 40 },
    );
    // Most of the programs are small enough.
    expect(compared).toBeGreaterThan(20);
  });
}
