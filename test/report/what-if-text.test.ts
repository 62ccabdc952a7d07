import { expect, test } from "vitest";
import { whatIfTable } from "../../src/analysis/what-if.ts";
import { ns } from "../../src/base/time.ts";
import { formatChange } from "../../src/report/format.ts";
import { bottleneckText, leftOutText, whatIfLines } from "../../src/report/what-if-text.ts";
import { ONE_TO_ONE, runResult } from "./result-fixture.ts";

const asItWas = runResult();
const faster = runResult({
  makespanNs: ns(1_713_600_000),
  throughput: { unit: "jobs", completed: 21, perSecond: 12.255 },
});
const STUCK = runResult({ outcome: "deadlock", throughput: { unit: "jobs", completed: 0, perSecond: 0 } });
const io = { resource: "io", place: null, what: "I/O 20 % shorter", set: null, atMost: 0.2 } as const;
const lock = {
  resource: "lock",
  place: "a\u001b[2Jb",
  what: "sections of lock a\u001b[2Jb half as long",
  set: null,
  atMost: 0.5,
} as const;

test("the table, as drawn", () => {
  const table = whatIfTable(asItWas, [[io, faster]], []);
  expect(whatIfLines(table, 80)).toEqual([
    "                  makespan        jobs/s",
    "as it was          2.142 s         9.804",
    "I/O 20 % shorter   1.714 s  -20%   12.26  +25%",
  ]);
  expect(bottleneckText(table, [])).toBe("Bottleneck: I/O (I/O 20 % shorter: makespan -20%).");
});

test("outcomes are told where they differ; names wrap and can't move the cursor", () => {
  const table = whatIfTable(asItWas, [[lock, STUCK]], [io]);
  expect(whatIfLines(table, 56)).toEqual([
    "                       makespan     jobs/s",
    "as it was               2.142 s      9.804     completed",
    "sections of lock a      2.142 s  -       0  -   deadlock",
    "  [2Jb half as long",
  ]);
  expect(leftOutText(table)).toBe("One more change was not tried, as the run is long.");
});

test("the bottleneck comes with what was waited for it", () => {
  const waits = [
    {
      cause: "io",
      place: null,
      timeNs: ns(3_000),
      culprits: [],
      moreNs: ns(0),
      nobodyNs: ns(3_000),
      groups: [],
    },
  ] as const;
  const table = whatIfTable(asItWas, [[io, ONE_TO_ONE]], []);
  expect(bottleneckText(table, waits)).toContain("it held user threads up for 3 us, summed.");
  expect(bottleneckText(whatIfTable(asItWas, [], []), waits)).toContain("none; no change here gains");
  expect(bottleneckText(whatIfTable(STUCK, [], []), waits)).toContain(
    "none; no change here avoids the deadlock",
  );
});

test("changes in percent", () => {
  expect([null, 0, -0.2, 0.25, 1e-9, -1e-9, 4.979].map(formatChange)).toEqual([
    "-",
    "0%",
    "-20%",
    "+25%",
    "~0%",
    "~0%",
    "+497.9%",
  ]);
});
