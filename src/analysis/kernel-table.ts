import { NONE } from "../base/ids.ts";
import { FIRST_CAPACITY, grownBytes, grownInts, nextCapacity } from "./grow.ts";

/** Reason of a kernel thread that is not blocked. */
export const NOT_BLOCKED = 255;

/**
 * What must be known of each kernel thread: its process, where and whom it carried last, and whom it is
 * blocked for. Ids of ended kernel threads may come again; a serial number tells them apart.
 */
export class KernelTable {
  /** `NONE` for ids that nobody has now. */
  #serial = new Int32Array(FIRST_CAPACITY).fill(NONE);
  /** No longer than ids that had another than the first process. */
  #process = new Int32Array(0);
  /** There are fewer cores than 2^15. */
  #lastCore = new Int16Array(FIRST_CAPACITY);
  /** Whom it carried last, by serial number. */
  #lastCarried = new Int32Array(FIRST_CAPACITY);
  /** The user thread it is blocked for, while it is. */
  #pinned = new Int32Array(FIRST_CAPACITY);
  /** Index into BLOCKED_REASONS, or {@link NOT_BLOCKED}. */
  #reason = new Uint8Array(FIRST_CAPACITY).fill(NOT_BLOCKED);
  /** By process: kernel threads alive, and the most there ever were. */
  #live = new Int32Array(FIRST_CAPACITY);
  #most = new Int32Array(FIRST_CAPACITY);
  #created = 0;
  #alive = 0;
  #peak = 0;
  #userSwitches = 0;

  get created(): number {
    return this.#created;
  }
  get alive(): number {
    return this.#alive;
  }
  get peak(): number {
    return this.#peak;
  }
  /** How often a kernel thread took up another user thread than its last. */
  get userSwitches(): number {
    return this.#userSwitches;
  }
  /** Ids in use are below this. */
  get capacity(): number {
    return this.#serial.length;
  }

  create(kernelThread: number, process: number): void {
    if (kernelThread >= this.#serial.length) this.#grow(kernelThread + 1);
    if (process >= this.#live.length) this.#growProcesses(process + 1);
    this.#serial[kernelThread] = this.#created;
    if (kernelThread < this.#process.length) this.#process[kernelThread] = process;
    else if (process > 0) this.#noteProcess(kernelThread, process);
    this.#lastCore[kernelThread] = NONE;
    this.#lastCarried[kernelThread] = NONE;
    this.#reason[kernelThread] = NOT_BLOCKED;
    this.#created += 1;
    this.#alive += 1;
    if (this.#alive > this.#peak) this.#peak = this.#alive;
    const live = (this.#live[process] ?? 0) + 1;
    this.#live[process] = live;
    if (live > (this.#most[process] ?? 0)) this.#most[process] = live;
  }

  end(kernelThread: number): void {
    const process = this.process(kernelThread);
    this.#live[process] = (this.#live[process] ?? 0) - 1;
    this.#alive -= 1;
    this.#serial[kernelThread] = NONE;
  }

  /** Kernel threads of the process that have begun and not ended. */
  liveIn(process: number): number {
    return this.#live[process] ?? 0;
  }

  /** In order of creation from 0; never used twice. */
  serial(kernelThread: number): number {
    return this.#serial[kernelThread] as number;
  }

  /** `NONE` where there is no such kernel thread. */
  process(kernelThread: number): number {
    if (this.#serial[kernelThread] === NONE) return NONE;
    return kernelThread < this.#process.length ? (this.#process[kernelThread] as number) : 0;
  }

  /** The most kernel threads that a process had at a time. */
  mostOf(process: number): number {
    return this.#most[process] ?? 0;
  }

  reason(kernelThread: number): number {
    return this.#reason[kernelThread] as number;
  }

  pinned(kernelThread: number): number {
    return this.#pinned[kernelThread] as number;
  }

  setBlocked(kernelThread: number, reason: number, userThread: number): void {
    this.#reason[kernelThread] = reason;
    this.#pinned[kernelThread] = userThread;
  }

  /** Notes the core; true where it ran on another one before. */
  movesTo(kernelThread: number, core: number): boolean {
    const last = this.#lastCore[kernelThread] as number;
    if (last === core) return false;
    this.#lastCore[kernelThread] = core;
    return last !== NONE;
  }

  /** The kernel thread works for a user thread, named by its serial number. */
  carry(kernelThread: number, userSerial: number): void {
    const last = this.#lastCarried[kernelThread] as number;
    if (last === userSerial) return;
    if (last !== NONE) this.#userSwitches += 1;
    this.#lastCarried[kernelThread] = userSerial;
  }

  #noteProcess(kernelThread: number, process: number): void {
    this.#process = grownInts(this.#process, this.capacity);
    this.#process[kernelThread] = process;
  }

  #grow(needed: number): void {
    const capacity = nextCapacity(this.#serial.length, needed);
    this.#serial = grownInts(this.#serial, capacity, NONE);
    const lastCore = new Int16Array(capacity);
    lastCore.set(this.#lastCore);
    this.#lastCore = lastCore;
    this.#lastCarried = grownInts(this.#lastCarried, capacity);
    this.#pinned = grownInts(this.#pinned, capacity);
    this.#reason = grownBytes(this.#reason, capacity, NOT_BLOCKED);
  }

  #growProcesses(needed: number): void {
    const capacity = nextCapacity(this.#live.length, needed);
    this.#live = grownInts(this.#live, capacity);
    this.#most = grownInts(this.#most, capacity);
  }
}
