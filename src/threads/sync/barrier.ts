import { ThreadQueue } from "../thread-queue.ts";
import type { ThreadTable } from "../thread-table.ts";

/** A cyclic barrier: nobody passes before all parties have arrived, then all do. */
export class Barrier {
  readonly id: number;
  readonly parties: number;
  readonly waiters: ThreadQueue;

  constructor(id: number, parties: number, table: ThreadTable) {
    this.id = id;
    this.parties = parties;
    this.waiters = new ThreadQueue(table);
  }

  /** Whether the caller, not among the waiters, is the last to arrive. */
  get completedByCaller(): boolean {
    return this.waiters.length + 1 === this.parties;
  }
}
