import { Rank } from "../engine/slot-timers.ts";
import type { KernelMachine } from "../machine/kernel-machine.ts";
import { Work } from "../machine/kernel-threads.ts";
import { EnqueueReason } from "../machine/policies/policy.ts";
import type { GroupTraits } from "./group-traits.ts";
import type { Mounts } from "./mounts.ts";
import type { ProcessState } from "./process-state.ts";
import type { ThreadTable } from "./thread-table.ts";

/** User-level quanta: cuts computations into slices, after each of which another user thread may have the kernel thread. */
export class UserSlices {
  readonly #traits: GroupTraits;
  readonly #table: ThreadTable;
  readonly #mounts: Mounts;
  readonly #machine: KernelMachine;

  constructor(traits: GroupTraits, table: ThreadTable, mounts: Mounts, machine: KernelMachine) {
    this.#traits = traits;
    this.#table = table;
    this.#mounts = mounts;
    this.#machine = machine;
  }

  /** The running user thread computes for `ns`: as much of it as its slice allows, and the rest is put off. */
  compute(kernelThread: number, thread: number, ns: number): void {
    if (!this.#isSliced(thread)) {
      this.#machine.work(kernelThread, ns, Work.program, Rank.completion);
      return;
    }
    const left = this.#mounts.sliceLeft[kernelThread] as number;
    const piece = Math.min(ns, left);
    this.#table.remaining[thread] = ns - piece;
    this.#mounts.sliceLeft[kernelThread] = left - piece;
    this.#machine.work(kernelThread, piece, Work.program, piece < ns ? Rank.expiry : Rank.completion);
  }

  /**
   * Where part of a computation is left, the user-level quantum is over, or a new mount takes it up: the
   * user thread goes on with it, or leaves its place to another. False where nothing is left.
   */
  goesOn(kernelThread: number, thread: number, process: ProcessState): boolean {
    if (!this.#isSliced(thread)) return false;
    const remaining = this.#table.remaining[thread] as number;
    if (remaining === 0) return false;
    if (this.#mounts.sliceLeft[kernelThread] === 0) {
      const reason = process.ready.length > 0 ? this.#whyItLeaves(process, thread) : null;
      if (reason !== null) {
        this.#mounts.requeue(kernelThread, thread, reason);
        return true;
      }
      this.#mounts.sliceLeft[kernelThread] = process.model.userQuantum;
    }
    this.compute(kernelThread, thread, remaining);
    return true;
  }

  /** Why a user thread whose slice is over gives its place to one that waits; null where it does not. */
  #whyItLeaves({ ready, model }: ProcessState, thread: number): EnqueueReason | null {
    if (!ready.preemptive) return EnqueueReason.quantum;
    if (ready.topUrgency > ready.urgency(thread)) return EnqueueReason.preempted;
    // Its slice was cut for one that has found another place meanwhile.
    return model.userQuantum === Number.MAX_SAFE_INTEGER ? null : EnqueueReason.quantum;
  }

  #isSliced(thread: number): boolean {
    const group = this.#table.group[thread] as number;
    return this.#traits.userQuantum[group] !== Number.POSITIVE_INFINITY;
  }
}
