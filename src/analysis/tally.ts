import { NONE } from "../base/ids.ts";
import type { TraceMeta } from "../trace/meta.ts";
import { grownFloats, grownInts, nextCapacity } from "./grow.ts";
import { listOf, MAX_NAMED, threadName } from "./names.ts";

/** Most user threads of which an amount is kept; those that come after are left out. */
const MAX_TALLIED = 10_000;
/** Entries there is room for at first; doubled as they come. */
const FIRST_ENTRIES = 32;
/** Places of the hash table for each entry, a power of two: half of them or more are free, so that a search is short. */
const PLACES_PER_ENTRY = 2;
/** An odd number near 2^32 ÷ the golden ratio: multiples of it lie far apart in their leading bits (Knuth, TAOCP 3, section 6.4). */
const SPREAD = 0x9e3779b1;

/** A user thread for good, ids coming again: its group, and its place in it. */
export interface Share {
  readonly group: number;
  readonly index: number;
  /** What it has of the whole: ns, or times. */
  readonly amount: number;
}

/**
 * Adds up what user threads have a share in: entries in columns, in order of their first share, and a hash table
 * of their numbers. A Map would need a key of both numbers, which is put into a box at each look-up.
 */
export class Tally {
  #group = new Int32Array(0);
  #index = new Int32Array(0);
  #amount = new Float64Array(0);
  /** The number of an entry, plus 1; or 0. */
  #places = new Int32Array(0);
  /** Takes a hash of 32 bits to a place: its leading bits. */
  #shift = 0;
  #entries = 0;

  /** An amount of 0 makes nobody take part. */
  add(group: number, index: number, amount: number): void {
    if (amount <= 0) return;
    const entry = this.#find(group, index);
    if (entry >= 0) this.#amount[entry] = (this.#amount[entry] as number) + amount;
    else if (this.#entries < MAX_TALLIED) this.#enter(group, index, amount);
  }

  shares(): readonly Share[] {
    return Array.from({ length: this.#entries }, (_, entry) => ({
      group: this.#group[entry] as number,
      index: this.#index[entry] as number,
      amount: this.#amount[entry] as number,
    }));
  }

  /** The number of its entry; negative where it has none. */
  #find(group: number, index: number): number {
    if (this.#entries === 0) return NONE;
    const mask = this.#places.length - 1;
    let place = this.#firstPlace(group, index);
    for (;;) {
      const entry = (this.#places[place] as number) - 1;
      if (entry < 0 || (this.#index[entry] === index && this.#group[entry] === group)) return entry;
      place = (place + 1) & mask;
    }
  }

  #enter(group: number, index: number, amount: number): void {
    const entry = this.#entries;
    if (entry === this.#group.length) this.#grow();
    this.#group[entry] = group;
    this.#index[entry] = index;
    this.#amount[entry] = amount;
    this.#entries = entry + 1;
    this.#place(entry);
  }

  #place(entry: number): void {
    const mask = this.#places.length - 1;
    let place = this.#firstPlace(this.#group[entry] as number, this.#index[entry] as number);
    while (this.#places[place] !== 0) place = (place + 1) & mask;
    this.#places[place] = entry + 1;
  }

  #firstPlace(group: number, index: number): number {
    return Math.imul(Math.imul(group, SPREAD) + index, SPREAD) >>> this.#shift;
  }

  #grow(): void {
    const capacity = Math.max(FIRST_ENTRIES, nextCapacity(this.#entries, 0));
    this.#group = grownInts(this.#group, capacity);
    this.#index = grownInts(this.#index, capacity);
    this.#amount = grownFloats(this.#amount, capacity);
    this.#places = new Int32Array(capacity * PLACES_PER_ENTRY);
    this.#shift = Math.clz32(this.#places.length) + 1;
    for (let entry = 0; entry < this.#entries; entry += 1) this.#place(entry);
  }
}

/** Whom a finding concerns. */
export interface Concerned {
  /** The {@link MAX_NAMED} with the largest shares, the largest first; among equals by group and place, as ids come again. */
  readonly names: readonly string[];
  /** `Pinned: a, b and 7 more.`, with a space before it; empty where nobody is known. */
  readonly text: string;
}

/** Most user threads named in a message. */
const MAX_TOLD = 3;

/** `label`: what the user threads did, or was done to them: `Pinned`. */
export function concerned(meta: TraceMeta, label: string, shares: readonly Share[]): Concerned {
  const names = shares
    .toSorted((a, b) => b.amount - a.amount || a.group - b.group || a.index - b.index)
    .map(({ group, index }) => threadName(meta, group, index));
  return {
    names: names.slice(0, MAX_NAMED),
    text: names.length === 0 ? "" : ` ${label}: ${listOf(names, MAX_TOLD)}.`,
  };
}
