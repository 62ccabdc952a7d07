import { NONE } from "../../base/ids.ts";
import { IdQueue } from "../../engine/id-queue.ts";
import { ThreadQueue } from "../thread-queue.ts";
import type { ThreadTable } from "../thread-table.ts";

/** A counting semaphore (Dijkstra), served in order of arrival: nobody overtakes who waits for more permits. */
export class Semaphore {
  readonly id: number;
  count: number;
  readonly waiters: ThreadQueue;
  /** Permits that each waiter asks for, by position in the queue. */
  readonly #wanted = new IdQueue();

  constructor(id: number, count: number, table: ThreadTable) {
    this.id = id;
    this.count = count;
    this.waiters = new ThreadQueue(table);
  }

  /** True where the permits are the caller's now; else it has to wait: see `enqueue`. */
  tryAcquire(permits: number): boolean {
    if (this.waiters.length > 0 || this.count < permits) return false;
    this.count -= permits;
    return true;
  }

  enqueue(thread: number, permits: number): void {
    this.waiters.push(thread);
    this.#wanted.push(permits);
  }

  release(permits: number): void {
    this.count += permits;
  }

  /** Permits that the first waiter asks for, or NONE. */
  get wanted(): number {
    return this.#wanted.first;
  }

  /** The next waiter whose permits are there, which has them now, to be woken; or NONE. */
  grant(): number {
    if (this.waiters.length === 0 || this.count < this.#wanted.first) return NONE;
    this.count -= this.#wanted.shift();
    return this.waiters.shift();
  }
}
