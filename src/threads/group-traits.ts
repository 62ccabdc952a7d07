import { at } from "../base/assert.ts";
import type { Plan } from "./plan.ts";

/**
 * What the model of its process means for the threads of each group, in columns by group: asked at every
 * turn of every user thread, so it is worked out once.
 */
export class GroupTraits {
  /** Handing over a mutex takes time: see `ThreadTable.owed`. */
  readonly handoff: boolean;
  /** User threads share kernel threads, in some process. */
  readonly shared: boolean;
  /** 1 where each thread has a kernel thread of its own beside the shared ones. */
  readonly bound: Uint8Array;
  /** 1 where a thread keeps its kernel thread while it is blocked. */
  readonly keepsKernelThread: Uint8Array;
  /** 1 where io and sleep block the kernel thread. */
  readonly blockingIo: Uint8Array;
  /** User-level quantum, ns; Infinity where the thread shares its kernel thread with no other, or for none. */
  readonly userQuantum: Float64Array;
  /** Core time to start a thread and to end it, ns. */
  readonly startCost: Float64Array;
  readonly exitCost: Float64Array;

  constructor(plan: Plan) {
    const { groups } = plan;
    this.handoff = plan.features.handoff;
    this.shared = plan.features.shared;
    const processes = groups.map(({ process }) => at(plan.processes, process));
    const models = processes.map(({ model }) => model);
    const isBound = (group: number) => at(groups, group).bound;
    this.bound = Uint8Array.from(groups, (_, group) => (isBound(group) ? 1 : 0));
    this.keepsKernelThread = Uint8Array.from(models, (model, group) =>
      model.keepsKernelThread || isBound(group) ? 1 : 0,
    );
    this.blockingIo = Uint8Array.from(models, ({ blockingIo }) => (blockingIo ? 1 : 0));
    this.userQuantum = Float64Array.from(models, (model, group) =>
      isBound(group) ? Number.POSITIVE_INFINITY : model.userQuantum,
    );
    this.startCost = Float64Array.from(processes, ({ model, costs, imageBytes }) =>
      model.startCost(costs, imageBytes),
    );
    // A bound thread's kernel thread ends with it.
    this.exitCost = Float64Array.from(
      processes,
      ({ model, costs }, group) => model.exitCost(costs) + (isBound(group) ? costs.kernelThreadExit : 0),
    );
  }
}
