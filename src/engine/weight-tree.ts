import { NONE } from "../base/ids.ts";

const INITIAL_SLOTS = 64;

/**
 * Ids with weights, to be drawn in proportion: a binary tree of sums over slots. An id that enters takes the
 * slot left last, so that the order in which ids lie does not depend on their numbers.
 */
export class WeightTree {
  #slots = INITIAL_SLOTS;
  /** Node 1 is the root, the slots are the leaves. */
  #sums = new Float64Array(INITIAL_SLOTS * 2);
  #idOfSlot = new Int32Array(INITIAL_SLOTS).fill(NONE);
  #slotOfId = new Int32Array(INITIAL_SLOTS).fill(NONE);
  /** Slots used at some time; those left since then, the last on top. */
  #used = 0;
  #free: number[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Sum of the weights. */
  get total(): number {
    return this.#sums[1] as number;
  }

  has(id: number): boolean {
    return id < this.#slotOfId.length && this.#slotOfId[id] !== NONE;
  }

  /** Enters an id, which must not be there, with a weight above 0. */
  add(id: number, weight: number): void {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot === this.#slots) this.#growSlots();
    if (id >= this.#slotOfId.length) this.#growIds(id);
    this.#idOfSlot[slot] = id;
    this.#slotOfId[id] = slot;
    this.#length += 1;
    this.#setWeight(slot, weight);
  }

  /** Takes out an id that is there. */
  remove(id: number): void {
    const slot = this.#slotOfId[id] as number;
    this.#slotOfId[id] = NONE;
    this.#idOfSlot[slot] = NONE;
    this.#free.push(slot);
    this.#length -= 1;
    this.#setWeight(slot, 0);
  }

  /** Gives an id that is there another weight. */
  update(id: number, weight: number): void {
    this.#setWeight(this.#slotOfId[id] as number, weight);
  }

  /** The id in whose share the point `target` (0 … total) of the line of weights lies. There must be one. */
  find(target: number): number {
    let left = target;
    let node = 1;
    while (node < this.#slots) {
      node *= 2;
      const sum = this.#sums[node] as number;
      // Rounding may put the target at the very end of what has weight: it belongs to the last that has.
      if (left < sum || this.#sums[node + 1] === 0) continue;
      left -= sum;
      node += 1;
    }
    return this.#idOfSlot[node - this.#slots] as number;
  }

  #setWeight(slot: number, weight: number): void {
    const sums = this.#sums;
    let node = this.#slots + slot;
    sums[node] = weight;
    for (node >>= 1; node >= 1; node >>= 1) {
      sums[node] = (sums[node * 2] as number) + (sums[node * 2 + 1] as number);
    }
  }

  #growSlots(): void {
    const old = this.#sums.subarray(this.#slots);
    this.#slots *= 2;
    this.#sums = new Float64Array(this.#slots * 2);
    this.#sums.set(old, this.#slots);
    for (let node = this.#slots - 1; node >= 1; node--) {
      this.#sums[node] = (this.#sums[node * 2] as number) + (this.#sums[node * 2 + 1] as number);
    }
    const ids = new Int32Array(this.#slots).fill(NONE);
    ids.set(this.#idOfSlot);
    this.#idOfSlot = ids;
  }

  #growIds(id: number): void {
    const grown = new Int32Array(Math.max(this.#slotOfId.length * 2, id + 1)).fill(NONE);
    grown.set(this.#slotOfId);
    this.#slotOfId = grown;
  }
}
