import { describe, expect, test } from "vitest";
import { EventCode } from "../../src/trace/events.ts";
import { CORE_STATES, KERNEL_STATES, THREAD_STATES } from "../../src/trace/states.ts";
import type { Trace } from "../../src/trace/trace.ts";
import { pictureEndOf, TraceIndex } from "../../src/trace/trace-index.ts";
import { metaOf, type Row, rowsOf, show, traceOf } from "./fixture.ts";

const threadShown = (rows: readonly Row[], endNs: number, thread = 0): string =>
  show(new TraceIndex(traceOf(rows, endNs)).threadIntervals(thread), THREAD_STATES);
const kernelShown = (rows: readonly Row[], endNs: number, kernelThread = 0, cores = 2): string =>
  show(new TraceIndex(traceOf(rows, endNs, metaOf({ cores }))).kernelIntervals(kernelThread), KERNEL_STATES);

describe("names", () => {
  const index = new TraceIndex(
    traceOf(
      [
        [0, "threadNew", 0, 0],
        [0, "threadNew", 1, 1],
        [0, "threadNew", 2, 0],
        [0, "kernelNew", 0, 0],
        [1, "threadWake", 2, 1],
        [1, "threadReady", 2],
        [2, "threadWake", 2],
        [2, "threadReady", 2],
      ],
      9,
    ),
  );

  test("count up within a group of more than one", () => {
    expect([0, 1, 2].map((thread) => index.threadName(thread))).toEqual(["a[0]", "solo", "a[1]"]);
    expect([...index.threadsOfGroup(0)]).toEqual([0, 2]);
    expect(index.threadCount).toBe(3);
    expect(index.kernelThreadCount).toBe(1);
    expect(() => index.threadName(3)).toThrow("user thread 3 of 3");
  });

  test("of who woke whom, by instant", () => {
    expect([0, 1, 2, 3].map((time) => index.wakerOf(2, time))).toEqual([-1, 1, -1, -1]);
  });

  test("all records of one thread replay in order", () => {
    expect(rowsOf((sink) => index.replayThread(2, sink)).map(([time, code]) => [time, code])).toEqual([
      [0, EventCode.threadNew],
      [1, EventCode.threadWake],
      [1, EventCode.threadReady],
      [2, EventCode.threadWake],
      [2, EventCode.threadReady],
    ]);
  });

  test("ids out of order are refused", () => {
    expect(() => new TraceIndex(traceOf([[0, "threadNew", 1, 0]], 1))).toThrow("out of order");
  });
});

describe("user thread", () => {
  test("from creation over every kind of state to its end", () => {
    const rows: Row[] = [
      [5, "threadNew", 0, 1],
      [10, "threadArrive", 0],
      [20, "threadOverhead", 0, 7],
      [21, "threadRunning", 0, 7],
      [22, "acquired", 0, 0],
      [30, "blockedIo", 0, 0],
      [40, "threadWake", 0],
      [40, "threadReady", 0, 7],
      [45, "threadRunning", 0, 7],
      [50, "blockedLock", 0, 0],
      [60, "threadEnd", 0],
    ];
    expect(threadShown(rows, 100)).toBe(
      "5-10 new 1, 10-20 ready, 20-21 overhead 7, 21-30 running 7, 30-40 io 0, 40-45 ready 7, 45-50 running 7, 50-60 lock 0",
    );
  });

  test("of several records at one instant the last counts, and equal neighbours are one interval", () => {
    const rows: Row[] = [
      [0, "threadNew", 0, 0],
      [0, "threadArrive", 0],
      [0, "threadRunning", 0, 1],
      [5, "threadReady", 0],
      [5, "threadRunning", 0, 1],
      [9, "threadReady", 0],
    ];
    expect(threadShown(rows, 9)).toBe("0-9 running 1");
    expect(threadShown(rows, 12)).toBe("0-9 running 1, 9-12 ready");
  });

  test("a ready interval is cut by its process's stalls, a blocked one is not", () => {
    const rows: Row[] = [
      [0, "threadNew", 0, 0],
      [0, "threadArrive", 0],
      [0, "threadNew", 1, 2],
      [0, "threadArrive", 1],
      [2, "stallBegin", 0],
      [3, "stallEnd", 0],
      [5, "stallBegin", 0],
      [7, "blockedIo", 0],
      [8, "threadReady", 0],
      [10, "stallEnd", 0],
      [20, "stallBegin", 0],
    ];
    expect(threadShown(rows, 25)).toBe(
      "0-2 ready, 2-3 stalled, 3-5 ready, 5-7 stalled, 7-8 io, 8-10 stalled, 10-20 ready, 20-25 stalled",
    );
    expect(threadShown(rows, 25, 1)).toBe("0-25 ready");
  });

  test("stalls that touch are one, and one without length is none", () => {
    const rows: Row[] = [
      [0, "threadNew", 0, 0],
      [0, "threadArrive", 0],
      [1, "stallBegin", 0],
      [1, "stallEnd", 0],
      [4, "stallBegin", 0],
      [6, "stallEnd", 0],
      [6, "stallBegin", 0],
      [8, "stallEnd", 0],
    ];
    expect(threadShown(rows, 9)).toBe("0-4 ready, 4-8 stalled, 8-9 ready");
  });
});

describe("kernel thread and core", () => {
  const rows: Row[] = [
    [0, "kernelNew", 0, 0],
    [0, "kernelReady", 0],
    [1, "kernelNew", 1, 0],
    [2, "coreOverhead", 0, 0],
    [3, "coreBusy", 0, 0],
    [6, "kernelReady", 0],
    [6, "coreBusy", 0, 1],
    [8, "kernelBlocked", 1, 4],
    [8, "coreIdle", 0],
    [9, "coreBusy", 1, 0],
    [11, "coreIdle", 1],
    [11, "kernelIdle", 0],
    [15, "kernelEnd", 0],
    [18, "kernelReady", 1],
  ];

  test("runs while a core says so", () => {
    expect(kernelShown(rows, 20)).toBe(
      "0-2 ready, 2-3 overhead 0, 3-6 running 0, 6-9 ready, 9-11 running 1, 11-15 idle",
    );
    expect(kernelShown(rows, 20, 1)).toBe("1-6 ready, 6-8 running 0, 8-18 blocked 4, 18-20 ready");
  });

  test("stays blocked where it loses its turn to another", () => {
    const lost: Row[] = [
      [0, "kernelNew", 0, 0],
      [1, "kernelBlocked", 0, 4],
      [3, "slotLost", 0],
    ];
    expect(kernelShown(lost, 5)).toBe("0-1 ready, 1-5 blocked 4");
  });

  test("falls back to its own state where a core leaves it without a word", () => {
    expect(
      kernelShown(
        [
          [0, "kernelNew", 0, 0],
          [1, "coreBusy", 0, 0],
          [2, "coreIdle", 0],
          [3, "coreBusy", 0, 0],
          [4, "coreBusy", 1, 0],
          [5, "coreIdle", 0],
        ],
        6,
      ),
    ).toBe("0-1 ready, 1-2 running 0, 2-3 ready, 3-4 running 0, 4-6 running 1");
  });

  test("a core is idle from time 0", () => {
    const index = new TraceIndex(traceOf(rows, 20, metaOf({ cores: 2 })));
    expect(show(index.coreIntervals(0), CORE_STATES)).toBe(
      "0-2 idle, 2-3 overhead 0, 3-6 busy 0, 6-8 busy 1, 8-20 idle",
    );
    expect(show(index.coreIntervals(1), CORE_STATES)).toBe("0-9 idle, 9-11 busy 0, 11-20 idle");
  });
});

describe("a picture", () => {
  const twoThatMeet: Row[] = [
    [0, "threadNew", 0, 0],
    [0, "threadNew", 1, 0],
    [0, "threadRunning", 0, 0],
    [4, "threadReady", 1],
    [20, "threadEnd", 0],
    [24, "blockedLock", 1, 0],
  ];
  const completed = traceOf(twoThatMeet, 24);
  const deadlocked = { ...completed, end: { ...completed.end, outcome: "deadlock" as const } };
  const drawn = (trace: Trace, pictureEndNs: number, thread: number): string =>
    show(new TraceIndex(trace, pictureEndNs).undividedThreadIntervals(thread).intervals, THREAD_STATES);

  test("goes on after a deadlock for a twelfth of the run, and not after a run that is over", () => {
    expect(pictureEndOf([completed])).toBe(24);
    expect(pictureEndOf([deadlocked])).toBe(26);
    expect(pictureEndOf([deadlocked, traceOf([], 100)])).toBe(100);
    expect(pictureEndOf([])).toBe(0);
  });

  test("shows those who wait for ever up to its end, and nobody else", () => {
    expect(drawn(deadlocked, 100, 0)).toBe("0-20 running 0");
    expect(drawn(deadlocked, 100, 1)).toBe("0-4 new 0, 4-24 ready, 24-100 lock 0");
    expect(drawn(completed, 100, 1)).toBe("0-4 new 0, 4-24 ready");
  });

  test("tells ready from stalled by the process alone, unless somebody is ready on a kernel thread of a pool meanwhile", () => {
    const rows: Row[] = [
      [0, "threadNew", 0, 0],
      [0, "threadNew", 1, 0],
      [0, "threadReady", 0],
      [0, "threadReady", 1],
      [2, "stallBegin", 0],
      [4, "threadRunning", 1, 1],
      [5, "threadReady", 1, 1],
      [8, "threadRunning", 1, 1],
      [9, "stallEnd", 0],
    ];
    const index = new TraceIndex(traceOf(rows, 10));
    const waits = index.undividedThreadIntervals(0);
    expect(show(waits.intervals, THREAD_STATES)).toBe("0-10 ready");
    expect(waits.stalled?.within(0, 10)).toBe(7);
    const carried = index.undividedThreadIntervals(1);
    expect(carried.stalled).toBeNull();
    const divided = "0-2 ready, 2-4 stalled, 4-5 running 1, 5-8 ready 1, 8-10 running 1";
    expect(show(carried.intervals, THREAD_STATES)).toBe(divided);
    expect(show(index.threadIntervals(1), THREAD_STATES)).toBe(divided);
  });

  test("leaves what is counted as it is", () => {
    expect(show(new TraceIndex(deadlocked, 100).threadIntervals(1), THREAD_STATES)).toBe(
      "0-4 new 0, 4-24 ready",
    );
  });
});
