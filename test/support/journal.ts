import type { ChunkSink } from "../../src/trace/chunk-sink.ts";
import type { EventCode } from "../../src/trace/events.ts";
import { Journal } from "../../src/trace/journal.ts";

/** Time (ns), code, subject, detail. */
export type RecordRow = readonly [number, number, number, number];

/** Lets a sink hear these records as it would hear a run. */
export function recordInto(sink: ChunkSink, rows: Iterable<RecordRow>): void {
  const clock = { now: 0 };
  const journal = new Journal(sink, clock);
  for (const [time, code, subject, detail] of rows) {
    clock.now = time;
    journal.record(code as EventCode, subject, detail);
  }
  journal.flush();
}
