import alea from "seedrandom/lib/alea.js";

/** A seed as two 32-bit signed integers: what every draw of a run is derived from. */
export interface SeedKeys {
  readonly lo: number;
  readonly hi: number;
}

/** Successive uniform numbers in [0, 1). */
export interface UniformSource {
  next(): number;
}

/** 2^32 ÷ golden ratio, made odd: consecutive multiples lie far apart (Knuth, TAOCP 3, 6.4). */
const GOLDEN_RATIO_32 = 0x9e3779b9;
/** (√3 − 1) · 2^32, made odd: another multiplier, so that no two positions collide in both lanes alike. */
const SQUARE_ROOT_3_32 = 0xbb67ae85;
/** Halves of a 53-bit fraction: 27 bits above, 26 below. */
const HIGH_SHIFT = 5;
const LOW_SHIFT = 6;
const LOW_RANGE = 2 ** 26;
const DOUBLE_UNIT = 2 ** -53;

/** The seed's keys. The number 42 and the string "42" are one seed. */
export function keysOf(seed: string | number): SeedKeys {
  const stream = alea(`threadsim ${seed}`);
  return { lo: mixA(stream.int32()), hi: mixB(stream.int32()) };
}

/**
 * A stream of uniforms in [0, 1), 53 bits each, for what is sequential by nature: the arrivals of one
 * group, a lottery. Streams with different labels are independent. Seeding costs microseconds.
 */
export function sequentialStream(keys: SeedKeys, label: string): () => number {
  return alea(`${keys.lo} ${keys.hi} ${label}`).double;
}

/**
 * The 32-bit identity of the `index`-th child of `parent` (a thread of a group, a thread spawned by a
 * thread). No two indices of one parent share an identity, nor do two parents' children of one index.
 */
export function mixIdentity(parent: number, index: number): number {
  return mixB((mixA(parent | 0) + Math.imul(index, GOLDEN_RATIO_32)) | 0);
}

/**
 * Uniform numbers that depend on (keys, thread, step, occurrence) alone, never on what was drawn before
 * (design rule 4). Two 32-bit lanes hash the position, each with multiplier and bijection of its own, and
 * seed a short stream of xoroshiro64** (Blackman & Vigna, "Scrambled linear pseudorandom number
 * generators", 2018). Integer operations only, so the same on every platform; nothing is allocated.
 */
export class DrawSource implements UniformSource {
  readonly #keyLo: number;
  readonly #keyHi: number;
  #s0 = 1;
  #s1 = 0;

  constructor(keys: SeedKeys) {
    this.#keyLo = keys.lo | 0;
    this.#keyHi = keys.hi | 0;
  }

  /**
   * Goes to the first uniform of a position. `thread` is an identity made by {@link mixIdentity};
   * `step` and `occurrence` count from 0, below 2^32.
   */
  at(thread: number, step: number, occurrence: number): void {
    this.#s0 = mixA(mixA((this.#keyLo ^ thread) + Math.imul(step, GOLDEN_RATIO_32)) ^ occurrence);
    this.#s1 = mixB(mixB((this.#keyHi + thread) ^ Math.imul(step, SQUARE_ROOT_3_32)) ^ occurrence);
    // All zero is the one state that xoroshiro64** can't leave.
    if ((this.#s0 | this.#s1) === 0) this.#s0 = GOLDEN_RATIO_32 | 0;
  }

  /** The next uniform in [0, 1) of the position, with 53 random bits. */
  next(): number {
    const s0 = this.#s0;
    const t0 = this.#s1 ^ s0;
    const s1 = rotate(s0, 26) ^ t0 ^ (t0 << 9);
    const t1 = rotate(t0, 13) ^ s1;
    this.#s0 = rotate(s1, 26) ^ t1 ^ (t1 << 9);
    this.#s1 = rotate(t1, 13);
    return ((scramble(s0) >>> HIGH_SHIFT) * LOW_RANGE + (scramble(s1) >>> LOW_SHIFT)) * DOUBLE_UNIT;
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** The "**" scrambler of xoroshiro64**. */
function scramble(word: number): number {
  return Math.imul(rotate(Math.imul(word, 0x9e3779bb), 5), 5);
}

/** MurmurHash3's 32-bit finaliser (Appleby, public domain): a bijection with full avalanche. */
function mixA(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** `lowbias32` (Wellons, "Prospecting for Hash Functions", 2018): a bijection unrelated to {@link mixA}. */
function mixB(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}
