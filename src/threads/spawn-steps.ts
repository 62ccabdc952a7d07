import { NONE } from "../base/ids.ts";
import { EventCode } from "../trace/events.ts";
import type { KernelEntry } from "./kernel-entry.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import type { ThreadLibrary } from "./thread-library.ts";
import type { ThreadTable } from "./thread-table.ts";

/** The steps that start threads and wait for their end. */
export class SpawnSteps {
  readonly #plan: Plan;
  readonly #library: ThreadLibrary;
  readonly #table: ThreadTable;
  readonly #lifecycle: Lifecycle;
  readonly #kernel: KernelEntry;

  constructor(plan: Plan, library: ThreadLibrary, lifecycle: Lifecycle, kernel: KernelEntry) {
    this.#plan = plan;
    this.#library = library;
    this.#table = library.table;
    this.#lifecycle = lifecycle;
    this.#kernel = kernel;
  }

  /** Starts `count` threads of a group: who spawns them pays for it. */
  spawn(kernelThread: number, thread: number, pc: number, group: number, count: number): Outcome {
    if (this.#library.process(thread).gil !== null) {
      return this.#spawnUnderGil(kernelThread, thread, pc, group, count);
    }
    if (this.#kernel.paysFor(kernelThread, thread, count * this.#startCost(thread))) return Outcome.waits;
    for (let i = 0; i < count; i++) this.#spawnOne(thread, pc, group);
    return Outcome.goesOn;
  }

  /** Waits for the end of all threads of that name that the thread has spawned. */
  join(kernelThread: number, thread: number, pc: number, group: number): Outcome {
    if (!this.#lifecycle.hasChildren(thread, group)) {
      this.#kernel.reset(thread);
      return Outcome.goesOn;
    }
    if (this.#library.keepsKernelThread(thread) && this.#kernel.pays(kernelThread, thread))
      return Outcome.waits;
    this.#table.pc[thread] = pc + 1;
    this.#table.device[thread] = group;
    this.#library.block(kernelThread, thread, EventCode.blockedJoin, group, false);
    return Outcome.waits;
  }

  /**
   * Starts threads one by one, as Python's `Thread.start()` does: it returns when the new thread has had
   * the interpreter lock and its starter has it again.
   */
  #spawnUnderGil(kernelThread: number, thread: number, pc: number, group: number, count: number): Outcome {
    if (this.#kernel.paysFor(kernelThread, thread, this.#startCost(thread))) return Outcome.waits;
    const { gil } = this.#library.process(thread);
    const child = this.#spawnOne(thread, pc, group);
    if (gil?.startsLast(thread, count)) this.#table.pc[thread] = pc + 1;
    gil?.awaitStart(thread, child);
    this.#library.block(kernelThread, thread, EventCode.blockedGil, NONE, true);
    return Outcome.waits;
  }

  #startCost(thread: number): number {
    const { model, costs, imageBytes } = this.#library.process(thread);
    return model.startCost(costs, imageBytes);
  }

  #spawnOne(thread: number, pc: number, group: number): number {
    const { draws } = this.#table;
    const occurrence = draws[thread] as number;
    draws[thread] = occurrence + 1;
    return this.#lifecycle.spawn(group, thread, this.#plan.code.step[pc] as number, occurrence);
  }
}
