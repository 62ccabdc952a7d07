import { expect, test } from "vitest";
import { ns } from "../../src/base/time.ts";
import { columnsOf } from "../../src/report/columns.ts";
import { textReport } from "../../src/report/text.ts";
import { MANY_TO_MANY, ONE_TO_ONE, runResult } from "./result-fixture.ts";

const SCENARIO = { name: "URL fetch pool", description: "21 fetches,\nseven workers", seed: 42 };

const stall = {
  kind: "stall",
  severity: "warning",
  atNs: ns(1),
  threads: [],
  objects: [],
  message: "For 2.008 s user threads of main could run, but the only kernel thread was blocked in io.",
  advice: "Wait without blocking it.",
} as const;

test("a report of two models", () => {
  const runs = [
    { result: runResult({ findings: [stall] }), timeline: ["w[0] ####....", "w[1] ....####"] },
    { result: ONE_TO_ONE },
  ];
  expect(`\n${textReport(SCENARIO, runs, { width: 72 })}`).toMatchInlineSnapshot(`
    "
    URL fetch pool (seed 42)
    21 fetches,
    seven workers

    many-to-one -------------------------------------------------- completed
      makespan 2.142 s   throughput 9.804 jobs/s   utilization 0.5%
      switches 0 kernel, 27 user
    w[0] ####....
    w[1] ....####
      2.008 s of 2.142 s: stalled, the only kernel thread was blocked in io.
      warning: stall: For 2.008 s user threads of main could run, but the
      only kernel thread was blocked in io. Wait without blocking it.

    one-to-one --------------------------------------------------- completed
      makespan 306 ms   throughput 68.63 jobs/s   utilization 3.4%
      switches 12 kernel, 0 user
      Nothing but its own io: 2.1 s of 2.142 s, summed over 7 user threads.

                         many-to-one       one-to-one
    makespan                2.142 s     306 ms*   1/7
    throughput (jobs/s)       9.804      68.63*  7.0x
    utilization                0.5%       3.4%*  7.0x
    mean turnaround           2.1 s     306 ms* 0.15x
    mean response              1 ms       1 ms  1.00x
    stalled                 2.008 s    2.008 s  1.00x
    kernel switches               0*        12
    user switches                27          0*    0x
    overhead               71.08 us*    900 us  12.7x
    peak memory              10 MiB*  10.1 MiB  1.01x

    * best; ratios are to many-to-one
    "
  `);
});

test("control characters out of names reach no terminal, and no line is too wide", () => {
  const evil = "\u001b[2Jname\u202e\u0007";
  const result = runResult({
    label: evil,
    heldBack: `${evil} ${"word ".repeat(60)}`,
    findings: Array(9).fill({ ...stall, message: evil }),
  });
  const text = textReport(
    { name: evil, description: evil, seed: evil },
    [{ result }, { result: MANY_TO_MANY }],
    { width: 60 },
  );
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text).toContain("and 3 more findings");
  for (const line of text.split("\n")) expect(columnsOf(line)).toBeLessThanOrEqual(60);
});
