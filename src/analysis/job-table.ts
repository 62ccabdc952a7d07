import { type JobId, NONE } from "../base/ids.ts";
import { ns } from "../base/time.ts";
import { grownFloats, grownInts, nextCapacity } from "./grow.ts";
import type { JobResult } from "./result.ts";
import { NEVER } from "./thread-details.ts";

const FIRST_ROWS = 64;

/** What the list `jobs` of a result shows, by job id. Given up as soon as there are more jobs than are listed. */
export class JobTable {
  readonly #limit: number;
  readonly #warmupNs: number;
  #kept = true;
  #rows = 0;
  #completed = 0;
  #completedWarm = 0;
  #pool = new Int32Array(FIRST_ROWS);
  #workerGroup = new Int32Array(FIRST_ROWS);
  #workerIndex = new Int32Array(FIRST_ROWS);
  #enqueued = new Float64Array(FIRST_ROWS);
  #start = new Float64Array(FIRST_ROWS);
  #end = new Float64Array(FIRST_ROWS);

  constructor(limit: number, warmupNs: number) {
    this.#limit = limit;
    this.#warmupNs = warmupNs;
  }

  get completed(): number {
    return this.#completed;
  }
  /** Those after the warm-up. */
  get completedWarm(): number {
    return this.#completedWarm;
  }

  enqueue(time: number, job: number, pool: number): void {
    if (!this.#kept) return;
    if (job >= this.#limit) {
      this.#drop();
      return;
    }
    if (job >= this.#pool.length) this.#grow(job + 1);
    this.#rows = Math.max(this.#rows, job + 1);
    this.#pool[job] = pool;
    this.#workerGroup[job] = NONE;
    this.#enqueued[job] = time;
    this.#start[job] = NEVER;
    this.#end[job] = NEVER;
  }

  start(time: number, job: number, workerGroup: number, workerIndex: number): void {
    if (!this.#kept) return;
    this.#workerGroup[job] = workerGroup;
    this.#workerIndex[job] = workerIndex;
    this.#start[job] = time;
  }

  end(time: number, job: number): void {
    this.#completed += 1;
    if (time >= this.#warmupNs) this.#completedWarm += 1;
    if (this.#kept) this.#end[job] = time;
  }

  /** Null where there were too many. */
  results(
    poolName: (pool: number) => string,
    threadName: (group: number, index: number) => string,
  ): JobResult[] | null {
    if (!this.#kept) return null;
    const when = (time: number) => (time === NEVER ? null : ns(time));
    return Array.from({ length: this.#rows }, (_, id) => {
      const group = this.#workerGroup[id] as number;
      return {
        id: id as JobId,
        pool: poolName(this.#pool[id] as number),
        worker: group === NONE ? null : threadName(group, this.#workerIndex[id] as number),
        enqueuedNs: ns(this.#enqueued[id] as number),
        startNs: when(this.#start[id] as number),
        endNs: when(this.#end[id] as number),
      };
    });
  }

  #drop(): void {
    this.#kept = false;
    this.#rows = 0;
    this.#pool = this.#workerGroup = this.#workerIndex = new Int32Array(0);
    this.#enqueued = this.#start = this.#end = new Float64Array(0);
  }

  #grow(needed: number): void {
    const capacity = nextCapacity(this.#pool.length, needed);
    this.#pool = grownInts(this.#pool, capacity);
    this.#workerGroup = grownInts(this.#workerGroup, capacity);
    this.#workerIndex = grownInts(this.#workerIndex, capacity);
    this.#enqueued = grownFloats(this.#enqueued, capacity);
    this.#start = grownFloats(this.#start, capacity);
    this.#end = grownFloats(this.#end, capacity);
  }
}
