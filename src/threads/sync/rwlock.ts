import { NONE } from "../../base/ids.ts";
import { IdQueue } from "../../engine/id-queue.ts";
import { ThreadQueue } from "../thread-queue.ts";
import type { ThreadTable } from "../thread-table.ts";

/** Whom a read-write lock lets in first. */
export type RwlockPreference = "readers" | "writers" | "fair";

/** How a thread holds or wants it. */
export const Access = { read: 0, write: 1 } as const;
export type Access = (typeof Access)[keyof typeof Access];

/**
 * A read-write lock: many readers or one writer (Courtois, Heymans and Parnas, CACM 14(10), 1971, whose
 * first problem prefers readers and whose second prefers writers). Readers preferred: they wait for a
 * writer that holds it only. Writers preferred: readers wait while a writer waits. Fair: in order of
 * arrival, readers next to each other together. A thread may hold it for reading several times.
 */
export class Rwlock {
  readonly id: number;
  readonly #prefer: RwlockPreference;
  readonly #table: ThreadTable;
  /** By the serial number of each thread that holds it for reading: how often. */
  readonly #readers = new Map<number, number>();
  /** Serial number of the writer that holds it, or NONE. */
  #writer = NONE;
  readonly #waitingReaders: ThreadQueue;
  readonly #waitingWriters: ThreadQueue;
  /** What each waiter wants, in order of arrival; kept where that order counts. */
  readonly #turns = new IdQueue();

  constructor(id: number, prefer: RwlockPreference, table: ThreadTable) {
    this.id = id;
    this.#prefer = prefer;
    this.#table = table;
    this.#waitingReaders = new ThreadQueue(table);
    this.#waitingWriters = new ThreadQueue(table);
  }

  /** Whether the thread holds it in a way that keeps it from ever getting it so. */
  excludesItself(thread: number, access: Access): boolean {
    const serial = this.#table.serial[thread] as number;
    return this.#writer === serial || (access === Access.write && this.#readers.has(serial));
  }

  /** True where the thread holds it now; else it has to wait: see `enqueue`. */
  tryLock(thread: number, access: Access): boolean {
    if (access === Access.write) {
      if (this.#writer !== NONE || this.#readers.size > 0) return false;
    } else if (this.#writer !== NONE || this.#readersHaveToQueue) return false;
    this.#admit(thread, access);
    return true;
  }

  /** How the thread holds it: so often for reading, −1 for writing, 0 for not at all. */
  heldBy(thread: number): number {
    const serial = this.#table.serial[thread] as number;
    return this.#writer === serial ? -1 : (this.#readers.get(serial) ?? 0);
  }

  /** What each waiter wants, in order of arrival, where that order counts; else nothing. */
  turns(): readonly number[] {
    return this.#turns.toArray();
  }

  enqueue(thread: number, access: Access): void {
    if (access === Access.write) this.#waitingWriters.push(thread);
    else this.#waitingReaders.push(thread);
    if (this.#prefer === "fair") this.#turns.push(access);
  }

  /** How it is held, by those that do. */
  get heldTo(): Access {
    return this.#writer === NONE ? Access.read : Access.write;
  }

  /** False where the thread does not hold it. Who may come in now, `grant` says. */
  unlock(thread: number): boolean {
    const serial = this.#table.serial[thread] as number;
    if (this.#writer === serial) {
      this.#writer = NONE;
      return true;
    }
    const times = this.#readers.get(serial);
    if (times === undefined) return false;
    if (times === 1) this.#readers.delete(serial);
    else this.#readers.set(serial, times - 1);
    return true;
  }

  /** The next waiter that may come in, and holds it now, to be woken; or NONE. */
  grant(): number {
    if (this.#writer !== NONE) return NONE;
    const access = this.#nextAccess();
    if (access === null || (access === Access.write && this.#readers.size > 0)) return NONE;
    if (this.#prefer === "fair") this.#turns.shift();
    const next = access === Access.write ? this.#waitingWriters.shift() : this.#waitingReaders.shift();
    this.#admit(next, access);
    return next;
  }

  /** Whether a reader waits although readers, or nobody, hold it. */
  get #readersHaveToQueue(): boolean {
    if (this.#prefer === "readers") return false;
    if (this.#prefer === "writers") return this.#waitingWriters.length > 0;
    return this.#turns.length > 0;
  }

  /** What the waiter wants whose turn it is; null where nobody waits. */
  #nextAccess(): Access | null {
    const readers = this.#waitingReaders.length > 0;
    const writers = this.#waitingWriters.length > 0;
    if (!readers && !writers) return null;
    if (this.#prefer === "fair") return this.#turns.first as Access;
    if (this.#prefer === "readers") return readers ? Access.read : Access.write;
    return writers ? Access.write : Access.read;
  }

  #admit(thread: number, access: Access): void {
    const serial = this.#table.serial[thread] as number;
    if (access === Access.write) this.#writer = serial;
    else this.#readers.set(serial, (this.#readers.get(serial) ?? 0) + 1);
  }
}
