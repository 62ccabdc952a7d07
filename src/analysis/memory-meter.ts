import { at } from "../base/assert.ts";
import type { TraceMeta } from "../trace/meta.ts";

/** Memory in use: images of processes, stacks of kernel threads and of user threads that have arrived; and its peak. Bytes. */
export class MemoryMeter {
  readonly #meta: TraceMeta;
  /** Processes alive, by declared process: more than one where each user thread is a process of its own. */
  readonly #alive: Int32Array;
  #now = 0;
  #peak = 0;

  constructor(meta: TraceMeta) {
    this.#meta = meta;
    this.#alive = new Int32Array(meta.processes.length);
  }

  get peakBytes(): number {
    return this.#peak;
  }

  addUserThread(): void {
    this.#add(this.#meta.userStackBytes);
  }
  removeUserThread(): void {
    this.#now -= this.#meta.userStackBytes;
  }
  addKernelThread(): void {
    this.#add(this.#meta.kernelStackBytes);
  }
  removeKernelThread(): void {
    this.#now -= this.#meta.kernelStackBytes;
  }
  addProcess(process: number): void {
    const { imageBytes, sharesImage } = at(this.#meta.processes, process);
    const others = at(this.#alive, process);
    this.#alive[process] = others + 1;
    if (others === 0 || !sharesImage) this.#add(imageBytes);
  }
  removeProcess(process: number): void {
    const { imageBytes, sharesImage } = at(this.#meta.processes, process);
    const others = at(this.#alive, process) - 1;
    this.#alive[process] = others;
    if (others === 0 || !sharesImage) this.#now -= imageBytes;
  }

  #add(bytes: number): void {
    this.#now += bytes;
    if (this.#now > this.#peak) this.#peak = this.#now;
  }
}
