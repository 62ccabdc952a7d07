import { assert, at } from "../base/assert.ts";

const FIRST_CAPACITY = 64;

/** A list of 32-bit integers that grows by doubling. */
export class GrowingColumn {
  #values = new Int32Array(FIRST_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get(index: number): number {
    return at(this.#values, index);
  }

  set(index: number, value: number): void {
    assert(index < this.#length, () => `index ${index} of ${this.#length}`);
    this.#values[index] = value;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Int32Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }
}
