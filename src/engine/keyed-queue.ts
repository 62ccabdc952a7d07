import { assert } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";

const INITIAL_CAPACITY = 64;
const ARITY = 4;

/**
 * Ids by (key, order): the smallest key first; among equal keys the smallest order, which by default is
 * that of entering, so that equals are first in, first out. An indexed 4-ary heap: any id may be taken
 * out or given another key. Keys and orders are kept after an id has left, for `putBack`.
 */
export class KeyedQueue {
  #heap = new Int32Array(INITIAL_CAPACITY);
  #length = 0;
  #entered = 0;
  /** By id: its place in the heap, or NONE; its key; its order. */
  #place = new Int32Array(INITIAL_CAPACITY).fill(NONE);
  #key = new Float64Array(INITIAL_CAPACITY);
  #order = new Float64Array(INITIAL_CAPACITY);

  get length(): number {
    return this.#length;
  }

  /** The id that comes first, left where it is, or NONE. */
  get first(): number {
    return this.#length === 0 ? NONE : (this.#heap[0] as number);
  }

  has(id: number): boolean {
    return id < this.#place.length && this.#place[id] !== NONE;
  }

  /** Key of an id that is, or was last, in the queue. */
  keyOf(id: number): number {
    return this.#key[id] as number;
  }

  /** Enters an id, which must not be there, behind others of its key; or at the place that `order` gives it. */
  add(id: number, key: number, order: number = this.#entered++): void {
    if (id >= this.#place.length) this.#growIds(id);
    assert(this.#place[id] === NONE, () => `${id} is in the queue already`);
    this.#key[id] = key;
    this.#order[id] = order;
    this.#insert(id);
  }

  /** Enters an id again that has left, with the key and order that it had. */
  putBack(id: number): void {
    assert(this.#place[id] === NONE, () => `${id} is in the queue already`);
    this.#insert(id);
  }

  /** Takes the first id, or NONE. */
  shift(): number {
    if (this.#length === 0) return NONE;
    const id = this.#heap[0] as number;
    this.#removeAt(0);
    return id;
  }

  /** Takes out an id that is there. */
  remove(id: number): void {
    this.#removeAt(this.#place[id] as number);
  }

  /** Gives an id that is there another key; it keeps its order. */
  update(id: number, key: number): void {
    const place = this.#place[id] as number;
    this.#key[id] = key;
    this.#siftDown(this.#siftUp(place, id), id);
  }

  #insert(id: number): void {
    if (this.#length === this.#heap.length) this.#growHeap();
    const place = this.#length;
    this.#length = place + 1;
    this.#siftUp(place, id);
  }

  #removeAt(place: number): void {
    this.#place[this.#heap[place] as number] = NONE;
    this.#length -= 1;
    if (place === this.#length) return;
    const id = this.#heap[this.#length] as number;
    this.#siftDown(this.#siftUp(place, id), id);
  }

  #precedes(a: number, b: number): boolean {
    const keyA = this.#key[a] as number;
    const keyB = this.#key[b] as number;
    return keyA < keyB || (keyA === keyB && (this.#order[a] as number) < (this.#order[b] as number));
  }

  /** Puts `id` into the hole at `place` or above; returns where. */
  #siftUp(place: number, id: number): number {
    const heap = this.#heap;
    let hole = place;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const above = heap[parent] as number;
      if (!this.#precedes(id, above)) break;
      heap[hole] = above;
      this.#place[above] = hole;
      hole = parent;
    }
    heap[hole] = id;
    this.#place[id] = hole;
    return hole;
  }

  #siftDown(place: number, id: number): void {
    const heap = this.#heap;
    let hole = place;
    for (;;) {
      const first = hole * ARITY + 1;
      if (first >= this.#length) break;
      const end = Math.min(first + ARITY, this.#length);
      let best = first;
      for (let child = first + 1; child < end; child++) {
        if (this.#precedes(heap[child] as number, heap[best] as number)) best = child;
      }
      const below = heap[best] as number;
      if (!this.#precedes(below, id)) break;
      heap[hole] = below;
      this.#place[below] = hole;
      hole = best;
    }
    heap[hole] = id;
    this.#place[id] = hole;
  }

  #growHeap(): void {
    const grown = new Int32Array(this.#heap.length * 2);
    grown.set(this.#heap);
    this.#heap = grown;
  }

  #growIds(id: number): void {
    const capacity = Math.max(this.#place.length * 2, id + 1);
    const place = new Int32Array(capacity).fill(NONE);
    place.set(this.#place);
    const key = new Float64Array(capacity);
    key.set(this.#key);
    const order = new Float64Array(capacity);
    order.set(this.#order);
    this.#place = place;
    this.#key = key;
    this.#order = order;
  }
}
