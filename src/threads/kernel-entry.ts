import type { Costs } from "../machine/costs.ts";
import type { ThreadLibrary } from "./thread-library.ts";

/** The present instruction has spent its system call; see `ThreadTable.phase`. */
const ENTERED = 1;

/** Charges the system calls of instructions that block in the kernel. */
export class KernelEntry {
  readonly #library: ThreadLibrary;
  readonly #cost: number;

  constructor(library: ThreadLibrary, costs: Costs) {
    this.#library = library;
    this.#cost = costs.systemCall;
  }

  /** True where the system call has to be paid first: the instruction then starts over, and passes the second time. */
  pays(kernelThread: number, thread: number): boolean {
    if (this.#cost === 0) return false;
    const { phase } = this.#library.table;
    if (phase[thread] === ENTERED) {
      phase[thread] = 0;
      return false;
    }
    phase[thread] = ENTERED;
    this.#library.overhead(kernelThread, this.#cost);
    return true;
  }

  /** The instruction has gone through without blocking after all. */
  reset(thread: number): void {
    this.#library.table.phase[thread] = 0;
  }
}
