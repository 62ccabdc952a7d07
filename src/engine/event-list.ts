import { InvariantError } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import { RunTooLong } from "./clock.ts";

/** Timer ids are below this, so that sequence and id share one double: sequence × 2^23 + id < 2^53. */
const ID_SPACE = 2 ** 23;
export const MAX_TIMER_ID = ID_SPACE - 1;
/** Sequence numbers are below this: about a billion timers, after minutes of computing. */
const SEQUENCES = 2 ** 30;
const INITIAL_CAPACITY = 64;
/** A node is two doubles: the time, and sequence × ID_SPACE + id. */
const NODE = 2;
const ARITY = 4;

/** All sequence numbers are used up: `--max-events` asks for too much. */
export class TimersExhausted extends RunTooLong {
  override readonly name = "TimersExhausted";
  constructor() {
    super(`the run sets more than ${SEQUENCES} timers (2^30): end it before with --max-events or until`);
  }
}

/** Apart from its caller, which would otherwise make room for the message at each call. */
function refuse(id: number): never {
  throw new InvariantError(`timer id ${id}`);
}

/** Several times faster than the remainder of a double. */
const idOf = (key: number): number => key - sequenceOf(key) * ID_SPACE;
const sequenceOf = (key: number): number => Math.floor(key / ID_SPACE);

/**
 * The future event list: timers by (time, sequence). A 4-ary heap in one typed array; equal times fire in
 * the order in which they were scheduled. Each id has at most one timer. Cancelled timers stay as dead
 * nodes until they surface, or until they outnumber the live ones and the heap is built anew, so memory
 * stays in proportion to the live timers.
 */
export class EventList {
  #nodes = new Float64Array(INITIAL_CAPACITY * NODE);
  #size = 0;
  #dead = 0;
  #sequence: number;
  /** By id: the sequence number of its live timer, or NONE. Kept from the first cancellation on: before, all are alive. */
  #live = new Int32Array(0);
  /** Time of the earliest timer; Infinity where there is none. */
  nextTime = Number.POSITIVE_INFINITY;

  /** `firstSequence`: sequence numbers before it count as used. */
  constructor(firstSequence = 0) {
    this.#sequence = firstSequence;
  }

  /** Live timers. */
  get length(): number {
    return this.#size - this.#dead;
  }

  /** Timers, dead ones included, that it has memory for. */
  get capacity(): number {
    return this.#nodes.length / NODE;
  }

  /** Sequence number of the earliest timer. Only where there is one. */
  get nextSequence(): number {
    return sequenceOf(this.#nodes[1] as number);
  }

  /**
   * A fresh sequence number, for what has its place in the total order but its timer elsewhere. Throws a
   * {@link TimersExhausted} where there is none left, rather than mix up equal times.
   */
  takeSequence(): number {
    const sequence = this.#sequence;
    if (sequence >= SEQUENCES) throw new TimersExhausted();
    this.#sequence = sequence + 1;
    return sequence;
  }

  /** Sets the timer of `id`, which must have none, to `time`. */
  schedule(time: number, id: number): void {
    const sequence = this.takeSequence();
    if (id > MAX_TIMER_ID) refuse(id);
    if (this.#live.length > 0) this.#setLive(id, sequence);
    if ((this.#size + 1) * NODE > this.#nodes.length) this.#growNodes();
    this.#siftUp(this.#size, time, sequence * ID_SPACE + id);
    this.#size += 1;
    this.nextTime = this.#nodes[0] as number;
  }

  /** Takes the earliest timer; returns its id. There must be one. */
  pop(): number {
    const id = idOf(this.#nodes[1] as number);
    this.#removeFirst();
    if (this.#live.length > 0) {
      this.#live[id] = NONE;
      if (this.#dead > 0) this.#dropDead();
    }
    return id;
  }

  /** Takes away the timer of `id`; false where it has none. */
  cancel(id: number): boolean {
    if (this.#live.length === 0) this.#listLive();
    if (id >= this.#live.length || this.#live[id] === NONE) return false;
    this.#live[id] = NONE;
    this.#dead += 1;
    if (this.#dead * 2 > this.#size) this.#rebuild();
    else this.#dropDead();
    return true;
  }

  #dropDead(): void {
    while (this.#size > 0 && !this.#isLive(this.#nodes[1] as number)) {
      this.#removeFirst();
      this.#dead -= 1;
    }
  }

  #isLive(key: number): boolean {
    return this.#live[idOf(key)] === sequenceOf(key);
  }

  #rebuild(): void {
    const nodes = this.#nodes;
    const size = this.#size;
    this.#size = 0;
    this.#dead = 0;
    for (let i = 0; i < size; i++) {
      const key = nodes[i * NODE + 1] as number;
      if (!this.#isLive(key)) continue;
      this.#siftUp(this.#size, nodes[i * NODE] as number, key);
      this.#size += 1;
    }
    this.nextTime = this.#size === 0 ? Number.POSITIVE_INFINITY : (nodes[0] as number);
  }

  #siftUp(start: number, time: number, key: number): void {
    const nodes = this.#nodes;
    let hole = start;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentTime = nodes[parent * NODE] as number;
      if (parentTime < time || (parentTime === time && (nodes[parent * NODE + 1] as number) < key)) break;
      nodes[hole * NODE] = parentTime;
      nodes[hole * NODE + 1] = nodes[parent * NODE + 1] as number;
      hole = parent;
    }
    nodes[hole * NODE] = time;
    nodes[hole * NODE + 1] = key;
  }

  #removeFirst(): void {
    const nodes = this.#nodes;
    const size = this.#size - 1;
    this.#size = size;
    if (size === 0) {
      this.nextTime = Number.POSITIVE_INFINITY;
      return;
    }
    const time = nodes[size * NODE] as number;
    const key = nodes[size * NODE + 1] as number;
    let hole = 0;
    for (;;) {
      const first = hole * ARITY + 1;
      if (first >= size) break;
      const end = Math.min(first + ARITY, size);
      let best = first;
      let bestTime = nodes[first * NODE] as number;
      for (let child = first + 1; child < end; child++) {
        const childTime = nodes[child * NODE] as number;
        if (
          childTime < bestTime ||
          (childTime === bestTime && (nodes[child * NODE + 1] as number) < (nodes[best * NODE + 1] as number))
        ) {
          best = child;
          bestTime = childTime;
        }
      }
      const bestKey = nodes[best * NODE + 1] as number;
      if (time < bestTime || (time === bestTime && key < bestKey)) break;
      nodes[hole * NODE] = bestTime;
      nodes[hole * NODE + 1] = bestKey;
      hole = best;
    }
    nodes[hole * NODE] = time;
    nodes[hole * NODE + 1] = key;
    this.nextTime = nodes[0] as number;
  }

  #growNodes(): void {
    const grown = new Float64Array(this.#nodes.length * 2);
    grown.set(this.#nodes);
    this.#nodes = grown;
  }

  #setLive(id: number, sequence: number): void {
    if (id >= this.#live.length) {
      const grown = new Int32Array(Math.max(this.#live.length * 2, id + 1)).fill(NONE);
      grown.set(this.#live);
      this.#live = grown;
    }
    this.#live[id] = sequence;
  }

  #listLive(): void {
    this.#live = new Int32Array(INITIAL_CAPACITY).fill(NONE);
    for (let i = 0; i < this.#size; i++) {
      const key = this.#nodes[i * NODE + 1] as number;
      this.#setLive(idOf(key), sequenceOf(key));
    }
  }
}
