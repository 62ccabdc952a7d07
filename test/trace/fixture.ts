import { ns } from "../../src/base/time.ts";
import { EventCode } from "../../src/trace/events.ts";
import type { Intervals } from "../../src/trace/intervals.ts";
import type { RunEnd, TraceMeta } from "../../src/trace/meta.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import type { Trace } from "../../src/trace/trace.ts";
import { recordInto } from "../support/journal.ts";

/** Time, event, subject, detail (none where left out). */
export type Row = readonly [number, keyof typeof EventCode, number, number?];

/** One core, one process, a group `a` of any number, a group `solo` of one, a bound group, a lock and a queue. */
export function metaOf(changes: Partial<TraceMeta> = {}): TraceMeta {
  return {
    scenario: { name: "test", file: "test.yaml", seed: 42 },
    model: "one-to-one",
    label: "one-to-one",
    cores: 1,
    groups: [
      { name: "a", count: null, process: 0, pool: -1, bound: false },
      { name: "solo", count: 1, process: 0, pool: -1, bound: false },
      { name: "bound", count: 1, process: 0, pool: -1, bound: true },
    ],
    processes: [
      {
        name: "app",
        model: "one-to-one",
        label: "one-to-one",
        imageBytes: 0,
        perThread: false,
        sharesImage: false,
      },
    ],
    objects: [
      { name: "m", kind: "mutex", scope: "user" },
      { name: "jobs", kind: "queue", scope: "user" },
    ],
    devices: [{ name: "disk", servers: 1 }],
    pools: [{ name: "fetchers", workers: 4, jobs: 21 }],
    kernelStackBytes: 16_384,
    userStackBytes: 8_192,
    ...changes,
  };
}

export function endOf(endNs: number, events = 0): RunEnd {
  return { outcome: "completed", endNs: ns(endNs), events };
}

export function traceOf(rows: readonly Row[], endNs: number, meta = metaOf()): Trace {
  const recorder = new Recorder(meta);
  recordInto(
    recorder,
    rows.map(([time, name, subject, detail = -1]) => [time, EventCode[name], subject, detail]),
  );
  return recorder.finish(endOf(endNs));
}

/** Every record of a trace as a row of numbers. */
export function rowsOf(replay: (sink: { record(...row: number[]): void }) => void): number[][] {
  const rows: number[][] = [];
  replay({ record: (...row) => rows.push(row) });
  return rows;
}

/** `0-10 ready, 10-15 running 3`: intervals as one line, details other than none behind the state. */
export function show(intervals: Intervals, states: readonly string[]): string {
  const parts: string[] = [];
  for (let i = 0; i < intervals.length; i += 1) {
    const detail = intervals.details[i];
    const state = states[intervals.states[i] ?? -1] ?? "?";
    parts.push(`${intervals.starts[i]}-${intervals.ends[i]} ${state}${detail === -1 ? "" : ` ${detail}`}`);
  }
  return parts.join(", ");
}
