/**
 * Records in one chunk: 128 KiB. Small enough that a short run wastes little, large enough that a run of
 * millions of events allocates rarely. A power of two, so that a record's number splits by a shift.
 */
export const CHUNK_RECORDS = 8_192;
/** `record >> CHUNK_SHIFT` is a record's chunk, `record & CHUNK_MASK` its place there. */
export const CHUNK_SHIFT = Math.log2(CHUNK_RECORDS);
export const CHUNK_MASK = CHUNK_RECORDS - 1;
/** Bytes of one record: a double and two 32-bit words. */
export const RECORD_BYTES = 16;

/** A span of records in columns. Both columns lie in one buffer, times first, so that a full chunk is one write. */
export interface Chunk {
  /** ns, by record. */
  readonly times: Float64Array;
  /** Two words a record: the subject, then code and detail (see `packWord`). */
  readonly words: Int32Array;
}

/** An empty chunk with room for so many records. */
export function createChunk(records = CHUNK_RECORDS): Chunk {
  const buffer = new ArrayBuffer(records * RECORD_BYTES);
  return {
    times: new Float64Array(buffer, 0, records),
    words: new Int32Array(buffer, records * Float64Array.BYTES_PER_ELEMENT, 2 * records),
  };
}
