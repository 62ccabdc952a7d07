import { expect, test } from "vitest";
import { type Ns, ns } from "../../../src/base/time.ts";
import { parseScenario, type Scenario } from "../../../src/index.ts";
import { changeDurations } from "../../../src/study/what-if/change-durations.ts";
import type { Step } from "../../../src/threads/options.ts";

function scenarioOf(program: string): Scenario {
  const text = `objects: { m: mutex, rw: rwlock, n: variable }\nworkload: [ { thread: t, program: ${program} } ]\n`;
  const parsed = parseScenario(text, { file: "" });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.scenario;
}

/** What every duration of a program is done for, while what is held: `compute m`. */
function seen(program: string): string[] {
  const found: string[] = [];
  changeDurations(scenarioOf(program), (duration, doing, held) => {
    found.push([doing, ...held].join(" "));
    return duration;
  });
  return found;
}

test.each([
  ["[ compute: 1ms, io: 1ms, sleep: 1ms ]", ["compute", "io", "sleep"]],
  ["[ { lock: m }, { compute: 1ms }, { unlock: m }, { compute: 1ms } ]", ["compute m", "compute"]],
  ["[ { locked: m, do: [ { io: 1ms } ] }, { sleep: 1ms } ]", ["io m", "sleep"]],
  ["[ { writeLock: rw }, { locked: m, do: [ { io: 1ms } ] }, { unlock: rw } ]", ["io rw m"]],
  ["[ { update: { variable: n, add: 1, window: 1ms } } ]", ["compute"]],
  ["[ { lock: m }, { repeat: 2, do: [ { compute: 1ms } ] }, { unlock: m } ]", ["compute m"]],
  ["[ { lock: m }, { while: n, is: 0, do: [ { io: 1ms } ] } ]", ["io m"]],
  ["[ { if: n, is: 0, do: [ { lock: m }, { io: 1ms } ], else: [ { sleep: 1ms } ] } ]", ["io m", "sleep"]],
  // Whoever is spawned holds nothing.
  ["[ { locked: m, do: [ { spawn: { thread: s, program: [ { compute: 1ms } ] } } ] } ]", ["compute"]],
  // Each branch begins with what is held before, and after them the first one's counts.
  [
    "[ { choose: [ { weight: 1, do: [ { lock: m }, { io: 1ms } ] }, { weight: 1, do: [ { sleep: 1ms } ] } ] }, { compute: 1ms } ]",
    ["io m", "sleep", "compute m"],
  ],
])("what is held is seen in %s", (program, expected) => expect(seen(program)).toEqual(expected));

test("only durations change", () => {
  const scenario = scenarioOf(
    "[ { locked: m, do: [ { compute: 1ms }, { repeat: 3, do: [ { io: 2ms } ] } ] } ]",
  );
  const changed = changeDurations(scenario, () => ns(7));
  const replaced = (steps: readonly Step[]): string =>
    JSON.stringify(steps, (key, value: Ns) => (key === "for" ? 7 : value));
  const programs = ({ workload }: Scenario) =>
    workload.map((entry) => (entry.kind === "thread" ? entry.program : entry.job));
  expect(programs(changed).map((steps) => JSON.stringify(steps))).toEqual(programs(scenario).map(replaced));
});
