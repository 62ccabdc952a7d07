import { CHUNK_RECORDS, type Chunk } from "./chunk.ts";
import type { EventCode, TraceSink } from "./events.ts";
import type { RunEnd, TraceMeta } from "./meta.ts";
import { wordCode, wordDetail } from "./word.ts";

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
export function forEachRecord(trace: Trace, sink: TraceSink): void {
  for (const [index, { times, words }] of trace.chunks.entries()) {
    const records = recordsInChunk(trace, index);
    for (let place = 0; place < records; place += 1) {
      const word = words[2 * place + 1] as number;
      sink.record(
        times[place] as number,
        wordCode(word) as EventCode,
        words[2 * place] as number,
        wordDetail(word),
      );
    }
  }
}
