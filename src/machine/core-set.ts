import { NONE } from "../base/ids.ts";

/** Cores of a word: 2^WORD_SHIFT. */
const BITS = 32;
const WORD_SHIFT = 5;

/** A set of cores, to be gone through in order: a bit each, so that thousands of cores are a few words. */
export class CoreSet {
  readonly #words: Int32Array;
  #size = 0;

  constructor(cores: number) {
    this.#words = new Int32Array(Math.ceil(cores / BITS));
  }

  get size(): number {
    return this.#size;
  }

  add(core: number): void {
    const word = core >>> WORD_SHIFT;
    const bit = 1 << (core & (BITS - 1));
    const bits = this.#words[word] as number;
    if ((bits & bit) !== 0) return;
    this.#words[word] = bits | bit;
    this.#size += 1;
  }

  delete(core: number): void {
    const word = core >>> WORD_SHIFT;
    const bit = 1 << (core & (BITS - 1));
    const bits = this.#words[word] as number;
    if ((bits & bit) === 0) return;
    this.#words[word] = bits & ~bit;
    this.#size -= 1;
  }

  /** The first core in the set from `core` on, or NONE. */
  from(core: number): number {
    const words = this.#words;
    let word = core >>> WORD_SHIFT;
    if (word >= words.length) return NONE;
    let bits = (words[word] as number) & (-1 << (core & (BITS - 1)));
    while (bits === 0) {
      word += 1;
      if (word === words.length) return NONE;
      bits = words[word] as number;
    }
    // The lowest bit that is set.
    return word * BITS + (BITS - 1 - Math.clz32(bits & -bits));
  }
}
