import { describe, expect, test } from "vitest";
import { at } from "../../../src/base/assert.ts";
import { ns } from "../../../src/base/time.ts";
import { type Scenario, simulate } from "../../../src/index.ts";
import { isSame } from "../../../src/study/check/hazard-book.ts";
import { TimedSchedule } from "../../../src/study/check/timed-schedule.ts";
import { DEFAULT_MAX_EVENTS } from "../../../src/threads/simulation.ts";
import { forEachRecord, type Trace } from "../../../src/trace/trace.ts";
import { checkedWhole, scenarioOfText, shippedScenario } from "./fixtures.ts";

function timed(scenario: Scenario, model = 0): TimedSchedule {
  const schedule = new TimedSchedule(scenario, at(scenario.models, model), DEFAULT_MAX_EVENTS);
  while (schedule.advance());
  return schedule;
}

/** All times at which something happens, and those just before and after. */
function timesOf(trace: Trace | null): readonly number[] {
  const times = new Set<number>();
  if (trace !== null)
    forEachRecord(trace, {
      record: (time) =>
        times
          .add(Math.max(0, time - 1))
          .add(time)
          .add(time + 1),
    });
  return [...times].toSorted((a, b) => a - b);
}

test("it is the run that is shown, and its hazards are all that is found there but for mere hints", () => {
  for (const file of ["blocking-lock.yaml", "io-bound.yaml", "cpu-bound.yaml"]) {
    const scenario = shippedScenario(file);
    const runs = simulate(scenario);
    for (const [model, { result }] of runs.entries()) {
      const schedule = timed(scenario, model);
      expect(schedule.end.result).toEqual(result);
      expect(schedule.hazards).toEqual(result.findings.filter(({ kind }) => kind !== "idle-cores"));
    }
  }
});

test.each(["priority-inversion", "pinned-carrier", "gil-convoy", "quota-throttling", "reader-starvation"])(
  "%s: the shortest beginning that shows it is the one found by trying them all",
  (name) => {
    const scenario = shippedScenario(`hazards/${name}.yaml`);
    const schedule = timed(scenario);
    const hazard = at(schedule.hazards, 0);
    const shortest = timesOf(schedule.end.trace).find((time) => {
      const { result } = at(simulate({ ...scenario, until: ns(time) }, { trace: false }), 0);
      return result.findings.some((finding) => isSame(finding, hazard));
    });
    expect(schedule.beginning(hazard).untilNs).toBe(shortest);
  },
);

describe("a hazard", () => {
  test("that any schedule may show has a witness without times, though it comes about as timed too", () => {
    const scenario = scenarioOfText(`
models: [one-to-one]
machine: { cores: 2, costs: ideal }
objects: { n: variable }
workload:
  - { thread: t, count: 2, program: [load: n, compute: 1ms, add: 1, store: n] }
`);
    expect(checkedWhole(scenario).result.hazards).toMatchObject([
      { finding: { kind: "lost-update" }, asTimed: true, witness: { kind: "stepped", preemptions: 1 } },
    ]);
  });

  test("that is only met without times says so; locks in opposite orders are not told of besides", () => {
    const scenario = scenarioOfText(`
models: [one-to-one]
machine: { cores: 2, costs: ideal }
objects: { a: mutex, b: mutex }
workload:
  - { thread: one, program: [{ locked: a, do: [{ locked: b, do: [compute: 1ms] }] }] }
  - { thread: two, arrive: 5ms, program: [{ locked: b, do: [{ locked: a, do: [compute: 1ms] }] }] }
`);
    expect(timed(scenario).hazards).toMatchObject([{ kind: "lock-order" }]);
    expect(checkedWhole(scenario).result.hazards).toMatchObject([
      { finding: { kind: "deadlock" }, asTimed: false, witness: { kind: "stepped" } },
    ]);
  });
});

test("with more user threads than can be stepped through there is the schedule as timed alone", () => {
  const crowd = scenarioOfText(`
models: [many-to-one]
workload: [{ thread: t, count: 1001, program: [io: 1us] }]
`);
  const { result } = checkedWhole(crowd);
  expect(result).toMatchObject({ complete: false, schedules: 0, timed: { outcome: "completed" } });
  expect(result.hazards).toMatchObject([{ finding: { kind: "stall" }, witness: { kind: "timed" } }]);
  expect(result.coverage).toBe(
    "the schedule as timed, none without times, as 1,001 user threads are too many: at most 1,000",
  );
});

test("a schedule that was cut leaves something out", () => {
  const scenario = shippedScenario("hazards/priority-inversion-safe.yaml");
  const whole = checkedWhole(scenario).result;
  expect(whole).toMatchObject({ complete: true, timed: { outcome: "completed", preemptions: 0 } });
  expect(whole.coverage).toMatch(/ schedules, complete, and the schedule as timed$/);
  const cut = checkedWhole(scenario, { kind: "auto" }, { maxEvents: 3 }).result;
  expect(cut).toMatchObject({ complete: false, timed: { outcome: "event-limit" } });
  expect(cut.coverage).toMatch(/, complete, and the schedule as timed, cut after 3 events$/);
});
