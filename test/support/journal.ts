import type { ChunkSink } from "../../src/trace/chunk-sink.ts";
import { Journal } from "../../src/trace/journal.ts";

/** Time (ns), code, subject, detail. */
export type RecordRow = readonly [number, number, number, number];

/** Lets a sink hear these records as it would hear a run. */
export function recordInto(sink: ChunkSink, rows: Iterable<RecordRow>): void {
  const journal = new Journal(sink);
  for (const row of rows) journal.record(...row);
  journal.flush();
}
