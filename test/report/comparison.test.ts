import { describe, expect, test } from "vitest";
import { columnsOf } from "../../src/report/columns.ts";
import { compareRuns } from "../../src/report/comparison.ts";
import { comparisonTable, type TableLine } from "../../src/report/comparison-table.ts";
import { MANY_TO_MANY, ONE_TO_ONE, runResult } from "./result-fixture.ts";

/** The table as plain text, without blanks at the ends of lines. */
function plainTable(lines: readonly TableLine[]): readonly string[] {
  return lines.map((line) =>
    line
      .map(({ text }) => text)
      .join("")
      .trimEnd(),
  );
}

const drawn = (runs: Parameters<typeof compareRuns>[0], width: number): string =>
  `\n${plainTable(comparisonTable(compareRuns(runs), width)).join("\n")}\n`;

describe("comparison of models", () => {
  test("side by side, with the best marked and the ratio to the first", () => {
    expect(drawn([runResult(), ONE_TO_ONE], 80)).toMatchInlineSnapshot(`
      "
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
      "
    `);
  });

  test("a deadlock is never the best, and outcomes are told apart", () => {
    expect(drawn([runResult(), ONE_TO_ONE, MANY_TO_MANY], 100)).toMatchInlineSnapshot(`
      "
                                                            many-to-many (4 kernel
                           many-to-one        one-to-one                  threads)
      outcome               completed   completed                        deadlock
      makespan                2.142 s      306 ms*   1/7                   100 ns
      throughput (jobs/s)       9.804       68.63*  7.0x                    9.804
      utilization                0.5%        3.4%*  7.0x                     0.5%
      mean turnaround           2.1 s      306 ms* 0.15x                        -
      mean response              1 ms        1 ms  1.00x                        -
      stalled                 2.008 s     2.008 s  1.00x                  2.008 s
      kernel switches               0*         12                               0
      user switches                27           0*    0x                       27
      overhead               71.08 us*     900 us  12.7x                 71.08 us
      peak memory              10 MiB*   10.1 MiB  1.01x                   10 MiB
      "
    `);
  });

  test("what does not fit goes on below", () => {
    expect(drawn([runResult(), ONE_TO_ONE, MANY_TO_MANY], 60)).toMatchInlineSnapshot(`
      "
                           many-to-one        one-to-one
      outcome               completed   completed
      makespan                2.142 s      306 ms*   1/7
      throughput (jobs/s)       9.804       68.63*  7.0x
      utilization                0.5%        3.4%*  7.0x
      mean turnaround           2.1 s      306 ms* 0.15x
      mean response              1 ms        1 ms  1.00x
      stalled                 2.008 s     2.008 s  1.00x
      kernel switches               0*         12
      user switches                27           0*    0x
      overhead               71.08 us*     900 us  12.7x
      peak memory              10 MiB*   10.1 MiB  1.01x

                           many-to-many (4 kernel threads)
      outcome                                    deadlock
      makespan                                     100 ns
      throughput (jobs/s)                           9.804
      utilization                                    0.5%
      mean turnaround                                   -
      mean response                                     -
      stalled                                     2.008 s
      kernel switches                                   0
      user switches                                    27
      overhead                                   71.08 us
      peak memory                                  10 MiB
      "
    `);
  });

  test("one run alone is not the best of anything", () => {
    expect(compareRuns([runResult()]).rows.flatMap(({ cells }) => cells.filter(({ best }) => best))).toEqual(
      [],
    );
  });

  test("equal values are all best where another is worse", () => {
    const [makespan] = compareRuns([runResult(), ONE_TO_ONE, ONE_TO_ONE]).rows;
    expect(makespan?.cells.map(({ best }) => best)).toEqual([false, true, true]);
  });

  test("no line is wider than it may be", () => {
    const runs = [runResult(), ONE_TO_ONE, MANY_TO_MANY, ONE_TO_ONE, MANY_TO_MANY, runResult()];
    for (let width = 60; width <= 250; width += 1) {
      for (const line of plainTable(comparisonTable(compareRuns(runs), width))) {
        expect(columnsOf(line)).toBeLessThanOrEqual(width);
      }
    }
  });
});
