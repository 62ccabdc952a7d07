import type { Ns } from "../base/time.ts";

/** Low parts stay below this, so that low part + addend stays a safe integer. */
const CARRY = 2 ** 52;

/** Brands a sum of times as one. Over many threads or cores it may pass the clock's 2^53, and is then the nearest double. */
export const summedNs = (sum: number): Ns => sum as Ns;

/**
 * Several sums of non-negative safe integers, each exact beyond 2^53: a low part, and a count of carries
 * of 2^52. A million user threads stalled for hours pass 2^53 ns long before the clock does.
 */
export class ExactSums {
  readonly #low: Float64Array;
  readonly #carries: Float64Array;

  constructor(size: number) {
    this.#low = new Float64Array(size);
    this.#carries = new Float64Array(size);
  }

  add(index: number, value: number): void {
    const sum = (this.#low[index] as number) + value;
    if (sum < CARRY) this.#low[index] = sum;
    else this.#addLarge(index, value);
  }

  /** The sum; exact up to 2^53, else the nearest double. */
  get(index: number): number {
    return (this.#carries[index] as number) * CARRY + (this.#low[index] as number);
  }

  /** The sum ÷ `divisor` to the nearest integer, halves up; exact however large the sum. */
  roundedQuotient(index: number, divisor: number): number {
    const sum = BigInt(this.#carries[index] as number) * BigInt(CARRY) + BigInt(this.#low[index] as number);
    const by = BigInt(divisor);
    return Number((2n * sum + by) / (2n * by));
  }

  #addLarge(index: number, value: number): void {
    let carries = this.#carries[index] as number;
    let low = this.#low[index] as number;
    let rest = value;
    if (rest >= CARRY) {
      rest -= CARRY;
      carries += 1;
    }
    low += rest;
    if (low >= CARRY) {
      low -= CARRY;
      carries += 1;
    }
    this.#low[index] = low;
    this.#carries[index] = carries;
  }
}
