import { assert } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import type { ThreadTable } from "./thread-table.ts";

/** User threads first in, first out, linked through the table's `next`: no memory of its own per thread. */
export class ThreadQueue {
  readonly #table: ThreadTable;
  #head = NONE;
  #tail = NONE;
  #length = 0;

  constructor(table: ThreadTable) {
    this.#table = table;
  }

  get length(): number {
    return this.#length;
  }

  push(thread: number): void {
    this.#table.next[thread] = NONE;
    if (this.#tail === NONE) this.#head = thread;
    else this.#table.next[this.#tail] = thread;
    this.#tail = thread;
    this.#length += 1;
  }

  /** The thread that has waited longest, or NONE. */
  shift(): number {
    const thread = this.#head;
    if (thread === NONE) return NONE;
    this.#head = this.#table.next[thread] as number;
    if (this.#head === NONE) this.#tail = NONE;
    this.#length -= 1;
    return thread;
  }

  /** Puts the thread before all others. */
  unshift(thread: number): void {
    this.#table.next[thread] = this.#head;
    this.#head = thread;
    if (this.#tail === NONE) this.#tail = thread;
    this.#length += 1;
  }

  /** Takes out a thread that stands somewhere in it: a walk from the head. */
  remove(thread: number): void {
    const { next } = this.#table;
    let before = NONE;
    let at = this.#head;
    while (at !== thread && at !== NONE) {
      before = at;
      at = next[at] as number;
    }
    assert(at === thread, () => `user thread ${thread} is not in this queue`);
    const after = next[thread] as number;
    if (before === NONE) this.#head = after;
    else next[before] = after;
    if (after === NONE) this.#tail = before;
    this.#length -= 1;
  }

  /** The thread that has waited longest, left where it is, or NONE. */
  get first(): number {
    return this.#head;
  }
}
