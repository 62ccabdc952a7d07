import { CHUNK_RECORDS, type Chunk, createChunk, RECORD_BYTES } from "./chunk.ts";
import { HOST_IS_LITTLE_ENDIAN } from "./xxhash32.ts";

const TIME_BYTES = Float64Array.BYTES_PER_ELEMENT;
const WORD_BYTES = Int32Array.BYTES_PER_ELEMENT;

/**
 * The first `records` of a chunk as a file has them: times, then words, little-endian. On a little-endian
 * host a full chunk lies in memory just so, and is handed out without a copy.
 */
export function toRecordBytes(
  { times, words }: Chunk,
  records: number,
  littleEndianHost = HOST_IS_LITTLE_ENDIAN,
): Uint8Array {
  const whole = records === CHUNK_RECORDS && times.buffer.byteLength === CHUNK_RECORDS * RECORD_BYTES;
  if (littleEndianHost && whole) return new Uint8Array(times.buffer);
  const bytes = new Uint8Array(records * RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < records; i += 1) view.setFloat64(i * TIME_BYTES, times[i] as number, true);
  for (let i = 0; i < 2 * records; i += 1) {
    view.setInt32(records * TIME_BYTES + i * WORD_BYTES, words[i] as number, true);
  }
  return bytes;
}

/** The chunk that {@link toRecordBytes} made these bytes of, with room for its records alone. */
export function fromRecordBytes(bytes: Uint8Array, littleEndianHost = HOST_IS_LITTLE_ENDIAN): Chunk {
  const records = bytes.length / RECORD_BYTES;
  const chunk = createChunk(records);
  if (littleEndianHost) {
    new Uint8Array(chunk.times.buffer).set(bytes);
    return chunk;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < records; i += 1) chunk.times[i] = view.getFloat64(i * TIME_BYTES, true);
  for (let i = 0; i < 2 * records; i += 1) {
    chunk.words[i] = view.getInt32(records * TIME_BYTES + i * WORD_BYTES, true);
  }
  return chunk;
}
