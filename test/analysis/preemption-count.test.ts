import { expect, test } from "vitest";
import { PreemptionCount } from "../../src/analysis/preemption-count.ts";
import { at } from "../../src/base/assert.ts";
import { simulate } from "../../src/index.ts";
import { forEachRecord } from "../../src/trace/trace.ts";
import { scenarioOfText } from "../study/check/fixtures.ts";

/** Preemptions of the run of a scenario on ideal costs; `workload` and the like in YAML. */
function preemptionsOf(text: string, cores = 1): number {
  const scenario = scenarioOfText(
    `machine: { cores: ${cores}, scheduler: { policy: round-robin, quantum: 10ms }, costs: ideal }\n${text}`,
  );
  const { trace } = at(simulate(scenario), 0);
  if (trace === null) throw new Error("a run without its trace");
  const preemptions = new PreemptionCount();
  forEachRecord(trace, preemptions);
  return preemptions.count;
}

const TWO_COMPUTE = "workload: [{ thread: t, count: 2, program: [compute: 30ms] }]";
const ONE_COMPUTES = "workload: [{ thread: t, program: [compute: 30ms] }]";

test.each([
  ["one for each quantum that ends before the work does", `models: [one-to-one]\n${TWO_COMPUTE}`, 1, 4],
  ["none where each has a core", `models: [one-to-one]\n${TWO_COMPUTE}`, 2, 0],
  ["none where nobody else waits", `models: [one-to-one]\n${ONE_COMPUTES}`, 1, 0],
  ["none where user threads are not preempted", `models: [many-to-one]\n${TWO_COMPUTE}`, 1, 0],
  [
    "of user threads on one kernel thread",
    `models: [{ many-to-one: { preempt: 10ms } }]\n${TWO_COMPUTE}`,
    1,
    4,
  ],
  [
    "none by `yield`, whatever it costs",
    "models: [one-to-one]\nworkload: [{ thread: t, count: 2, program: [{ repeat: 3, do: [{ compute: 5ms }, { yield: }] }] }]",
    1,
    0,
  ],
  [
    "none by `yield` of user threads on one kernel thread",
    "models: [many-to-one]\nworkload: [{ thread: t, count: 2, program: [{ repeat: 3, do: [{ compute: 5ms }, { yield: }] }] }]",
    1,
    0,
  ],
  [
    "none by waiting for a lock, io or another's end",
    "models: [one-to-one]\nobjects: { m: mutex }\nworkload: [{ thread: t, count: 2, program: [{ locked: m, do: [{ compute: 1ms }, { io: 5ms }] }] }]",
    1,
    0,
  ],
  [
    "by the quota of a process: 30 ms at 10 ms a period",
    `models: [one-to-one]\nprocesses: { app: { quota: { cpu: 10ms, period: 20ms } } }\n${ONE_COMPUTES.replace("program", "process: app, program")}`,
    1,
    2,
  ],
  [
    "by a request to drop the interpreter lock: 28 ms each, changing hands every 5 ms",
    `models: [{ one-to-one: { gil: { interval: 5ms } } }]\n${TWO_COMPUTE.replace("30ms", "28ms")}`,
    2,
    10,
  ],
  [
    "none by computing without the interpreter lock, nor by waiting to have it back",
    "models: [{ one-to-one: { gil: { interval: 5ms } } }]\nworkload: [{ thread: t, count: 2, program: [{ compute: { for: 4ms, releasesGil: true } }, { compute: 4ms }] }]",
    2,
    0,
  ],
  [
    "none by handing a computation over to a pool",
    "models: [{ node: { pool: 1 } }]\nworkload: [{ thread: t, count: 2, program: [{ compute: { for: 4ms, releasesGil: true } }, { compute: 4ms }] }]",
    2,
    0,
  ],
])("%s", (_what, text, cores, expected) => {
  expect(preemptionsOf(text, cores)).toBe(expected);
});
