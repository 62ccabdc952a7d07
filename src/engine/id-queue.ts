import { NONE } from "../base/ids.ts";

const INITIAL_CAPACITY = 64;
/** A longer ring is given back when the queue is empty: a crowd that passes through once leaves nothing behind. */
const LARGEST_KEPT = 4096;

/**
 * A first-in-first-out queue of ids: a ring in a typed array that doubles when full. No allocation otherwise, but
 * that a large one begins anew when it has run empty, which costs nothing beside the turns that took.
 */
export class IdQueue {
  #ring = new Int32Array(INITIAL_CAPACITY);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Ids that it has memory for. */
  get capacity(): number {
    return this.#ring.length;
  }

  /** The oldest id, left where it is, or `NONE`. */
  get first(): number {
    return this.#length === 0 ? NONE : (this.#ring[this.#head] as number);
  }

  push(id: number): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = id;
    this.#length += 1;
  }

  /** The oldest id, or `NONE` where the queue is empty. */
  shift(): number {
    if (this.#length === 0) return NONE;
    const id = this.#ring[this.#head] as number;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length -= 1;
    if (this.#length === 0 && this.#ring.length > LARGEST_KEPT) this.#beginAnew();
    return id;
  }

  #beginAnew(): void {
    this.#ring = new Int32Array(INITIAL_CAPACITY);
    this.#head = 0;
  }

  /** Puts an id in front of the oldest. */
  unshift(id: number): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = id;
    this.#length += 1;
  }

  /** All ids, the oldest first. */
  toArray(): readonly number[] {
    return Array.from(
      { length: this.#length },
      (_, place) => this.#ring[(this.#head + place) & (this.#ring.length - 1)] as number,
    );
  }

  #grow(): void {
    const old = this.#ring;
    const grown = new Int32Array(old.length * 2);
    grown.set(old.subarray(this.#head));
    grown.set(old.subarray(0, this.#head), old.length - this.#head);
    this.#ring = grown;
    this.#head = 0;
  }
}
