import { CHUNK_RECORDS, type Chunk } from "./chunk.ts";
import type { ChunkSink } from "./chunk-sink.ts";
import { encodeRecords, encodeRunBegin, encodeRunEnd } from "./file-writer.ts";
import type { RunEnd, TraceMeta } from "./meta.ts";

/** Takes a piece of a file. It must be done with the bytes when it returns: they are used again. */
export type WriteBytes = (bytes: Uint8Array) => void;

/**
 * Writes the events of a run out while it goes on, so that a trace of any length takes the memory of one
 * chunk. What it writes is one run of a trace file; the file's header and end are the caller's.
 */
export class SpillingRecorder implements ChunkSink {
  /** A full chunk is written at once; one that is not full yet stays as it is, and is filled on. */
  readonly keepsChunks = false;
  readonly #write: WriteBytes;
  /** The chunk that is not full, and how many records stand in it. */
  #chunk: Chunk | null = null;
  #used = 0;
  #length = 0;

  constructor(meta: TraceMeta, write: WriteBytes) {
    this.#write = write;
    for (const piece of encodeRunBegin(meta)) write(piece);
  }

  consume(chunk: Chunk, from: number, to: number): void {
    this.#length += to - from;
    this.#chunk = chunk;
    this.#used = to;
    if (to === CHUNK_RECORDS) this.#writeChunk();
  }

  /** Writes the rest. Nothing may be recorded after. */
  finish(end: RunEnd): void {
    this.#writeChunk();
    for (const piece of encodeRunEnd(end, this.#length)) this.#write(piece);
  }

  #writeChunk(): void {
    if (this.#chunk === null) return;
    for (const piece of encodeRecords(this.#chunk, this.#used)) this.#write(piece);
    this.#chunk = null;
  }
}
