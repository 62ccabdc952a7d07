import { NONE } from "../base/ids.ts";
import type { ObjectMeta } from "../trace/meta.ts";
import type { RecordTime } from "./record-time.ts";

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
  readonly #now: RecordTime;
  /** The first holder of each object in columns, as a mutex has no other; `NONE` where it has none. */
  readonly #thread: Int32Array;
  readonly #group: Int32Array;
  readonly #index: Int32Array;
  /** 1 for read-write locks that are held to read, by all who hold them. */
  readonly #reads: Uint8Array;
  /** By object, the holders after the first. */
  readonly #others: Holder[][];
  /** 0 for semaphores that others than the holder release: they hand out signals, not permits, and nobody holds them. */
  readonly #named: Uint8Array;
  readonly #counts: Int32Array;
  readonly #since: Float64Array;
  readonly #heldNs: Float64Array;

  constructor(now: RecordTime, objects: readonly ObjectMeta[]) {
    this.#now = now;
    const { length } = objects;
    this.#thread = new Int32Array(length).fill(NONE);
    this.#group = new Int32Array(length);
    this.#index = new Int32Array(length);
    this.#reads = new Uint8Array(length);
    this.#others = objects.map(() => []);
    this.#named = new Uint8Array(length).fill(1);
    this.#counts = new Int32Array(length);
    this.#since = new Float64Array(length);
    this.#heldNs = new Float64Array(length);
  }

  /** `reads`: beside others that read, too. */
  acquire(object: number, thread: number, group: number, index: number, reads: boolean): void {
    this.#reads[object] = reads ? 1 : 0;
    const count = this.#counts[object] as number;
    this.#counts[object] = count + 1;
    if (count === 0) this.#since[object] = this.#now.ns;
    if (this.#named[object] === 0) return;
    if (this.#thread[object] === NONE) this.#setFirst(object, thread, group, index);
    else this.#acquireToo(object, { thread, group, index });
  }

  release(object: number, thread: number, group: number, index: number): void {
    const count = this.#counts[object] as number;
    if (count === 1) this.#heldNs[object] = this.heldNs(object);
    if (count > 0) this.#counts[object] = count - 1;
    if (this.#named[object] === 0) return;
    const isFirst =
      this.#thread[object] === thread && this.#group[object] === group && this.#index[object] === index;
    if (isFirst && count === 1) this.#thread[object] = NONE;
    else this.#releaseOneOf(object, isFirst, thread, group, index);
  }

  /** Whoever holds it now, as far as that is known. */
  of(object: number): readonly Holder[] {
    const thread = this.#thread[object] as number;
    if (thread === NONE) return [];
    const first = { thread, group: this.#group[object] as number, index: this.#index[object] as number };
    return [first, ...(this.#others[object] ?? [])];
  }

  /** Whether those who hold it do so to read. */
  areReaders(object: number): boolean {
    return this.#reads[object] === 1;
  }

  /** Time in which somebody held it, up to now, ns. */
  heldNs(object: number): number {
    const before = this.#heldNs[object] as number;
    return this.#counts[object] === 0 ? before : before + (this.#now.ns - (this.#since[object] as number));
  }

  #setFirst(object: number, thread: number, group: number, index: number): void {
    this.#thread[object] = thread;
    this.#group[object] = group;
    this.#index[object] = index;
  }

  #acquireToo(object: number, holder: Holder): void {
    const others = this.#others[object] ?? [];
    if (others.length + 1 < MAX_LISTED) others.push(holder);
    else this.#forget(object);
  }

  #releaseOneOf(object: number, isFirst: boolean, thread: number, group: number, index: number): void {
    const others = this.#others[object] ?? [];
    if (isFirst) {
      const next = others.shift();
      if (next === undefined) this.#thread[object] = NONE;
      else this.#setFirst(object, next.thread, next.group, next.index);
      return;
    }
    const place = others.findIndex(
      (holder) => holder.thread === thread && holder.group === group && holder.index === index,
    );
    if (place < 0) this.#forget(object);
    else others.splice(place, 1);
  }

  #forget(object: number): void {
    this.#named[object] = 0;
    this.#thread[object] = NONE;
    this.#others[object] = [];
  }
}
