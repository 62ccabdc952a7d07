import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { replaySchedule, scheduleOf } from "../../../src/study/check/schedule-file.ts";
import { checked, shippedScenario } from "./fixtures.ts";

/** What goes wrong in some schedules of these, and with how few preemptions. */
const UNSAFE: Readonly<Record<string, readonly [kinds: readonly string[], preemptions: number]>> = {
  "abba-deadlock": [["deadlock"], 1],
  "check-then-act": [["index-gone"], 1],
  "dining-philosophers": [["deadlock"], 1],
  "double-booking": [["check-then-act"], 1],
  "double-checked-init": [["data-race"], 0],
  "kernel-threads-used-up": [["deadlock"], 0],
  "lost-wakeup": [["deadlock", "lost-wakeup"], 1],
  "partial-deadlock": [["deadlock"], 1],
  "pool-in-pool": [["deadlock"], 0],
};
/** With too many schedules to try them all; they are a matter of time anyway. */
const LARGE = ["livelock", "lock-convoy", "reader-starvation", "writer-starvation"];
const FEW_SCHEDULES = 50;

const names = readdirSync("scenarios/hazards")
  .filter((file) => file.endsWith(".yaml") && !file.endsWith("-safe.yaml"))
  .map((file) => file.slice(0, -".yaml".length));

for (const name of names) {
  const isLarge = LARGE.includes(name);
  const bound = { maxSchedules: isLarge ? FEW_SCHEDULES : null };

  test(`${name}: ${name in UNSAFE ? "goes wrong, and again when its schedule is followed" : "no hazard of schedules"}`, () => {
    const scenario = shippedScenario(`hazards/${name}.yaml`);
    const { complete, hazards, label } = checked(scenario, { kind: "auto" }, bound);
    expect(complete).toBe(!isLarge);
    const expected = UNSAFE[name];
    expect(new Set(hazards.map(({ finding }) => finding.kind))).toEqual(new Set(expected?.[0]));
    for (const { finding, witness } of hazards) {
      expect(witness).toMatchObject({ preemptions: expected?.[1], isFewest: true });
      const replay = replaySchedule(scenario, scheduleOf(scenario, label, null, witness.decisions));
      if (!replay.ok) throw new Error(replay.message);
      expect(replay.run.result.findings).toContainEqual(finding);
    }
  });

  test(`${name}, safe: ${isLarge ? "no hazard found" : "complete, no hazard"}`, () => {
    const { complete, hazards } = checked(
      shippedScenario(`hazards/${name}-safe.yaml`),
      { kind: "auto" },
      bound,
    );
    expect({ complete, hazards }).toEqual({ complete: !isLarge, hazards: [] });
  });
}
