import { NONE } from "../../base/ids.ts";
import { IdQueue } from "../../engine/id-queue.ts";
import { ThreadQueue } from "../thread-queue.ts";
import type { ThreadTable } from "../thread-table.ts";

/** What a worker gets instead of a job when there will be no more. */
export const STOP = -2;

/** The job queue of a worker pool: jobs by id, and behind the last one a stop marker for each worker. */
export class PoolQueue {
  /** Of the queue among the run's objects. */
  readonly id: number;
  readonly workers: number;
  readonly identity: number;
  readonly #jobs = new IdQueue();
  /** Jobs taken so far: as they are taken in order, the number of the next one in its pool. */
  #taken = 0;
  #stopMarkers = 0;
  readonly takers: ThreadQueue;

  /** `identity` is the parent of its jobs' identities for draws. */
  constructor(id: number, workers: number, identity: number, table: ThreadTable) {
    this.id = id;
    this.identity = identity;
    this.workers = workers;
    this.takers = new ThreadQueue(table);
  }

  /** Number, in its pool, of the job that is being taken or handed over. */
  nextIndex(): number {
    const index = this.#taken;
    this.#taken = index + 1;
    return index;
  }

  /** Jobs waiting; stop markers do not count. */
  get length(): number {
    return this.#jobs.length;
  }

  /** Enqueues a job; returns the worker that has got it, to be woken, or NONE. */
  put(job: number): number {
    const taker = this.takers.shift();
    if (taker === NONE) this.#jobs.push(job);
    return taker;
  }

  /** Puts the stop markers behind the last job. Workers that wait have to be taken from `takers`, with a marker each: see `take`. */
  close(): void {
    this.#stopMarkers = this.workers;
  }

  /** The next job, `STOP`, or NONE where the worker has to wait. */
  take(): number {
    if (this.#jobs.length > 0) return this.#jobs.shift();
    if (this.#stopMarkers === 0) return NONE;
    this.#stopMarkers -= 1;
    return STOP;
  }
}
