import type { Costs } from "../machine/costs.ts";
import type { Gil } from "./gil.ts";
import type { Model } from "./models/model.ts";
import type { ProcessPlan } from "./plan.ts";
import { createUserScheduler } from "./schedulers/registry.ts";
import type { UserScheduler } from "./schedulers/scheduler.ts";
import { ThreadQueue } from "./thread-queue.ts";
import type { ThreadTable } from "./thread-table.ts";

/** One process during a run: its model, and how its kernel threads are doing. */
export class ProcessState {
  readonly id: number;
  readonly model: Model;
  readonly imageBytes: number;
  readonly costs: Costs;
  /** Its interpreter lock, where its model has one. */
  readonly gil: Gil | null;
  /** Ready user threads that wait for a kernel thread. */
  readonly ready: UserScheduler;
  /** Kernel threads without a user thread; the one that fell idle last is taken first. */
  readonly idle: number[] = [];
  /** All kernel threads for user threads that are not bound; kept only where the scheduler is preemptive. */
  readonly carriers: number[] = [];
  /** Kernel threads for user threads that are not bound, and the most there may be. */
  kernelThreads = 0;
  readonly mostKernelThreads: number;
  /** How many of them have lost their slots, are blocked in the kernel, and blocked with a slot; see `Slots`. */
  withoutSlot = 0;
  blocked = 0;
  blockedWithSlot = 0;
  stalled = false;
  /** The runtime's pool: kernel threads in it, those that idle, and user threads that wait for one. */
  poolThreads = 0;
  readonly poolIdle: number[] = [];
  readonly poolQueue: ThreadQueue;
  /** Its image is in memory. */
  exists = false;

  constructor(id: number, plan: ProcessPlan, table: ThreadTable, gil: Gil | null) {
    this.id = id;
    this.model = plan.model;
    this.mostKernelThreads = plan.model.onBlock?.mostKernelThreads ?? plan.model.maxKernelThreads;
    this.imageBytes = plan.imageBytes;
    this.costs = plan.costs;
    this.gil = gil;
    this.poolQueue = new ThreadQueue(table);
    this.ready = createUserScheduler(plan.model.scheduler, table);
  }

  /** Another kernel thread may carry a user thread. */
  get hasFreeSlot(): boolean {
    return this.kernelThreads - this.idle.length - this.withoutSlot < this.model.maxKernelThreads;
  }
}
