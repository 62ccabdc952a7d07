import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import type { Witness } from "../../../src/analysis/check-result.ts";
import { PreemptionCount } from "../../../src/analysis/preemption-count.ts";
import type { Scenario } from "../../../src/index.ts";
import { replaySchedule } from "../../../src/study/check/replay-schedule.ts";
import { formatSchedule, parseSchedule, scheduleOf } from "../../../src/study/check/schedule-file.ts";
import type { Run } from "../../../src/study/run.ts";
import { forEachRecord } from "../../../src/trace/trace.ts";
import { checkedWhole, shippedScenario } from "./fixtures.ts";

/** What goes wrong, and with how few preemptions: in some schedules, whatever the times, */
const UNTIMED: Readonly<Record<string, readonly [kinds: readonly string[], preemptions: number]>> = {
  "abba-deadlock": [["deadlock"], 1],
  "check-then-act": [["index-gone"], 1],
  "dining-philosophers": [["deadlock"], 1],
  "double-booking": [["check-then-act"], 1],
  "double-checked-init": [["data-race"], 0],
  "kernel-threads-used-up": [["deadlock"], 0],
  livelock: [["livelock"], 3],
  "lost-wakeup": [["deadlock", "lost-wakeup"], 1],
  "partial-deadlock": [["deadlock"], 1],
  "pool-in-pool": [["deadlock"], 0],
};
/** or because of the times. */
const TIMED: typeof UNTIMED = {
  "gil-convoy": [["gil-convoy"], 0],
  "lock-convoy": [["lock-convoy"], 0],
  oversubscription: [["oversubscription"], 34],
  "pinned-carrier": [["pinning"], 0],
  "priority-inversion": [["priority-inversion"], 1],
  "quota-throttling": [["throttling"], 4],
  "reader-starvation": [["starvation"], 0],
  "writer-starvation": [["starvation"], 0],
};
const names = readdirSync("scenarios/hazards")
  .filter((file) => file.endsWith(".yaml") && !file.endsWith("-safe.yaml"))
  .map((file) => file.slice(0, -".yaml".length));

/** The run of a witness, by way of its file. */
function replayed(scenario: Scenario, label: string, witness: Witness): Run {
  const parsed = parseSchedule(formatSchedule(scheduleOf(scenario, label, null, witness)));
  if (!parsed.ok) throw new Error(parsed.message);
  const replay = replaySchedule(scenario, parsed.schedule);
  if (!replay.ok) throw new Error(replay.message);
  return replay.run;
}

function preemptionsOf({ trace }: Run): number {
  if (trace === null) throw new Error("a run without its trace");
  const preemptions = new PreemptionCount();
  forEachRecord(trace, preemptions);
  return preemptions.count;
}

test("every hazard is listed here", () => {
  expect(names).toEqual(Object.keys({ ...UNTIMED, ...TIMED }).toSorted());
});

for (const name of names) {
  const [kinds, preemptions] = UNTIMED[name] ?? TIMED[name] ?? [[], 0];

  test(`${name}: goes wrong, and again when its schedule is followed`, () => {
    const scenario = shippedScenario(`hazards/${name}.yaml`);
    const { complete, hazards, label } = checkedWhole(scenario).result;
    expect(complete).toBe(true);
    expect(new Set(hazards.map(({ finding }) => finding.kind))).toEqual(new Set(kinds));
    for (const { finding, witness, asTimed } of hazards) {
      expect(asTimed).toBe(true);
      expect(witness.preemptions).toBe(preemptions);
      const run = replayed(scenario, label, witness);
      if (witness.kind === "timed") {
        const { kind, objects } = finding;
        expect(run.result.findings).toContainEqual(expect.objectContaining({ kind, objects }));
        expect(preemptionsOf(run)).toBe(preemptions);
      } else {
        // For what comes again for ever no search is made for fewer.
        expect(witness.isFewest).toBe(witness.repeatsFrom === null);
        expect(run.result.findings).toContainEqual(finding);
      }
    }
    expect(new Set(hazards.map(({ witness }) => witness.kind))).toEqual(
      new Set([name in TIMED ? "timed" : "stepped"]),
    );
  });

  test(`${name}, safe: complete, no hazard`, () => {
    const safe = shippedScenario(`hazards/${name}-safe.yaml`);
    const { complete, hazards } = checkedWhole(safe).result;
    expect({ complete, hazards }).toEqual({ complete: true, hazards: [] });
  });
}
