import fc from "fast-check";
import { expect, test } from "vitest";
import { csv } from "../../../src/report/export/csv.ts";
import { exportTraces } from "../../../src/report/export/export-traces.ts";
import type { Trace } from "../../../src/trace/trace.ts";
import { TraceIndex } from "../../../src/trace/trace-index.ts";
import { recordRun } from "../../support/record-run.ts";
import { anyScenario } from "../../support/scenarios.ts";
import { metaOf, type Row, traceOf } from "../../trace/fixture.ts";

const SEED = 20261123;

const textOf = (trace: Trace): string => Buffer.concat([...exportTraces(csv, [trace])]).toString();

/** The fields of a text's lines, read character by character as RFC 4180 has it. */
function parse(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let field = "";
  let isQuoted = false;
  for (const [i, char] of [...text].entries()) {
    if (char === '"') {
      // A quote that closes and one that opens again stand for one of the field.
      if (!isQuoted && text[i - 1] === '"') field += char;
      isQuoted = !isQuoted;
    } else if (isQuoted) field += char;
    else if (char === "," || char === "\n") {
      line.push(field);
      field = "";
      if (char === "\n") {
        lines.push(line);
        line = [];
      }
    } else field += char;
  }
  return lines;
}

const ROWS: readonly Row[] = [
  [0, "threadNew", 0, 1],
  [0, "kernelNew", 0, 0],
  [0, "threadArrive", 0],
  [1_500, "coreBusy", 0, 0],
  [1_500, "threadRunning", 0, 0],
  [2_100, "acquired", 0, 0],
  [2_200, "threadNew", 1, 0],
  [2_200, "threadArrive", 1],
  [4_000, "blockedIo", 0, 0],
  [4_000, "kernelBlocked", 0, 0],
  [4_000, "coreIdle", 0],
  [5_001, "blockedLock", 1, 0],
];

test("the text of a small run, to the byte", () => {
  expect(textOf(traceOf(ROWS, 6_000))).toMatchInlineSnapshot(`
    "scenario,model,kind,process,name,state,startNs,endNs,kernelThread,core,userThread,waitsFor,holder
    test,one-to-one,user thread,app,solo,ready,0,1500,,,,,
    test,one-to-one,kernel thread,app,0,ready,0,1500,,,,,
    test,one-to-one,core,,0,idle,0,1500,,,,,
    test,one-to-one,user thread,app,solo,running,1500,4000,0,,,,
    test,one-to-one,user thread,app,solo,io,4000,6000,,,,disk,
    test,one-to-one,user thread,app,a[0],ready,2200,5001,,,,,
    test,one-to-one,user thread,app,a[0],lock,5001,6000,,,,m,solo
    test,one-to-one,kernel thread,app,0,running,1500,4000,,0,,,
    test,one-to-one,kernel thread,app,0,blocked,4000,6000,,,solo,,
    test,one-to-one,core,,0,busy,1500,4000,0,,,,
    test,one-to-one,core,,0,idle,4000,6000,,,,,
    "
  `);
});

test("names are quoted where they have to be", () => {
  const [group] = metaOf().groups;
  const groups = group === undefined ? [] : [group, { ...group, name: 'a "b", c\nd', count: 1 }];
  const [header, ...lines] = parse(textOf(traceOf(ROWS, 6_000, metaOf({ label: "x, y", groups }))));
  expect(new Set(lines.map(({ length }) => length))).toEqual(new Set([header?.length]));
  expect(lines.map((line) => line[4])).toContain('a "b", c\nd');
  expect(lines.map((line) => line[1])).toContain("x, y");
});

test("in whatever run, the lines of a user thread are its intervals", () => {
  fc.assert(
    fc.property(anyScenario, (input) => {
      const { trace } = recordRun(input);
      const index = new TraceIndex(trace);
      const [, ...lines] = parse(textOf(trace));
      for (let thread = 0; thread < index.threadCount; thread += 1) {
        const own = lines.filter(
          ([, , kind, , name]) => kind === "user thread" && name === index.threadName(thread),
        );
        const spans = own.map((line) => [
          Number(line[6]),
          line[7] === "" ? trace.end.endNs : Number(line[7]),
        ]);
        const { starts, ends } = index.threadIntervals(thread);
        const expected = [...starts].map((start, i) => [start, ends[i]]);
        expect(spans.filter(([start = 0, end = 0]) => end > start)).toEqual(expected);
      }
    }),
    { seed: SEED, numRuns: 100 },
  );
});
