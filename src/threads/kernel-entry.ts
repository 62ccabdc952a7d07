import type { Costs } from "../machine/costs.ts";
import type { ThreadLibrary } from "./thread-library.ts";

/** What the present instruction costs has been spent; see `ThreadTable.phase`. */
const PAID = 1;

/** Charges what instructions cost before they are carried out, system calls above all. */
export class KernelEntry {
  readonly #library: ThreadLibrary;
  readonly #systemCall: number;

  constructor(library: ThreadLibrary, costs: Costs) {
    this.#library = library;
    this.#systemCall = costs.systemCall;
  }

  /** True where the system call has to be paid first: the instruction then starts over, and passes the second time. */
  pays(kernelThread: number, thread: number): boolean {
    return this.paysFor(kernelThread, thread, this.#systemCall);
  }

  /** Whether the thread may block now: in the kernel, where it keeps its kernel thread or `inKernel` says so, only when the system call has been paid. */
  mayBlock(kernelThread: number, thread: number, inKernel: boolean): boolean {
    const entersKernel = inKernel || this.#library.keepsKernelThread(thread);
    return !entersKernel || !this.pays(kernelThread, thread);
  }

  /** As `pays`, for any cost, ns of core time. */
  paysFor(kernelThread: number, thread: number, cost: number): boolean {
    if (cost === 0) return false;
    const { phase } = this.#library.table;
    if (phase[thread] === PAID) {
      phase[thread] = 0;
      return false;
    }
    phase[thread] = PAID;
    this.#library.overhead(kernelThread, cost);
    return true;
  }

  /** The instruction has gone through without blocking after all. */
  reset(thread: number): void {
    this.#library.table.phase[thread] = 0;
  }
}
