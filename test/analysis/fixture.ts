import { Metrics } from "../../src/analysis/metrics.ts";
import type { RunResult } from "../../src/analysis/result.ts";
import { ns } from "../../src/base/time.ts";
import type { EventCode } from "../../src/trace/events.ts";
import type { GroupMeta, ObjectMeta, Outcome, ProcessMeta, TraceMeta } from "../../src/trace/meta.ts";
import { recordInto } from "../support/journal.ts";

/** A record as a tuple: time, code, subject, detail. */
export type Row = readonly [time: number, code: EventCode, subject: number, detail?: number];

const NONE = -1;

export function group(name: string, over: Partial<GroupMeta> = {}): GroupMeta {
  return { name, count: 1, process: 0, pool: NONE, bound: false, ...over };
}

export function process(name: string, over: Partial<ProcessMeta> = {}): ProcessMeta {
  return {
    name,
    model: "many-to-one",
    label: "many-to-one",
    imageBytes: 1_000,
    perThread: false,
    sharesImage: false,
    ...over,
  };
}

export function object(name: string, kind: ObjectMeta["kind"]): ObjectMeta {
  return { name, kind, scope: "user" };
}

export function meta(over: Partial<TraceMeta> = {}): TraceMeta {
  return {
    scenario: { name: "made by hand", file: "", seed: 1 },
    model: "many-to-one",
    label: "many-to-one",
    cores: 1,
    groups: [group("a"), group("b"), group("w", { count: 3 })],
    processes: [process("app")],
    objects: [],
    devices: [],
    pools: [],
    kernelStackBytes: 100,
    userStackBytes: 10,
    ...over,
  };
}

/** The numbers of a run made by hand. */
export function measure(
  traceMeta: TraceMeta,
  rows: readonly Row[],
  endNs: number,
  outcome: Outcome = "completed",
  full = false,
): RunResult {
  const metrics = new Metrics(traceMeta, { full });
  recordInto(
    metrics,
    rows.map(([time, code, subject, detail = NONE]) => [time, code, subject, detail]),
  );
  return metrics.result({ outcome, endNs: ns(endNs), events: rows.length });
}
