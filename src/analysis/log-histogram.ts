/** Buckets for each doubling: 2^10, so that a bucket is at most 2^-10 of its values wide. */
const SUB_BITS = 10;
const SUB_BUCKETS = 2 ** SUB_BITS;
/** Values have at most this many bits. */
const VALUE_BITS = 53;
const PER_WORD = 2 ** -32;
/** 2^-bits by bits: multiplying by it is exact, and much faster than a power for each value. */
const SHRINK = Float64Array.from({ length: VALUE_BITS }, (_, bits) => 2 ** -bits);

/**
 * Counts of integers 0 … 2^53−1 in buckets that widen with the values: exact below 2^11, then 2^10 buckets
 * for each power of two (as in G. Tene's HdrHistogram). Memory is fixed: 180 KB.
 */
export class LogHistogram {
  readonly #counts = new Uint32Array((VALUE_BITS - SUB_BITS + 1) * SUB_BUCKETS);

  add(value: number): void {
    const bucket = bucketOf(value);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
  }

  /** The middle of the bucket of the value with that 1-based rank: off by less than 2^-10 of the value. */
  atRank(rank: number): number {
    let seen = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= rank) return middleOf(bucket);
    }
    return 0;
  }
}

/** Bits of the value beyond those that its bucket keeps. */
function droppedBits(value: number): number {
  const high = Math.floor(value * PER_WORD);
  const bits = high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(value);
  return Math.max(0, bits - SUB_BITS - 1);
}

function bucketOf(value: number): number {
  const dropped = droppedBits(value);
  return dropped * SUB_BUCKETS + Math.floor(value * (SHRINK[dropped] as number));
}

function middleOf(bucket: number): number {
  const dropped = Math.max(0, Math.floor(bucket / SUB_BUCKETS) - 1);
  const lowest = (bucket - dropped * SUB_BUCKETS) * 2 ** dropped;
  return lowest + Math.floor((2 ** dropped - 1) / 2);
}
