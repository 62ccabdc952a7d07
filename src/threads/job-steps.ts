import { NONE } from "../base/ids.ts";
import { mixIdentity } from "../base/random.ts";
import { EventCode } from "../trace/events.ts";
import type { Journal } from "../trace/journal.ts";
import type { KernelEntry } from "./kernel-entry.ts";
import { Outcome } from "./outcome.ts";
import type { Code } from "./program.ts";
import { STOP } from "./sync/pool.ts";
import type { SyncObjects } from "./sync-objects.ts";
import type { ThreadLibrary } from "./thread-library.ts";
import { HANDED_OVER, type ThreadTable } from "./thread-table.ts";

/** The steps of a pool's worker around each job. */
export class JobSteps {
  readonly #objects: SyncObjects;
  readonly #library: ThreadLibrary;
  readonly #table: ThreadTable;
  readonly #kernel: KernelEntry;
  readonly #code: Code;
  readonly #journal: Journal;

  constructor(
    objects: SyncObjects,
    library: ThreadLibrary,
    kernel: KernelEntry,
    code: Code,
    journal: Journal,
  ) {
    this.#objects = objects;
    this.#library = library;
    this.#table = library.table;
    this.#kernel = kernel;
    this.#code = code;
    this.#journal = journal;
  }

  /** A worker takes a job, waits for one, or meets its stop marker. */
  take(kernelThread: number, thread: number, pc: number, poolIndex: number): Outcome {
    const t = this.#table;
    const pool = this.#objects.pool(poolIndex);
    const isHandedOver = t.phase[thread] === HANDED_OVER;
    const job = isHandedOver ? (t.job[thread] as number) : pool.take();
    if (job === NONE) {
      if (this.#library.keepsKernelThread(thread) && this.#kernel.pays(kernelThread, thread))
        return Outcome.waits;
      t.phase[thread] = HANDED_OVER;
      pool.takers.push(thread);
      this.#library.block(kernelThread, thread, EventCode.blockedQueue, pool.id, false);
      return Outcome.waits;
    }
    t.phase[thread] = 0;
    if (!isHandedOver) this.#journal.record(EventCode.taken, thread, pool.id);
    if (job === STOP) {
      t.pc[thread] = this.#code.b[pc] as number;
      return Outcome.jumped;
    }
    if (!isHandedOver) {
      this.#journal.record(EventCode.value, pool.length, pool.id);
      t.job[thread] = job;
      t.jobIndex[thread] = pool.nextIndex();
    }
    t.identity[thread] = mixIdentity(pool.identity, t.jobIndex[thread] as number);
    t.draws[thread] = 0;
    if (this.#code.counters > 0) this.#resetCounters(thread);
    this.#journal.record(EventCode.jobStart, job, thread);
    return Outcome.goesOn;
  }

  #resetCounters(thread: number): void {
    const { counters } = this.#code;
    this.#table.counters.fill(0, thread * counters, (thread + 1) * counters);
  }

  /** The worker's job is done. */
  end(thread: number): void {
    this.#library.deadlines?.end(thread);
    this.#journal.record(EventCode.jobEnd, this.#table.job[thread] as number, thread);
  }
}
