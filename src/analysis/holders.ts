import type { ObjectMeta } from "../trace/meta.ts";

/** Fields of one holder in an object's list. */
const FIELDS = 3;
/** Past this many holders at a time an object's holders are no longer told apart. */
const MAX_LISTED = 64;

/** A user thread that holds an object: its id, and its name by group and index, as the id may come again. */
export interface Holder {
  readonly thread: number;
  readonly group: number;
  readonly index: number;
}

/** Who holds which mutex, read-write lock or semaphore, and for how long somebody did. */
export class Holders {
  /** By object, {@link FIELDS} numbers for each holder. */
  readonly #lists: number[][];
  /** Semaphores that others than the holder release hand out signals, not permits: nobody holds them. */
  readonly #named: boolean[];
  readonly #counts: Int32Array;
  readonly #since: Float64Array;
  readonly #heldNs: Float64Array;

  constructor(objects: readonly ObjectMeta[]) {
    this.#lists = objects.map(() => []);
    this.#named = objects.map(() => true);
    this.#counts = new Int32Array(objects.length);
    this.#since = new Float64Array(objects.length);
    this.#heldNs = new Float64Array(objects.length);
  }

  acquire(time: number, object: number, thread: number, group: number, index: number): void {
    const count = this.#counts[object] as number;
    if (count === 0) this.#since[object] = time;
    this.#counts[object] = count + 1;
    const list = this.#lists[object];
    if (list === undefined || this.#named[object] === false) return;
    if (list.length === MAX_LISTED * FIELDS) this.#forget(object, list);
    else list.push(thread, group, index);
  }

  release(time: number, object: number, thread: number, group: number, index: number): void {
    const count = this.#counts[object] as number;
    if (count === 1) this.#heldNs[object] = this.heldNs(object, time);
    if (count > 0) this.#counts[object] = count - 1;
    const list = this.#lists[object];
    if (list === undefined || this.#named[object] === false) return;
    for (let place = 0; place < list.length; place += FIELDS) {
      if (list[place] !== thread || list[place + 1] !== group || list[place + 2] !== index) continue;
      const last = list.length - FIELDS;
      list.copyWithin(place, last);
      list.length = last;
      return;
    }
    this.#forget(object, list);
  }

  /** Whoever holds it now, as far as that is known. */
  of(object: number): readonly Holder[] {
    const list = this.#lists[object] ?? [];
    const holders: Holder[] = [];
    for (let place = 0; place < list.length; place += FIELDS) {
      const [thread = 0, group = 0, index = 0] = list.slice(place, place + FIELDS);
      holders.push({ thread, group, index });
    }
    return holders;
  }

  /** Time in which somebody held it, up to now, ns. */
  heldNs(object: number, time: number): number {
    const before = this.#heldNs[object] as number;
    return this.#counts[object] === 0 ? before : before + (time - (this.#since[object] as number));
  }

  #forget(object: number, list: number[]): void {
    this.#named[object] = false;
    list.length = 0;
  }
}
