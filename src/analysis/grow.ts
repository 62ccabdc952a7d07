/** First capacity of the growing columns of this room. */
export const FIRST_CAPACITY = 256;

/** Twice the capacity, and more where `needed` says so. */
export const nextCapacity = (capacity: number, needed: number): number => Math.max(2 * capacity, needed);

/** A larger copy; new places hold `fill`. */
export function grownFloats(old: Float64Array, capacity: number, fill = 0) {
  const grown = new Float64Array(capacity);
  grown.set(old);
  if (fill !== 0) grown.fill(fill, old.length);
  return grown;
}

/** A larger copy; new places hold `fill`. */
export function grownInts(old: Int32Array, capacity: number, fill = 0) {
  const grown = new Int32Array(capacity);
  grown.set(old);
  if (fill !== 0) grown.fill(fill, old.length);
  return grown;
}

/** A larger copy; new places hold `fill`. */
export function grownBytes(old: Uint8Array, capacity: number, fill = 0) {
  const grown = new Uint8Array(capacity);
  grown.set(old);
  if (fill !== 0) grown.fill(fill, old.length);
  return grown;
}
