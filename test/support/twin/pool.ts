import type { Answer, TwinObject } from "./objects.ts";

/** The job queue of a pool: how many jobs wait, the workers that wait for one, and at the end a stop marker for each. */
export class TwinPool implements TwinObject {
  readonly reason = "queue";
  #jobs = 0;
  #markers = 0;
  readonly #waiting: number[] = [];
  readonly #stopped = new Set<number>();

  blocks(): boolean {
    return this.#jobs + this.#markers === 0;
  }

  apply(_operation: string, worker: number): Answer {
    const waits = this.blocks();
    if (waits) this.#waiting.push(worker);
    else if (this.#jobs > 0) this.#jobs -= 1;
    else this.#stop(worker);
    return { waits, woken: [] };
  }

  /** Whether what the worker took was a stop marker. */
  hasStopped(worker: number): boolean {
    return this.#stopped.has(worker);
  }

  /** A job arrives; the worker that gets it, to be woken, where one waits. */
  put(): readonly number[] {
    const worker = this.#waiting.shift();
    if (worker === undefined) this.#jobs += 1;
    return worker === undefined ? [] : [worker];
  }

  /** There will be no more; the workers that wait get a marker each, and are to be woken. */
  close(workers: number): readonly number[] {
    this.#markers = workers;
    const waiting = this.#waiting.splice(0);
    for (const worker of waiting) this.#stop(worker);
    return waiting;
  }

  #stop(worker: number): void {
    this.#markers -= 1;
    this.#stopped.add(worker);
  }
}
