import { CHUNK_RECORDS, type Chunk } from "./chunk.ts";
import { type ChunkSink, eachRecord } from "./chunk-sink.ts";
import type { TraceSink } from "./events.ts";
import type { RunEnd, TraceMeta } from "./meta.ts";

/** Everything that happened in one run: names, records in order, and how it ended. */
export interface Trace {
  readonly meta: TraceMeta;
  readonly end: RunEnd;
  /** Every chunk but the last is full. */
  readonly chunks: readonly Chunk[];
  /** Records in all. */
  readonly length: number;
}

/** How many of a trace's records stand in its chunk of that index. */
export function recordsInChunk(trace: Trace, index: number): number {
  return Math.min(CHUNK_RECORDS, trace.length - index * CHUNK_RECORDS);
}

/** Replays a trace into a sink, so that what is computed from a saved trace equals what was computed live. */
export function replay(trace: Trace, sink: ChunkSink): void {
  for (const [index, chunk] of trace.chunks.entries()) sink.consume(chunk, 0, recordsInChunk(trace, index));
}

/** Passes on every record of a trace, one by one. */
export function forEachRecord(trace: Trace, sink: TraceSink): void {
  replay(trace, eachRecord(sink));
}
