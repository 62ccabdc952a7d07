import { describe, expect, test } from "vitest";
import { at } from "../../../src/base/assert.ts";
import { ns } from "../../../src/base/time.ts";
import { replaySchedule } from "../../../src/study/check/replay-schedule.ts";
import { formatSchedule, parseSchedule, scheduleOf } from "../../../src/study/check/schedule-file.ts";
import { checked, shippedScenario } from "./fixtures.ts";

const scenario = shippedScenario("hazards/abba-deadlock.yaml");
const { label, hazards } = checked(scenario);
const { decisions } = at(hazards, 0).witness;
const schedule = scheduleOf(scenario, label, "deadlock: in a circle", { kind: "stepped", decisions });
const stepped = (...decisions: string[]) => ({ ...schedule, path: { kind: "stepped", decisions } as const });
const timed = (untilNs: number | null) => ({
  ...schedule,
  path: { kind: "timed", untilNs: untilNs === null ? null : ns(untilNs) } as const,
});

describe("a schedule file", () => {
  test("reads as it was written", () => {
    for (const one of [schedule, timed(null), timed(1_500)])
      expect(parseSchedule(formatSchedule(one))).toEqual({ ok: true, schedule: one });
  });

  test("has steps where it does not say of which kind it is", () => {
    const text = formatSchedule(schedule).replace('"kind": "stepped",', "");
    expect(parseSchedule(text)).toEqual({ ok: true, schedule });
  });

  test("has steps in a row in one line", () => {
    const text = formatSchedule(stepped("a", "a", "b", "a"));
    expect(text.slice(text.indexOf('"steps"'))).toBe(
      '"steps": [\n    ["a",2],\n    ["b",1],\n    ["a",1]\n  ]\n}\n',
    );
  });

  test.each([
    ["", "no schedule"],
    ["{}", "no schedule"],
    [formatSchedule(schedule).replace('"model"', '"mode"'), "`model`"],
    [formatSchedule(schedule).replace('"fingerprint"', '"print"'), "`scenario`"],
    [formatSchedule(schedule).replace(/\[\n.*\n/, "[\n[1,2],\n"), "`steps`"],
    [formatSchedule(schedule).replace(/,1\]/, ",1e9]"), "`steps`"],
    [formatSchedule(schedule).replace('"stepped"', '"other"'), "`kind`"],
    [formatSchedule(timed(null)).replace('"untilNs": null', '"untilNs": -1'), "`untilNs`"],
    [formatSchedule(timed(1)).replace('"untilNs": 1', '"until": 1'), "`untilNs`"],
  ])("is refused where it is none", (text, message) => {
    expect(parseSchedule(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });
});

describe("a replay", () => {
  test("is refused for another scenario, another model, or steps that nobody can take", () => {
    const other = shippedScenario("hazards/abba-deadlock-safe.yaml");
    expect(replaySchedule(other, schedule)).toMatchObject({
      ok: false,
      message: expect.stringContaining("another scenario"),
    });
    expect(replaySchedule(scenario, { ...schedule, model: "none" })).toMatchObject({
      ok: false,
      message: expect.stringContaining("no model"),
    });
    expect(replaySchedule(scenario, stepped("nobody"))).toMatchObject({
      ok: false,
      message: "at step 1 nobody can't go on",
    });
  });

  test("as timed is the run, as far as the schedule goes", () => {
    expect(replaySchedule(scenario, timed(null))).toMatchObject({
      ok: true,
      run: { result: { outcome: "deadlock" } },
    });
    expect(replaySchedule(scenario, timed(500))).toMatchObject({
      ok: true,
      run: { result: { outcome: "horizon", endNs: 500 } },
    });
  });

  test("ends where the schedule does", () => {
    const replay = replaySchedule(scenario, stepped(...decisions.slice(0, 1)));
    expect(replay).toMatchObject({ ok: true, run: { result: { outcome: "interrupted" } } });
  });
});
