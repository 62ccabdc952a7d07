import type { Chunk } from "./chunk.ts";
import { BlockKind, blockHeader, fileHeader } from "./file-format.ts";
import type { RunEnd, TraceMeta } from "./meta.ts";
import { toRecordBytes } from "./record-bytes.ts";
import { recordsInChunk, type Trace } from "./trace.ts";

/**
 * A trace file of these runs, in pieces to be written one after another. Full chunks are handed out as
 * they lie in memory, not copied: write each piece before the trace is changed.
 */
export function* encodeTraces(traces: readonly Trace[]): Generator<Uint8Array, void, undefined> {
  yield fileHeader();
  for (const trace of traces) {
    yield* encodeRunBegin(trace.meta);
    for (const [index, chunk] of trace.chunks.entries()) {
      yield* encodeRecords(chunk, recordsInChunk(trace, index));
    }
    yield* encodeRunEnd(trace.end, trace.length);
  }
  yield* encodeFileEnd(traces.length);
}

export function encodeRunBegin(meta: TraceMeta): Iterable<Uint8Array> {
  return encodeJson(BlockKind.runBegin, meta);
}

/** The first `records` of a chunk; nothing for none. */
export function encodeRecords(chunk: Chunk, records: number): Iterable<Uint8Array> {
  return records === 0 ? [] : encodeBlock(BlockKind.records, toRecordBytes(chunk, records));
}

/** `length`: how many records the run has, so that a lost block is found out. */
export function encodeRunEnd(end: RunEnd, length: number): Iterable<Uint8Array> {
  return encodeJson(BlockKind.runEnd, { ...end, records: length });
}

export function encodeFileEnd(runs: number): Iterable<Uint8Array> {
  return encodeJson(BlockKind.fileEnd, { runs });
}

function encodeJson(kind: BlockKind, value: unknown): Uint8Array[] {
  return encodeBlock(kind, new TextEncoder().encode(JSON.stringify(value)));
}

function encodeBlock(kind: BlockKind, payload: Uint8Array): Uint8Array[] {
  return [blockHeader(kind, payload), payload];
}
