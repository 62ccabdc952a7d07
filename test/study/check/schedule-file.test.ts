import { describe, expect, test } from "vitest";
import { at } from "../../../src/base/assert.ts";
import {
  formatSchedule,
  parseSchedule,
  replaySchedule,
  scheduleOf,
} from "../../../src/study/check/schedule-file.ts";
import { checked, shippedScenario } from "./fixtures.ts";

const scenario = shippedScenario("hazards/abba-deadlock.yaml");
const { label, hazards } = checked(scenario);
const { decisions } = at(hazards, 0).witness;
const schedule = scheduleOf(scenario, label, "deadlock: in a circle", decisions);

describe("a schedule file", () => {
  test("reads as it was written", () => {
    expect(parseSchedule(formatSchedule(schedule))).toEqual({ ok: true, schedule });
  });

  test("has steps in a row in one line", () => {
    const text = formatSchedule({ ...schedule, decisions: ["a", "a", "b", "a"] });
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
    expect(replaySchedule(scenario, { ...schedule, decisions: ["nobody"] })).toMatchObject({
      ok: false,
      message: "at step 1 nobody can't go on",
    });
  });

  test("ends where the schedule does", () => {
    const replay = replaySchedule(scenario, { ...schedule, decisions: decisions.slice(0, 1) });
    expect(replay).toMatchObject({ ok: true, run: { result: { outcome: "interrupted" } } });
  });
});
