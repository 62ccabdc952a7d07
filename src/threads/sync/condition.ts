import { ThreadQueue } from "../thread-queue.ts";
import type { ThreadTable } from "../thread-table.ts";

/** A condition variable (Mesa semantics): a signal wakes the one that has waited longest, and is lost where nobody waits. */
export class Condition {
  readonly id: number;
  readonly waiters: ThreadQueue;

  constructor(id: number, table: ThreadTable) {
    this.id = id;
    this.waiters = new ThreadQueue(table);
  }
}
