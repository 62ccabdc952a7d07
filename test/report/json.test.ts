import { expect, test } from "vitest";
import type { ResultDocument, RunResult } from "../../src/analysis/result.ts";
import type { JobId } from "../../src/base/ids.ts";
import { ns } from "../../src/base/time.ts";
import { documentChunks, resultDocument } from "../../src/report/json.ts";
import { MANY_TO_MANY, ONE_TO_ONE, runResult } from "./result-fixture.ts";

const serialize = (document: ResultDocument): string => [...documentChunks(document)].join("");

const SCENARIO = { name: 'a "quoted" name', file: "x.yaml", seed: 42 };
const RUN = runResult({
  jobs: [
    { id: 0 as JobId, pool: "p", worker: "w[0]", enqueuedNs: ns(0), startNs: ns(1), endNs: null },
    { id: 1 as JobId, pool: "p", worker: null, enqueuedNs: ns(0), startNs: null, endNs: null },
  ],
  threads: [],
  objects: {
    m: { kind: "mutex", acquisitions: 1, waits: 0, waitNs: ns(0), longestWaitNs: ns(0), heldNs: ns(4) },
  },
});

test("reads back as the same document", () => {
  const document = resultDocument(SCENARIO, [RUN, ONE_TO_ONE, MANY_TO_MANY]);
  expect(JSON.parse(serialize(document))).toEqual(document);
  expect(JSON.parse(serialize(resultDocument(SCENARIO, [])))).toEqual({
    format: 1,
    scenario: SCENARIO,
    runs: [],
  });
});

test("keys stand in one order, whatever order the result was put together in", () => {
  const backwards: Partial<RunResult> = Object.fromEntries(Object.entries(RUN).reverse());
  const other = runResult(backwards);
  expect(serialize(resultDocument(SCENARIO, [other]))).toBe(serialize(resultDocument(SCENARIO, [RUN])));
});

test("one key of a run, and one element of a list, on a line", () => {
  expect(serialize(resultDocument(SCENARIO, [RUN]))).toMatchInlineSnapshot(`
    "{
      "format": 1,
      "scenario": {"name":"a \\"quoted\\" name","file":"x.yaml","seed":42},
      "runs": [
        {
          "model": "many-to-one",
          "label": "many-to-one",
          "outcome": "completed",
          "makespanNs": 2142000000,
          "endNs": 2142000000,
          "throughput": {"unit":"jobs","completed":21,"perSecond":9.804},
          "turnaroundNs": {"min":2100000000,"mean":2100000000,"p50":2100000000,"p90":2100000000,"p95":2100000000,"p99":2100000000,"max":2100000000},
          "responseNs": {"min":1000000,"mean":1000000,"p50":1000000,"p90":1000000,"p95":1000000,"p99":1000000,"max":1000000},
          "waitingNs": {"min":1500000000,"mean":1500000000,"p50":1500000000,"p90":1500000000,"p95":1500000000,"p99":1500000000,"max":1500000000},
          "cores": {"count":4,"utilization":0.0049,"busyNs":42000000,"overheadNs":71080,"idleNs":8525928920},
          "switches": {"kernel":0,"user":27,"migrations":0},
          "kernelThreads": {"created":1,"peak":1},
          "memory": {"peakBytes":10485760},
          "ledgerNs": {"running":42000000,"ready":0,"stalled":1,"overhead":0,"blocked":{"io":5}},
          "threadCount": {"created":7,"ended":7,"peakLive":7},
          "stalls": {"totalNs":2008000000,"longestNs":100000000,"byReason":{"io":2008000000}},
          "heldBack": "2.008 s of 2.142 s: stalled, the only kernel thread was blocked in io.",
          "series": {"bucketNs":1024,"completed":[1],"busyNs":[3]},
          "threads": [],
          "jobs": [
            {"id":0,"pool":"p","worker":"w[0]","enqueuedNs":0,"startNs":1,"endNs":null},
            {"id":1,"pool":"p","worker":null,"enqueuedNs":0,"startNs":null,"endNs":null}
          ],
          "objects": {
            "m": {"kind":"mutex","acquisitions":1,"waits":0,"waitNs":0,"longestWaitNs":0,"heldNs":4}
          },
          "findings": [],
          "events": 100
        }
      ]
    }
    "
  `);
});
