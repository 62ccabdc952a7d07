import { CHUNK_RECORDS, createChunk } from "./chunk.ts";
import { ChunkFiller } from "./chunk-filler.ts";
import { encodeRecords, encodeRunBegin, encodeRunEnd } from "./file-writer.ts";
import type { RunEnd, TraceMeta } from "./meta.ts";

/** Takes a piece of a file. It must be done with the bytes when it returns: they are used again. */
export type WriteBytes = (bytes: Uint8Array) => void;

/**
 * Writes the events of a run out while it goes on, so that a trace of any length takes the memory of one
 * chunk. What it writes is one run of a trace file; the file's header and end are the caller's.
 */
export class SpillingRecorder extends ChunkFiller {
  #write: WriteBytes;

  constructor(meta: TraceMeta, write: WriteBytes) {
    super(createChunk(), (full) => {
      for (const piece of encodeRecords(full, CHUNK_RECORDS)) write(piece);
      return full;
    });
    this.#write = write;
    for (const piece of encodeRunBegin(meta)) write(piece);
  }

  /** Writes the rest. Nothing may be recorded after. */
  finish(end: RunEnd): void {
    const { chunk, records } = this.current();
    for (const piece of encodeRecords(chunk, records)) this.#write(piece);
    for (const piece of encodeRunEnd(end, this.length)) this.#write(piece);
  }
}
