import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SliceStream } from "../../../src/report/export/slice-stream.ts";
import type { Intervals } from "../../../src/trace/intervals.ts";
import { CORE_STATES, KERNEL_STATES, THREAD_STATES } from "../../../src/trace/states.ts";
import { forEachRecord, type Trace } from "../../../src/trace/trace.ts";
import { TraceIndex } from "../../../src/trace/trace-index.ts";
import { recordRun } from "../../support/record-run.ts";
import { anyScenario } from "../../support/scenarios.ts";
import { type Row, show, traceOf } from "../../trace/fixture.ts";

const SEED = 20261123;

/** What a stream said of each track, in the form of `show`; what lasts for ever is cut at the end of the run. */
function streamed(trace: Trace) {
  const tracks = new Map<string, string[]>();
  const wakes: string[] = [];
  const add = (track: string, from: number, to: number, state: string | undefined, detail: number) => {
    const end = Math.min(to, trace.end.endNs);
    if (end <= from) return;
    const shown = `${from}-${end} ${state}${detail === -1 ? "" : ` ${detail}`}`;
    tracks.set(track, [...(tracks.get(track) ?? []), shown]);
  };
  const holders: string[] = [];
  const stream = new SliceStream(trace.meta, {
    threadBorn: () => {},
    kernelThreadBorn: () => {},
    threadSlice: (thread, from, to, state, detail, holder) => {
      add(`thread ${thread}`, from, to, THREAD_STATES[state], detail);
      if (holder !== -1) holders.push(`${thread} from ${from}: ${holder}`);
    },
    kernelSlice: (id, from, to, state, detail) => add(`kernel ${id}`, from, to, KERNEL_STATES[state], detail),
    coreSlice: (core, from, to, state, detail) => add(`core ${core}`, from, to, CORE_STATES[state], detail),
    wake: (time, waker, thread) => wakes.push(`${time}: ${waker} to ${thread}`),
  });
  forEachRecord(trace, stream);
  stream.finish(trace.end);
  return { of: (track: string) => (tracks.get(track) ?? []).join(", "), wakes, holders };
}

/** The slow twin: every track by itself, from an index of the whole trace. */
function expectAsIndexed(trace: Trace): void {
  const index = new TraceIndex(trace);
  const { of } = streamed(trace);
  const compare = (track: string, intervals: Intervals, states: readonly string[]) =>
    expect(of(track), track).toBe(show(intervals, states));
  for (let id = 0; id < index.threadCount; id += 1)
    compare(`thread ${id}`, index.threadIntervals(id), THREAD_STATES);
  for (let id = 0; id < index.kernelThreadCount; id += 1)
    compare(`kernel ${id}`, index.kernelIntervals(id), KERNEL_STATES);
  for (let id = 0; id < index.coreCount; id += 1) compare(`core ${id}`, index.coreIntervals(id), CORE_STATES);
}

test("gives the slices that an index of the whole trace gives, in whatever run", () => {
  fc.assert(
    fc.property(anyScenario, (input) => expectAsIndexed(recordRun(input).trace)),
    { seed: SEED, numRuns: 200 },
  );
});

describe("a track", () => {
  const thread = (...rows: readonly Row[]) =>
    streamed(traceOf([[0, "threadNew", 0, 0], [0, "kernelNew", 0, 0], [0, "threadArrive", 0], ...rows], 20));

  test("leaves out what lasted no time, and goes on after it", () => {
    const { of } = thread(
      [1, "threadRunning", 0, 0],
      [5, "threadOverhead", 0, 0],
      [5, "threadRunning", 0, 0],
      [9, "threadReady", 0],
      [9, "blockedSleep", 0],
    );
    expect(of("thread 0")).toBe("0-1 ready, 1-9 running 0, 9-20 sleep");
  });

  test("is cut where the process stalls, also in a stall that nothing has ended", () => {
    const { of } = thread(
      [2, "stallBegin", 0],
      [4, "stallEnd", 0],
      [6, "stallBegin", 0],
      [8, "threadRunning", 0, 0],
      [9, "threadReady", 0],
    );
    expect(of("thread 0")).toBe(
      "0-2 ready, 2-4 stalled, 4-6 ready, 6-8 stalled, 8-9 running 0, 9-20 stalled",
    );
  });
});

describe("user threads", () => {
  const rows: Row[] = [
    [0, "threadNew", 0, 0],
    [0, "threadNew", 1, 0],
    [0, "kernelNew", 0, 0],
    [0, "threadArrive", 0],
    [0, "threadArrive", 1],
    [0, "threadRunning", 0, 0],
    [0, "threadWake", 1, 0],
    [3, "acquired", 0, 0],
    [3, "threadWake", 1, 0],
    [4, "blockedLock", 1, 0],
    [6, "released", 0, 0],
    [6, "threadReady", 1],
    [7, "blockedLock", 1, 0],
  ];

  test("name who held the lock as they began to wait, and nobody once it was given back", () => {
    expect(streamed(traceOf(rows, 9)).holders).toEqual(["1 from 4: 0"]);
  });

  test("are woken by who was there before; the track of who has just begun is still empty", () => {
    expect(streamed(traceOf(rows, 9)).wakes).toEqual(["3: 0 to 1"]);
  });
});
