import { assert, at } from "../base/assert.ts";
/** Items by subject: those of subject s are `items.subarray(starts[s], starts[s + 1])`, in the order they came. */
export interface Buckets {
  readonly starts: Uint32Array;
  readonly items: Uint32Array;
}

/** The items of one subject: a view, not a copy. */
export function bucket(buckets: Buckets, subject: number): Uint32Array {
  return buckets.items.subarray(at(buckets.starts, subject), at(buckets.starts, subject + 1));
}

const FIRST_CAPACITY = 64;

/** Sorts items into buckets by counting: `count` every item, then `allot`, then `add` every item. */
export class BucketSorter {
  /** First how many items each subject has, then the place of its next one. */
  #next = new Uint32Array(FIRST_CAPACITY);
  #starts = new Uint32Array(0);
  #items = new Uint32Array(0);

  count(subject: number): void {
    while (subject >= this.#next.length) {
      const larger = new Uint32Array(2 * this.#next.length);
      larger.set(this.#next);
      this.#next = larger;
    }
    this.#next[subject] = (this.#next[subject] as number) + 1;
  }

  /** All are counted; no subject is `subjects` or more. */
  allot(subjects: number): void {
    this.#starts = new Uint32Array(subjects + 1);
    for (let subject = 0; subject < subjects; subject += 1) {
      const start = this.#starts[subject] as number;
      const counted = subject < this.#next.length ? (this.#next[subject] as number) : 0;
      this.#starts[subject + 1] = start + counted;
    }
    this.#items = new Uint32Array(this.#starts[subjects] as number);
    this.#next = this.#starts.slice(0, subjects);
  }

  add(subject: number, item: number): void {
    assert(subject >= 0 && subject < this.#next.length, "a record of what was never created");
    const place = this.#next[subject] as number;
    this.#items[place] = item;
    this.#next[subject] = place + 1;
  }

  buckets(): Buckets {
    return { starts: this.#starts, items: this.#items };
  }
}
