// XXH32 by Yann Collet: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md. Every step is a bijection
// of each input word, so that a change within one word of the input always changes the sum.
const PRIME_1 = 0x9e3779b1;
const PRIME_2 = 0x85ebca77;
const PRIME_3 = 0xc2b2ae3d;
const PRIME_4 = 0x27d4eb2f;
const PRIME_5 = 0x165667b1;
/** Bytes of one turn of the four lanes. */
const STRIPE_BYTES = 16;
const WORD_BYTES = 4;

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

const round = (lane: number, word: number): number =>
  Math.imul(rotate((lane + Math.imul(word, PRIME_2)) | 0, 13), PRIME_1);

/** Little-endian words of the bytes, whole words only: a view where host and alignment allow, else a copy. */
function littleEndianWords(bytes: Uint8Array): Int32Array {
  const count = Math.floor(bytes.length / WORD_BYTES);
  if (HOST_IS_LITTLE_ENDIAN) {
    // Not `slice`: that of a Buffer is a view.
    const aligned = bytes.byteOffset % WORD_BYTES === 0 ? bytes : new Uint8Array(bytes);
    return new Int32Array(aligned.buffer, aligned.byteOffset, count);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int32Array.from({ length: count }, (_, i) => view.getInt32(i * WORD_BYTES, true));
}

/** Whether this machine stores numbers as trace files do. */
export const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** The XXH32 checksum of the bytes, seed 0: an unsigned 32-bit integer. About 4 bytes a nanosecond. */
export function xxhash32(bytes: Uint8Array): number {
  const words = littleEndianWords(bytes);
  const striped = Math.floor(bytes.length / STRIPE_BYTES) * (STRIPE_BYTES / WORD_BYTES);
  let sum = striped > 0 ? sumStripes(words, striped) : PRIME_5;
  sum = (sum + bytes.length) | 0;
  for (let i = striped; i < words.length; i += 1) {
    sum = Math.imul(rotate((sum + Math.imul(words[i] as number, PRIME_3)) | 0, 17), PRIME_4);
  }
  for (let i = words.length * WORD_BYTES; i < bytes.length; i += 1) {
    sum = Math.imul(rotate((sum + Math.imul(bytes[i] as number, PRIME_5)) | 0, 11), PRIME_1);
  }
  sum = Math.imul(sum ^ (sum >>> 15), PRIME_2);
  sum = Math.imul(sum ^ (sum >>> 13), PRIME_3);
  return (sum ^ (sum >>> 16)) >>> 0;
}

/** The four lanes over `striped` words (a multiple of 4), merged. */
function sumStripes(words: Int32Array, striped: number): number {
  let lane1 = (PRIME_1 + PRIME_2) | 0;
  let lane2 = PRIME_2 | 0;
  let lane3 = 0;
  let lane4 = -PRIME_1 | 0;
  for (let i = 0; i < striped; i += 4) {
    lane1 = round(lane1, words[i] as number);
    lane2 = round(lane2, words[i + 1] as number);
    lane3 = round(lane3, words[i + 2] as number);
    lane4 = round(lane4, words[i + 3] as number);
  }
  return (rotate(lane1, 1) + rotate(lane2, 7) + rotate(lane3, 12) + rotate(lane4, 18)) | 0;
}
