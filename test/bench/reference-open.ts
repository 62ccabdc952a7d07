import { DrawSource, mixIdentity } from "../../src/base/random.ts";
import { HASH_START, mixHash, OPEN, type ReferenceDraws } from "./workloads.ts";

const NEVER = Number.POSITIVE_INFINITY;
/** The step by which arrivals are drawn. */
const ARRIVAL_STEP = -1;
const INITIAL_CAPACITY = 1024;

/** The open workload as a bare loop: typed arrays, no features. The mark that threadsim is measured by. */
export class ReferenceOpen {
  readonly #source: DrawSource;
  readonly #groupIdentity: number;
  readonly #ends = new Float64Array(OPEN.cores).fill(NEVER);
  readonly #order = new Float64Array(OPEN.cores);
  readonly #running = new Int32Array(OPEN.cores).fill(-1);
  #ring = new Int32Array(INITIAL_CAPACITY);
  #head = 0;
  #waiting = 0;
  #sequence = 0;
  #arrived = 0;
  #arrivalTime = 0;
  #arrivalOrder = 0;
  #nextCore = 0;
  #now = 0;
  events = 0;
  hash = HASH_START;

  constructor(draws: ReferenceDraws) {
    this.#source = new DrawSource(draws.keys);
    this.#groupIdentity = draws.groupIdentity;
  }

  run(): void {
    this.#scheduleArrival();
    let needsDispatch = false;
    for (;;) {
      const coreTime = this.#ends[this.#nextCore] as number;
      const arrivalTime = this.#arrivalTime;
      const next = Math.min(arrivalTime, coreTime);
      if (needsDispatch && next > this.#now) {
        this.#dispatch();
        needsDispatch = false;
        continue;
      }
      if (next === NEVER) return;
      this.#now = next;
      this.events += 1;
      const coreIsNext =
        coreTime < arrivalTime ||
        (coreTime === arrivalTime && (this.#order[this.#nextCore] as number) < this.#arrivalOrder);
      if (coreIsNext) this.#complete(this.#nextCore);
      else this.#arrive();
      needsDispatch = true;
    }
  }

  #exponential(identity: number, step: number, draw: number, mean: number): number {
    this.#source.at(identity, step, draw);
    return Math.floor(-Math.log(1 - this.#source.next()) * mean + 0.5);
  }

  #scheduleArrival(): void {
    const index = this.#arrived;
    if (index === OPEN.threads) {
      this.#arrivalTime = NEVER;
      return;
    }
    const interval = this.#exponential(this.#groupIdentity, ARRIVAL_STEP, index, OPEN.meanInterval);
    this.#arrivalTime = this.#now + interval;
    this.#arrivalOrder = this.#sequence++;
  }

  #arrive(): void {
    if (this.#waiting === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#waiting) & (this.#ring.length - 1)] = this.#arrived;
    this.#waiting += 1;
    this.#arrived += 1;
    this.#scheduleArrival();
  }

  #complete(core: number): void {
    this.hash = mixHash(this.hash, this.#now, this.#running[core] as number);
    this.#running[core] = -1;
    this.#ends[core] = NEVER;
    this.#findNextCore();
  }

  #dispatch(): void {
    for (let core = 0; core < OPEN.cores && this.#waiting > 0; core += 1) {
      if (this.#running[core] !== -1) continue;
      const thread = this.#ring[this.#head] as number;
      this.#head = (this.#head + 1) & (this.#ring.length - 1);
      this.#waiting -= 1;
      const identity = mixIdentity(this.#groupIdentity, thread);
      this.#running[core] = thread;
      this.#ends[core] = this.#now + this.#exponential(identity, 0, 0, OPEN.meanService);
      this.#order[core] = this.#sequence++;
    }
    this.#findNextCore();
  }

  #findNextCore(): void {
    let best = 0;
    for (let core = 1; core < OPEN.cores; core += 1) {
      const time = this.#ends[core] as number;
      const bestTime = this.#ends[best] as number;
      if (
        time < bestTime ||
        (time === bestTime && (this.#order[core] as number) < (this.#order[best] as number))
      )
        best = core;
    }
    this.#nextCore = best;
  }

  #grow(): void {
    const old = this.#ring;
    this.#ring = new Int32Array(old.length * 2);
    this.#ring.set(old.subarray(this.#head));
    this.#ring.set(old.subarray(0, this.#head), old.length - this.#head);
    this.#head = 0;
  }
}
