import fc from "fast-check";
import { expect, test } from "vitest";
import { at } from "../../../src/base/assert.ts";
import type { Scenario } from "../../../src/index.ts";
import { bookStateRun } from "../../../src/study/check/book-state-run.ts";
import { DepthFirst } from "../../../src/study/check/depth-first.ts";
import { HazardBook } from "../../../src/study/check/hazard-book.ts";
import { type ScheduleEnd, ScheduleRunner } from "../../../src/study/check/schedule-run.ts";
import { StateSearch } from "../../../src/study/check/state-search.ts";
import { compile } from "../../../src/threads/compile.ts";
import type { Plan } from "../../../src/threads/plan.ts";
import { whyStatesAreHidden } from "../../../src/threads/stepping/state-limits.ts";
import { entangledPrograms, programsScenario, STEPPED_MODELS } from "../../support/any-programs.ts";
import { outcomeOf } from "../../support/interleaver.ts";
import { interleavingsOf, scenarioOf, smallProgram } from "../../support/small-programs.ts";

const SEED = 20261123;
const MAX_SCHEDULES = 200;
const MAX_STATES = 600;
const MAX_STEPS = 1_000;

/** What can come of a plan, however often: ends with values, and hazards by kind and objects. */
interface Possible {
  readonly ends: readonly string[];
  readonly hazards: readonly string[];
}

function possible(ends: ReadonlySet<string>, book: HazardBook): Possible {
  const hazards = book.list(true).map(({ finding: { kind, objects } }) => [kind, ...objects.toSorted()]);
  return { ends: [...ends].sort(), hazards: hazards.map((hazard) => hazard.join(" ")).sort() };
}

const endText = ({ outcome, values }: ScheduleEnd) => `${outcome} ${JSON.stringify([...values].sort())}`;

/** By schedules; null where there are too many, or some without an end. */
function bySchedules(plan: Plan, reduces: boolean): Possible | null {
  const runner = new ScheduleRunner(plan);
  const strategy = new DepthFirst({ reduces, preemptions: null, maxSteps: MAX_STEPS });
  const book = new HazardBook(runner);
  const ends = new Set<string>();
  let schedules = 0;
  do {
    const end = runner.run(strategy);
    if (strategy.halt === "redundant") continue;
    schedules += 1;
    if (schedules > MAX_SCHEDULES || end.outcome === "cut") return null;
    book.book(end);
    ends.add(endText(end));
  } while (strategy.advance());
  return possible(ends, book);
}

/** By states; null where there are too many. */
function byStates(plan: Plan): Possible | null {
  const runner = new ScheduleRunner(plan);
  const limits = { maxSteps: MAX_STEPS, maxStates: MAX_STATES, maxBytes: Number.POSITIVE_INFINITY };
  const search = new StateSearch(plan, limits);
  const book = new HazardBook(runner);
  const ends = new Set<string>();
  do {
    const end = runner.run(search, search);
    bookStateRun(book, search, end);
    if (search.halt === null && search.probe === null) ends.add(endText(end));
    if (search.isFull) return null;
  } while (search.advance());
  return possible(ends, book);
}

function compiled(scenario: Scenario): Plan {
  return compile({ ...scenario, model: at(scenario.models, 0) });
}

const models = STEPPED_MODELS.flatMap((model) => [
  { model, count: 1, reduces: false },
  { model, count: 2, reduces: true },
]);

test.each(models)("under $model, $count of each program: all that its schedules come to", (how) => {
  const { model, count, reduces } = how;
  fc.assert(
    fc.property(entangledPrograms, (programs) => {
      const plan = compiled(programsScenario(programs, model, count));
      if (whyStatesAreHidden(plan) !== null) return;
      const expected = bySchedules(plan, reduces);
      const states = expected === null ? null : byStates(plan);
      if (states === null) return;
      expect(states).toEqual(expected);
    }),
    { seed: SEED, numRuns: 25 },
  );
});

test("the same outcomes and deadlocks as the brute-force twin finds", () => {
  fc.assert(
    fc.property(smallProgram, (example) => {
      const { schedules } = interleavingsOf(example);
      const plan = compiled(scenarioOf({ ...example, model: "one-to-one" }));
      const ends = byStates(plan)?.ends.map(twinText);
      expect([...new Set(ends)].sort()).toEqual([...schedules.keys()].sort());
    }),
    { seed: SEED, numRuns: 600 },
  );
});

/** An end as the twin writes it: the variables `v` and `w` are the first objects. */
function twinText(end: string): string {
  const [outcome, values = "[]"] = end.split(" ");
  const known = new Map<number, number>(JSON.parse(values));
  return outcomeOf(outcome === "completed", { v: known.get(0) ?? 0, w: known.get(1) ?? 0 });
}
