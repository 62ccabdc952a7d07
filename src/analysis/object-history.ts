import { at } from "../base/assert.ts";
import { BucketSorter, type Buckets, bucket } from "../trace/buckets.ts";
import { EventCode, type TraceSink } from "../trace/events.ts";
import type { Records } from "../trace/records.ts";
import { forEachRecord } from "../trace/trace.ts";
import type { TraceIndex } from "../trace/trace-index.ts";

/** Records of one object between two snapshots of who holds it. */
const SNAPSHOT_RECORDS = 512;

const acquires = (code: number): boolean => code === EventCode.acquired || code === EventCode.acquiredRead;
const isHold = (code: number): boolean => acquires(code) || code === EventCode.released;

/** Picks out the records that say who holds an object, and those that say its value. */
class ObjectWalk implements TraceSink {
  readonly #visit: (isValue: boolean, object: number, record: number) => void;
  #next = 0;

  constructor(visit: (isValue: boolean, object: number, record: number) => void) {
    this.#visit = visit;
  }

  record(_time: number, code: EventCode, _subject: number, detail: number): void {
    const record = this.#next;
    this.#next += 1;
    if (code === EventCode.value) this.#visit(true, detail, record);
    else if (isHold(code)) this.#visit(false, detail, record);
  }
}

/** Who held a shared object at any time, and what its value was. */
export class ObjectHistory {
  readonly #records: Records;
  readonly #holds: Buckets;
  readonly #values: Buckets;
  /** By object asked for: its holders before every 512th of its records; null where they can't be told. */
  readonly #snapshots = new Map<number, readonly (readonly number[])[] | null>();

  constructor({ trace, records }: TraceIndex) {
    this.#records = records;
    const holds = new BucketSorter();
    const values = new BucketSorter();
    const sorterOf = (isValue: boolean) => (isValue ? values : holds);
    forEachRecord(trace, new ObjectWalk((isValue, object) => sorterOf(isValue).count(object)));
    holds.allot(trace.meta.objects.length);
    values.allot(trace.meta.objects.length);
    forEachRecord(trace, new ObjectWalk((isValue, object, record) => sorterOf(isValue).add(object, record)));
    this.#holds = holds.buckets();
    this.#values = values.buckets();
  }

  /**
   * The user threads that hold a mutex, read-write lock or permit at `time` (ns), the longest holder first.
   * Empty too for semaphores that others release than acquire: they hand out signals, not permits.
   */
  holdersAt(object: number, time: number): readonly number[] {
    const snapshots = this.#snapshotsOf(object);
    if (snapshots === null) return [];
    const own = bucket(this.#holds, object);
    const end = this.#countUpTo(own, time);
    const block = Math.floor(end / SNAPSHOT_RECORDS);
    const holders = [...at(snapshots, block)];
    for (let i = block * SNAPSHOT_RECORDS; i < end; i += 1) this.#apply(holders, at(own, i));
    return holders;
  }

  /** Whether those that hold a read-write lock at `time` (ns) do so to read: all do, or none. */
  areReadersAt(object: number, time: number): boolean {
    const own = bucket(this.#holds, object);
    for (let i = this.#countUpTo(own, time) - 1; i >= 0; i -= 1) {
      const code = this.#records.code(at(own, i));
      if (acquires(code)) return code === EventCode.acquiredRead;
    }
    return false;
  }

  /** Value of a variable, length of a queue or list, or count of a semaphore at `time` (ns); null where none was told yet. */
  valueAt(object: number, time: number): number | null {
    const own = bucket(this.#values, object);
    const end = this.#countUpTo(own, time);
    return end === 0 ? null : this.#records.subject(at(own, end - 1));
  }

  #snapshotsOf(object: number): readonly (readonly number[])[] | null {
    const known = this.#snapshots.get(object);
    if (known !== undefined) return known;
    const made = this.#takeSnapshots(bucket(this.#holds, object));
    this.#snapshots.set(object, made);
    return made;
  }

  #takeSnapshots(own: Uint32Array): readonly (readonly number[])[] | null {
    const holders: number[] = [];
    const snapshots: (readonly number[])[] = [[]];
    for (let i = 0; i < own.length; i += 1) {
      if (!this.#apply(holders, at(own, i))) return null;
      if ((i + 1) % SNAPSHOT_RECORDS === 0) snapshots.push([...holders]);
    }
    return snapshots;
  }

  /** False where a user thread releases what it does not hold. */
  #apply(holders: number[], record: number): boolean {
    const thread = this.#records.subject(record);
    if (acquires(this.#records.code(record))) {
      holders.push(thread);
      return true;
    }
    const place = holders.indexOf(thread);
    if (place < 0) return false;
    holders.splice(place, 1);
    return true;
  }

  /** How many of these records stand at or before `time`. */
  #countUpTo(own: Uint32Array, time: number): number {
    let low = 0;
    let high = own.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#records.time(at(own, middle)) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
