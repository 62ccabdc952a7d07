import { expect, test } from "vitest";
import { ms, ns } from "../../src/base/time.ts";
import { COST_PRESETS } from "../../src/machine/costs.ts";
import { compile } from "../../src/threads/compile.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import { eachRecord } from "../../src/trace/chunk-sink.ts";
import { EventCode as E } from "../../src/trace/events.ts";
import { CheckingSink } from "./checking-sink.ts";
import { plainMutex } from "./programs.ts";
import { simulate } from "./simulate.ts";

const INPUT: SimulationInput = {
  name: "two threads and a mutex",
  file: "",
  seed: 1,
  machine: { cores: 2, scheduler: { policy: "fcfs" }, costs: COST_PRESETS.ideal, devices: [] },
  model: { model: "one-to-one", maxKernelThreads: null, gil: null },
  objects: [plainMutex("m")],
  processes: [{ name: "app", model: null, code: 0, data: 0 }],
  workload: [
    {
      kind: "thread",
      name: "t",
      count: 2,
      arrive: { kind: "at", time: ns(0) },
      after: [],
      process: "app",
      priority: 0,
      nice: 0,
      tickets: 100,
      affinity: null,
      period: null,
      deadline: null,
      bound: false,
      program: [{ kind: "locked", mutex: "m", body: [{ kind: "compute", for: ms(1) }] }],
    },
  ],
  until: null,
};

const tied = (affinity: readonly number[] | null): SimulationInput => ({
  ...INPUT,
  workload: INPUT.workload.map((entry) => ({ ...entry, affinity })),
});

type Record = readonly [time: number, code: E, subject: number, detail: number];

/** Thread 0 runs on core 0; a correct beginning of a trace. */
const BEGINNING: readonly Record[] = [
  [0, E.threadNew, 0, 0],
  [0, E.threadArrive, 0, -1],
  [0, E.kernelNew, 0, 0],
  [0, E.kernelReady, 0, -1],
  [0, E.coreBusy, 0, 0],
  [0, E.threadRunning, 0, 0],
];
const SECOND_THREAD: readonly Record[] = [
  [0, E.threadNew, 1, 0],
  [0, E.threadArrive, 1, -1],
  [0, E.kernelNew, 1, 0],
  [0, E.kernelReady, 1, -1],
];

const PLANTED: {
  readonly what: string;
  readonly says: string;
  readonly records: readonly Record[];
  readonly tiedTo?: readonly number[];
}[] = [
  {
    what: "time runs backwards",
    says: "time 1 after 2",
    records: [
      [2, E.value, 0, 0],
      [1, E.value, 0, 0],
    ],
  },
  { what: "half a nanosecond", says: "time 0.5", records: [[0.5, E.value, 0, 0]] },
  { what: "a kernel thread on two cores", says: "two cores", records: [[0, E.coreBusy, 1, 0]] },
  {
    what: "two user threads on a kernel thread",
    says: "one kernel thread",
    records: [...SECOND_THREAD, [0, E.coreBusy, 1, 1], [0, E.threadRunning, 1, 0]],
  },
  {
    what: "a user thread on a core that is not its own",
    says: "not one of its own",
    records: [
      [0, E.coreIdle, 0, -1],
      [0, E.coreBusy, 1, 0],
    ],
    tiedTo: [0],
  },
  { what: "a core of its own left idle", says: "a core idles", records: SECOND_THREAD, tiedTo: [0, 1] },
  { what: "a core left idle", says: "a core idles", records: SECOND_THREAD },
  {
    what: "two holders of a mutex",
    says: "mutex 0 is held",
    records: [[0, E.acquired, 0, 0], ...SECOND_THREAD, [0, E.acquired, 1, 0]],
  },
  {
    what: "a wait for a free mutex",
    says: "which is free",
    records: [
      [0, E.blockedLock, 0, 0],
      [0, E.kernelBlocked, 0, 0],
      [0, E.coreIdle, 0, -1],
    ],
  },
  { what: "running without a core", says: "on no such core", records: [[0, E.coreIdle, 0, -1]] },
  {
    what: "life after the end",
    says: "has ended",
    records: [
      [0, E.threadEnd, 0, -1],
      [0, E.threadReady, 0, -1],
    ],
  },
  { what: "overhead that no core had", says: "on no such core", records: [[0, E.threadOverhead, 0, 0]] },
  { what: "a stall that is none", says: "stalled: true", records: [[0, E.stallBegin, 0, -1]] },
];

test.each(PLANTED)("the checker finds $what", ({ says, records, tiedTo = null }) => {
  const sink = new CheckingSink(compile(tied(tiedTo)));
  const play = () => {
    for (const record of [...BEGINNING, ...records]) sink.record(...record);
    sink.close(1_000_000, true);
  };
  expect(play).toThrow(says);
});

test("the checker lets a core idle that is no core of those who are ready", () => {
  const sink = new CheckingSink(compile(tied([0])));
  for (const record of [...BEGINNING, ...SECOND_THREAD]) sink.record(...record);
  expect(() => sink.close(1_000_000, true)).not.toThrow();
});

test("the checker lets a correct run pass", () => {
  const plan = compile(INPUT);
  const sink = new CheckingSink(plan);
  const end = simulate(plan, eachRecord(sink));
  sink.close(end.endNs, true);
  expect(sink.state.threads.map(({ spent }) => spent)).toEqual([
    { running: 1_000_000 },
    { running: 1_000_000, lock: 1_000_000 },
  ]);
});
