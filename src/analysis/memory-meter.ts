import type { TraceMeta } from "../trace/meta.ts";

/** Memory in use: images of processes, stacks of kernel threads and of user threads that have arrived; and its peak. Bytes. */
export class MemoryMeter {
  readonly #meta: TraceMeta;
  /** Image of a process that is a copy made for one user thread. */
  readonly #copyBytes: number;
  #now = 0;
  #peak = 0;

  constructor(meta: TraceMeta) {
    this.#meta = meta;
    this.#copyBytes = meta.processes.find(({ perThread }) => perThread)?.imageBytes ?? 0;
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
    this.#add(this.#imageBytes(process));
  }
  removeProcess(process: number): void {
    this.#now -= this.#imageBytes(process);
  }

  #imageBytes(process: number): number {
    return this.#meta.processes[process]?.imageBytes ?? this.#copyBytes;
  }

  #add(bytes: number): void {
    this.#now += bytes;
    if (this.#now > this.#peak) this.#peak = this.#now;
  }
}
