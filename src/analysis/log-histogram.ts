/** Bits of a value behind its leading one that its bucket keeps: a bucket is at most 2^-10 of its values wide. */
const SUB_BITS = 10;
/** A double's high word: sign and exponent, then 20 bits of the fraction, of which the bucket drops these. */
const DROPPED_BITS = 20 - SUB_BITS;
/** Exponent of 1 in a double, in buckets; those below hold 0 alone. */
const FIRST_BUCKET = 1_023 << SUB_BITS;
/** Integers 1 … 2^53−1 have exponents 0 … 52; the last bucket stands for 0. */
const BUCKETS = (53 << SUB_BITS) + 1;

/**
 * Counts of integers 0 … 2^53−1 in buckets that widen with the values: exact below 2^11, then 2^10 buckets
 * for each power of two (as in G. Tene's HdrHistogram). A value's bucket is read off the leading bits of
 * the double that holds it. Memory is fixed: 212 KB.
 */
export class LogHistogram {
  /** Bucket 0 holds the zeros. */
  readonly #counts = new Uint32Array(BUCKETS);
  readonly #bits = new DataView(new ArrayBuffer(8));

  add(value: number): void {
    this.#bits.setFloat64(0, value);
    const bucket = value === 0 ? 0 : (this.#bits.getUint32(0) >>> DROPPED_BITS) - FIRST_BUCKET + 1;
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
  }

  /** The middle of the bucket of the value with that 1-based rank: off by less than 2^-10 of the value. */
  atRank(rank: number): number {
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      seen += this.#counts[bucket] as number;
      if (seen >= rank) return this.#middle(bucket);
    }
    return 0;
  }

  #middle(bucket: number): number {
    if (bucket === 0) return 0;
    const lowest = Math.ceil(this.#lowerEdge(bucket));
    return lowest + Math.floor((Math.ceil(this.#lowerEdge(bucket + 1)) - 1 - lowest) / 2);
  }

  #lowerEdge(bucket: number): number {
    this.#bits.setUint32(0, (bucket - 1 + FIRST_BUCKET) << DROPPED_BITS);
    this.#bits.setUint32(4, 0);
    return this.#bits.getFloat64(0);
  }
}
