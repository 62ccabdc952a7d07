import { describe, expect, test } from "vitest";
import type { Ledger } from "../../src/analysis/result.ts";
import { EventCode as E } from "../../src/trace/events.ts";
import { group, measure, meta, object, process, type Row } from "./fixture.ts";

const sum = (ledger: Ledger): number =>
  ledger.running +
  ledger.ready +
  ledger.stalled +
  ledger.overhead +
  Object.values(ledger.blocked).reduce((total, time) => total + time, 0);

/** Two user threads on one kernel thread; a blocks it in io from 10 to 30 while b is ready. */
const MANY_TO_ONE: readonly Row[] = [
  [0, E.processNew, 0],
  [0, E.kernelNew, 0, 0],
  [0, E.threadNew, 0, 0],
  [0, E.threadNew, 1, 1],
  [0, E.threadArrive, 0],
  [0, E.threadArrive, 1],
  [0, E.coreBusy, 0, 0],
  [0, E.threadRunning, 0, 0],
  [10, E.blockedIo, 0],
  [10, E.coreIdle, 0],
  [10, E.kernelBlocked, 0, 0],
  [10, E.stallBegin, 0],
  [30, E.threadReady, 0, 0],
  [30, E.stallEnd, 0],
  [30, E.kernelReady, 0],
  [30, E.coreBusy, 0, 0],
  [30, E.threadRunning, 0, 0],
  [35, E.threadEnd, 0],
  [35, E.coreOverhead, 0, 0],
  [35, E.threadOverhead, 1, 0],
  [37, E.coreBusy, 0, 0],
  [37, E.threadRunning, 1, 0],
  [40, E.threadEnd, 1],
  [40, E.coreIdle, 0],
  [40, E.kernelEnd, 0],
];

describe("many-to-one by hand", () => {
  const result = measure(meta(), MANY_TO_ONE, 40);

  test("ready and stalled are told apart, and the ledger sums to the turnaround", () => {
    expect(result.threads?.map(({ name, ledgerNs }) => [name, ledgerNs])).toEqual([
      ["a", { running: 15, ready: 0, stalled: 0, overhead: 0, blocked: { io: 20 } }],
      ["b", { running: 3, ready: 15, stalled: 20, overhead: 2, blocked: {} }],
    ]);
    expect(result.threads?.map(({ turnaroundNs, ledgerNs }) => sum(ledgerNs) === turnaroundNs)).toEqual([
      true,
      true,
    ]);
    expect(result.ledgerNs).toEqual({
      running: 18,
      ready: 15,
      stalled: 20,
      overhead: 2,
      blocked: { io: 20 },
    });
  });

  test("response, waiting, turnaround and makespan", () => {
    expect(result.responseNs).toMatchObject({ min: 0, max: 37, mean: 19 });
    expect(result.waitingNs).toMatchObject({ min: 0, max: 35, mean: 18 });
    expect(result.turnaroundNs).toMatchObject({ min: 35, max: 40, p50: 35, p90: 40, mean: 38 });
    expect(result.makespanNs).toBe(40);
    expect(result.throughput).toEqual({ unit: "threads", completed: 2, perSecond: 2 / 40e-9 });
  });

  test("cores, switches, kernel threads and memory", () => {
    expect(result.cores).toEqual({ count: 1, utilization: 18 / 40, busyNs: 18, overheadNs: 2, idleNs: 20 });
    expect(result.switches).toEqual({ kernel: 0, user: 1, migrations: 0 });
    expect(result.kernelThreads).toEqual({ created: 1, peak: 1 });
    expect(result.memory.peakBytes).toBe(1_000 + 100 + 2 * 10);
    expect(result.threadCount).toEqual({ created: 2, ended: 2, peakLive: 2 });
  });

  test("the stall is found, with its reason, and named as what held the run back", () => {
    expect(result.stalls).toEqual({ totalNs: 20, longestNs: 20, byReason: { io: 20 } });
    expect(result.heldBack).toBe("20 ns of 40 ns: stalled, the only kernel thread was blocked in io.");
    expect(result.findings.map(({ kind, atNs, message }) => [kind, atNs, message])).toEqual([
      [
        "stall",
        10,
        "For 20 ns user threads of app could run, but the only kernel thread was blocked in io. It began at 10 ns, with 1 user thread stalled. Blocked by: a.",
      ],
    ]);
  });

  test("the series has the exact totals", () => {
    expect(result.series).toEqual({ bucketNs: 1_024, completed: [2], busyNs: [18] });
  });
});

test("a bound user thread and one on its kernel thread are ready, never stalled", () => {
  const result = measure(
    meta({ groups: [group("a", { bound: true }), group("b")] }),
    [
      [0, E.threadNew, 0, 0],
      [0, E.threadNew, 1, 1],
      [0, E.threadArrive, 0],
      [0, E.threadArrive, 1],
      [0, E.threadReady, 1, 0],
      [0, E.stallBegin, 0],
      [10, E.stallEnd, 0],
    ],
    10,
    "horizon",
  );
  expect(result.ledgerNs).toMatchObject({ ready: 20, stalled: 0 });
  expect(result.stalls.totalNs).toBe(0);
});

test("what is left over at the end of the run is booked to the end, with its state", () => {
  const result = measure(
    meta(),
    [
      [0, E.threadNew, 0, 0],
      [0, E.threadNew, 1, 1],
      [0, E.threadNew, 2, 2],
      [5, E.threadArrive, 0],
      [6, E.threadArrive, 1],
      [6, E.blockedSleep, 1],
      [8, E.stallBegin, 0],
    ],
    20,
    "horizon",
  );
  expect(
    result.threads?.map(({ name, state, arrivalNs, turnaroundNs, waitingNs }) => [
      name,
      state,
      arrivalNs,
      turnaroundNs,
      waitingNs,
    ]),
  ).toEqual([
    ["a", "stalled", 5, null, 15],
    ["b", "sleep", 6, null, 0],
    ["w[0]", "new", null, null, 0],
  ]);
  expect(result.ledgerNs).toEqual({ running: 0, ready: 3, stalled: 12, overhead: 0, blocked: { sleep: 14 } });
  expect(result.makespanNs).toBe(15);
  expect(result.turnaroundNs).toBeNull();
});

test("an id that comes again is another thread: serial numbers, names, switches", () => {
  const rows: Row[] = [[0, E.kernelNew, 0, 0]];
  for (const [index, start] of [0, 10, 20].entries()) {
    rows.push(
      [start, E.threadNew, 7, 2],
      [start, E.threadArrive, 7],
      [start, E.threadRunning, 7, 0],
      [start + 10 - index, E.threadEnd, 7],
    );
  }
  const result = measure(meta(), rows, 28);
  expect(result.threads?.map(({ id, name, turnaroundNs }) => [id, name, turnaroundNs])).toEqual([
    [0, "w[0]", 10],
    [1, "w[1]", 9],
    [2, "w[2]", 8],
  ]);
  expect(result.switches.user).toBe(2);
  expect(result.threadCount.peakLive).toBe(1);
});

test("an id of a kernel thread that comes again is another kernel thread", () => {
  const result = measure(
    meta({ cores: 2 }),
    [
      [0, E.kernelNew, 0, 0],
      [0, E.coreBusy, 0, 0],
      [5, E.coreIdle, 0],
      [5, E.kernelEnd, 0],
      [5, E.kernelNew, 0, 0],
      [5, E.coreBusy, 0, 0],
      [9, E.coreBusy, 1, 0],
      [9, E.coreIdle, 0],
      [12, E.coreIdle, 1],
    ],
    12,
  );
  expect(result.switches).toEqual({ kernel: 1, user: 0, migrations: 1 });
  expect(result.kernelThreads).toEqual({ created: 2, peak: 1 });
  expect(result.cores).toMatchObject({ busyNs: 12, idleNs: 12 });
});

test("jobs count where there are pools; workers are named", () => {
  const result = measure(
    meta({ pools: [{ name: "fetchers", workers: 3, jobs: 2 }] }),
    [
      [0, E.threadNew, 0, 2],
      [0, E.threadArrive, 0],
      [0, E.jobEnqueued, 0, 0],
      [0, E.jobEnqueued, 1, 0],
      [2, E.jobStart, 0, 0],
      [9, E.jobEnd, 0, 0],
      [10, E.threadEnd, 0],
    ],
    10,
  );
  expect(result.jobs).toEqual([
    { id: 0, pool: "fetchers", worker: "w[0]", enqueuedNs: 0, startNs: 2, endNs: 9 },
    { id: 1, pool: "fetchers", worker: null, enqueuedNs: 0, startNs: null, endNs: null },
  ]);
  expect(result.throughput).toEqual({ unit: "jobs", completed: 1, perSecond: 1e8 });
});

test("objects: acquisitions, waits, time held, value", () => {
  const result = measure(
    meta({ objects: [object("m", "mutex"), object("q", "queue"), object("n", "variable")] }),
    [
      [0, E.threadNew, 0, 0],
      [0, E.threadNew, 1, 1],
      [0, E.threadArrive, 0],
      [0, E.threadArrive, 1],
      [2, E.acquired, 0, 0],
      [3, E.blockedLock, 1, 0],
      [10, E.released, 0, 0],
      [10, E.acquired, 1, 0],
      [10, E.threadReady, 1],
      [11, E.blockedQueue, 0, 1],
      [13, E.taken, 0, 1],
      [13, E.threadReady, 0],
      [14, E.blockedLock, 0, 0],
      [14, E.value, -3, 2],
    ],
    20,
    "horizon",
  );
  expect(result.objects).toEqual({
    m: { kind: "mutex", acquisitions: 2, waits: 2, waitNs: 13, longestWaitNs: 7, heldNs: 18 },
    q: { kind: "queue", acquisitions: 1, waits: 1, waitNs: 2, longestWaitNs: 2 },
    n: { kind: "variable", value: -3, acquisitions: 0, waits: 0, waitNs: 0, longestWaitNs: 0 },
  });
});

test("every process of its own has its image in memory", () => {
  const rows: Row[] = [];
  for (const thread of [0, 1, 2]) {
    rows.push(
      [thread, E.threadNew, thread, 2],
      [thread, E.processNew, 0],
      [thread, E.threadArrive, thread],
      [thread, E.kernelNew, thread, 0],
    );
  }
  rows.push([5, E.kernelEnd, 0], [5, E.threadEnd, 0], [5, E.processEnd, 0]);
  rows.push([5, E.threadNew, 0, 2], [5, E.processNew, 0], [5, E.threadArrive, 0], [5, E.kernelNew, 0, 0]);
  const result = measure(meta({ processes: [process("app", { perThread: true })] }), rows, 6, "horizon");
  expect(result.memory.peakBytes).toBe(3 * (1_000 + 100 + 10));
  const shared = meta({ processes: [process("app", { perThread: true, sharesImage: true })] });
  expect(measure(shared, rows, 6, "horizon").memory.peakBytes).toBe(1_000 + 3 * (100 + 10));
});

test("hazards are merged by kind and object, with the first time and the count", () => {
  const rows: Row[] = [
    [0, E.threadNew, 0, 0],
    [0, E.threadNew, 1, 1],
    [4, E.lostUpdate, 1, 0],
    [5, E.lostUpdate, 0, 0],
    [5, E.lostUpdate, 0, 0],
    [6, E.indexGone, 0, 1],
  ];
  const { findings } = measure(meta({ objects: [object("n", "variable"), object("l", "list")] }), rows, 6);
  expect(findings).toEqual([
    {
      kind: "lost-update",
      severity: "error",
      atNs: 4,
      threads: ["b", "a"],
      objects: ["n"],
      message:
        "3 updates of n were lost (first at 4 ns, by b): a value was stored over another user thread's store that had not been seen. It befell b and a.",
      advice: expect.stringContaining("indivisible"),
    },
    {
      kind: "index-gone",
      severity: "error",
      atNs: 6,
      threads: ["a"],
      objects: ["l"],
      message: "a found the element of l gone at 6 ns: another user thread had removed it since a looked.",
      advice: expect.stringContaining("thread-safe list"),
    },
  ]);
});

describe("lists", () => {
  const rows: Row[] = [];
  for (let thread = 0; thread < 10_001; thread += 1) {
    rows.push([thread, E.threadNew, 0, 2], [thread, E.threadArrive, 0], [thread, E.jobEnqueued, thread, 0]);
    rows.push([thread + 1, E.threadEnd, 0]);
  }
  const withPool = meta({ pools: [{ name: "p", workers: 1, jobs: null }] });

  test("past 10,000 they are left out", () => {
    const result = measure(withPool, rows, 10_002);
    expect([result.threads, result.jobs]).toEqual([undefined, undefined]);
    expect(result.ledgerNs.ready).toBe(10_001);
  });
  test("unless asked for in full", () => {
    const result = measure(withPool, rows, 10_002, "completed", true);
    expect([result.threads?.length, result.jobs?.length]).toEqual([10_001, 10_001]);
    expect(result.threads?.at(-1)).toMatchObject({ id: 10_000, name: "w[10000]", turnaroundNs: 1 });
  });
});

test("an empty run has numbers too", () => {
  const result = measure(meta({ groups: [] }), [], 0);
  expect(result.cores.utilization).toBe(0);
  expect(result.throughput.perSecond).toBe(0);
  expect(result.heldBack).toBe("No user thread arrived.");
});
