import type { Model } from "./models/model.ts";
import type { ProcessPlan } from "./plan.ts";
import { ThreadQueue } from "./thread-queue.ts";
import type { ThreadTable } from "./thread-table.ts";

/** One process during a run: its model, and how its kernel threads are doing. */
export class ProcessState {
  readonly id: number;
  readonly model: Model;
  readonly imageBytes: number;
  /** Ready user threads that wait for a kernel thread. */
  readonly ready: ThreadQueue;
  /** Kernel threads without a user thread; the one that fell idle last is taken first. */
  readonly idle: number[] = [];
  /** Kernel threads for user threads that are not bound, and how many of them are blocked in the kernel. */
  kernelThreads = 0;
  blocked = 0;
  /** Its image is in memory. */
  exists = false;

  constructor(id: number, plan: ProcessPlan, table: ThreadTable) {
    this.id = id;
    this.model = plan.model;
    this.imageBytes = plan.imageBytes;
    this.ready = new ThreadQueue(table);
  }
}
