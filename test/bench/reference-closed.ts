import { DrawSource } from "../../src/base/random.ts";
import { ReferenceHeap } from "./reference-heap.ts";
import { CLOSED, HASH_START, mixHash, type ReferenceDraws } from "./workloads.ts";

const NEVER = Number.POSITIVE_INFINITY;
const NONE = -1;
/** Order within an instant: quantum ends come after everything else. */
const EXPIRY = 2 ** 40;
const { threads, cores, kernelThreads, mutexes } = CLOSED;

/** Next thing a user thread does. */
const Phase = { compute: 0, io: 1, lock: 2, section: 3, unlock: 4 } as const;
/** Steps of the compute and the io in the random draws. */
const COMPUTE_STEP = 0;
const IO_STEP = 1;

/** First in, first out, linked through `next`. */
class Fifo {
  readonly #next: Int32Array;
  #head = NONE;
  #tail = NONE;
  constructor(next: Int32Array) {
    this.#next = next;
  }
  push(id: number): void {
    this.#next[id] = NONE;
    if (this.#head === NONE) this.#head = id;
    else this.#next[this.#tail] = id;
    this.#tail = id;
  }
  shift(): number {
    const id = this.#head;
    if (id !== NONE) this.#head = this.#next[id] as number;
    return id;
  }
}

/** The closed workload as a bare loop: typed arrays, opcodes, no features. The mark that threadsim is measured by. */
export class ReferenceClosed {
  readonly #source: DrawSource;
  readonly #identities: Int32Array;
  readonly #mutexOf: Int32Array;
  readonly #heap = new ReferenceHeap(threads + mutexes + 1);
  readonly #phase = new Uint8Array(threads);
  readonly #draws = new Int32Array(threads);
  readonly #userNext = new Int32Array(threads);
  readonly #ready = new Fifo(this.#userNext);
  readonly #owner = new Int32Array(mutexes).fill(NONE);
  readonly #waiters = Array.from({ length: mutexes }, () => new Fifo(this.#userNext));
  readonly #mounted = new Int32Array(kernelThreads).fill(NONE);
  readonly #burst = new Float64Array(kernelThreads);
  readonly #kernelReady = new Fifo(new Int32Array(kernelThreads));
  readonly #idle: number[] = [];
  #created = 0;
  readonly #running = new Int32Array(cores).fill(NONE);
  readonly #times = new Float64Array(cores).fill(NEVER);
  readonly #order = new Float64Array(cores);
  readonly #workStart = new Float64Array(cores);
  readonly #sliceEnd = new Float64Array(cores);
  #nextCore = 0;
  #sequence = 0;
  #needsDispatch = false;
  #now = 0;
  events = 0;
  hash = HASH_START;

  constructor(draws: ReferenceDraws) {
    this.#source = new DrawSource(draws.keys);
    this.#identities = draws.identities;
    this.#mutexOf = draws.groups;
  }

  run(): void {
    // The arrival of each mutex's group is an event.
    for (let group = 0; group < mutexes; group += 1) this.#heap.push(0, this.#sequence++, threads + group);
    for (;;) {
      const heapTime = this.#heap.time;
      const coreTime = this.#times[this.#nextCore] as number;
      const next = Math.min(heapTime, coreTime);
      if (this.#needsDispatch && next > this.#now) {
        this.#dispatch();
        continue;
      }
      if (next > CLOSED.until) return;
      this.#now = next;
      this.events += 1;
      const coreIsNext =
        coreTime < heapTime ||
        (coreTime === heapTime && (this.#order[this.#nextCore] as number) < this.#heap.sequence);
      if (coreIsNext) this.#fireCore(this.#nextCore);
      else this.#fireTimer(this.#heap.pop());
    }
  }

  #fireTimer(id: number): void {
    if (id < threads) {
      this.#place(id);
      return;
    }
    for (let thread = 0; thread < threads; thread += 1) {
      if (this.#mutexOf[thread] === id - threads) this.#place(thread);
    }
  }

  #exponential(thread: number, step: number, mean: number): number {
    const draw = this.#draws[thread] as number;
    this.#draws[thread] = draw + 1;
    this.#source.at(this.#identities[thread] as number, step, draw);
    return Math.floor(-Math.log(1 - this.#source.next()) * mean + 0.5);
  }

  /** Finds a ready user thread a kernel thread, or a place in the queue. */
  #place(thread: number): void {
    let kernelThread = this.#idle.pop();
    if (kernelThread === undefined) {
      if (this.#created === kernelThreads) {
        this.#ready.push(thread);
        return;
      }
      kernelThread = this.#created++;
    }
    this.#mounted[kernelThread] = thread;
    this.#kernelReady.push(kernelThread);
    this.#needsDispatch = true;
  }

  #dispatch(): void {
    this.#needsDispatch = false;
    for (let core = 0; core < cores; core += 1) {
      if (this.#running[core] !== NONE) continue;
      const kernelThread = this.#kernelReady.shift();
      if (kernelThread === NONE) return;
      this.#running[core] = kernelThread;
      this.#sliceEnd[core] = this.#now + CLOSED.quantum;
      if ((this.#burst[kernelThread] as number) > 0) this.#startWork(core, kernelThread);
      else this.#proceed(core, kernelThread);
    }
  }

  #fireCore(core: number): void {
    const kernelThread = this.#running[core] as number;
    const ran = this.#now - (this.#workStart[core] as number);
    const left = (this.#burst[kernelThread] as number) - ran;
    this.#burst[kernelThread] = left;
    if (left === 0) {
      this.#proceed(core, kernelThread);
      return;
    }
    this.#leave(core);
    this.#kernelReady.push(kernelThread);
  }

  #leave(core: number): void {
    this.#running[core] = NONE;
    this.#setTimer(core, NEVER, 0);
    this.#needsDispatch = true;
  }

  #startWork(core: number, kernelThread: number): void {
    this.#workStart[core] = this.#now;
    const done = this.#now + (this.#burst[kernelThread] as number);
    const sliceEnd = this.#sliceEnd[core] as number;
    const sequence = this.#sequence++;
    if (sliceEnd < done) this.#setTimer(core, sliceEnd, EXPIRY + sequence);
    else this.#setTimer(core, done, sequence);
  }

  #setTimer(core: number, time: number, order: number): void {
    const times = this.#times;
    const orders = this.#order;
    times[core] = time;
    orders[core] = order;
    let best = 0;
    for (let other = 1; other < cores; other += 1) {
      const otherTime = times[other] as number;
      const bestTime = times[best] as number;
      if (
        otherTime < bestTime ||
        (otherTime === bestTime && (orders[other] as number) < (orders[best] as number))
      )
        best = other;
    }
    this.#nextCore = best;
  }

  /** Runs the mounted user thread, and those after it, until one takes time or there is none. */
  #proceed(core: number, kernelThread: number): void {
    for (;;) {
      const thread = this.#mounted[kernelThread] as number;
      const work = this.#untilWork(thread);
      if (work > 0) {
        this.#burst[kernelThread] = work;
        this.#startWork(core, kernelThread);
        return;
      }
      const next = this.#ready.shift();
      this.#mounted[kernelThread] = next;
      if (next === NONE) {
        this.#idle.push(kernelThread);
        this.#leave(core);
        return;
      }
    }
  }

  /** Runs the user thread until it has work to do, and returns how much; 0 where it blocks. */
  #untilWork(thread: number): number {
    const mutex = this.#mutexOf[thread] as number;
    for (;;) {
      const phase = this.#phase[thread] as number;
      this.#phase[thread] = phase === Phase.unlock ? Phase.compute : phase + 1;
      switch (phase) {
        case Phase.compute: {
          const ns = this.#exponential(thread, COMPUTE_STEP, CLOSED.meanCompute);
          if (ns > 0) return ns;
          break;
        }
        case Phase.io: {
          const ns = this.#exponential(thread, IO_STEP, CLOSED.meanIo);
          if (ns === 0) break;
          this.#heap.push(this.#now + ns, this.#sequence++, thread);
          return 0;
        }
        case Phase.lock:
          if (this.#owner[mutex] === NONE) {
            this.#owner[mutex] = thread;
            break;
          }
          this.#waiters[mutex]?.push(thread);
          return 0;
        case Phase.section:
          return CLOSED.section;
        default:
          this.#unlock(mutex, thread);
      }
    }
  }

  #unlock(mutex: number, thread: number): void {
    this.hash = mixHash(this.hash, this.#now, thread);
    const waiter = this.#waiters[mutex]?.shift() ?? NONE;
    this.#owner[mutex] = waiter;
    if (waiter !== NONE) this.#place(waiter);
  }
}
