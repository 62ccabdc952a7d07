import { CHUNK_RECORDS, type Chunk, RECORD_BYTES } from "./chunk.ts";
import { ChunkFiller, growingChunks } from "./chunk-filler.ts";
import type { RunEnd, TraceMeta } from "./meta.ts";
import type { Trace } from "./trace.ts";

/** Keeps every event of a run in memory, 16 bytes each. */
export class Recorder extends ChunkFiller {
  #meta: TraceMeta;
  #chunks: readonly Chunk[];

  constructor(meta: TraceMeta) {
    const { chunks, first, grow } = growingChunks();
    super(first, grow);
    this.#meta = meta;
    this.#chunks = chunks;
  }

  /** Memory held by the records, in bytes. */
  get bytes(): number {
    return this.#chunks.length * CHUNK_RECORDS * RECORD_BYTES;
  }

  /** The trace of the run. Nothing may be recorded after. */
  finish(end: RunEnd): Trace {
    return { meta: this.#meta, end, chunks: this.#chunks, length: this.length };
  }
}
