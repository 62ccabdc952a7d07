import { CHUNK_RECORDS, type Chunk, RECORD_BYTES } from "./chunk.ts";
import type { ChunkSink } from "./chunk-sink.ts";
import type { RunEnd, TraceMeta } from "./meta.ts";
import type { Trace } from "./trace.ts";

/** Keeps every event of a run in memory, 16 bytes each: the very chunks that the journal has filled. */
export class Recorder implements ChunkSink {
  readonly keepsChunks = true;
  readonly #meta: TraceMeta;
  readonly #chunks: Chunk[] = [];
  #length = 0;

  constructor(meta: TraceMeta) {
    this.#meta = meta;
  }

  consume(chunk: Chunk, from: number, to: number): void {
    if (from === 0) this.#chunks.push(chunk);
    this.#length += to - from;
  }

  /** Records so far. */
  get length(): number {
    return this.#length;
  }

  /** Memory held by the records, in bytes. */
  get bytes(): number {
    return this.#chunks.length * CHUNK_RECORDS * RECORD_BYTES;
  }

  /** The trace of the run. Nothing may be recorded after. */
  finish(end: RunEnd): Trace {
    return { meta: this.#meta, end, chunks: this.#chunks, length: this.#length };
  }
}
