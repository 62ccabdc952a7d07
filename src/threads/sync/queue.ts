import { NONE } from "../../base/ids.ts";
import { ThreadQueue } from "../thread-queue.ts";
import type { ThreadTable } from "../thread-table.ts";

/** A thread-safe queue of items that are all alike, bounded or not. An item goes straight to a taker that waits. */
export class Queue {
  readonly id: number;
  readonly capacity: number;
  length = 0;
  readonly takers: ThreadQueue;
  readonly putters: ThreadQueue;

  constructor(id: number, capacity: number | null, table: ThreadTable) {
    this.id = id;
    this.capacity = capacity ?? Number.POSITIVE_INFINITY;
    this.takers = new ThreadQueue(table);
    this.putters = new ThreadQueue(table);
  }

  get full(): boolean {
    return this.length >= this.capacity && this.takers.length === 0;
  }

  /** Puts an item in, which must not be full; returns the taker that has got it, to be woken, or NONE. */
  put(): number {
    const taker = this.takers.shift();
    if (taker === NONE) this.length += 1;
    return taker;
  }

  /** Takes an item out, which must not be empty; returns the putter whose item has taken its place, to be woken, or NONE. */
  take(): number {
    const putter = this.putters.shift();
    if (putter === NONE) this.length -= 1;
    return putter;
  }
}
