import type { TraceMeta } from "../trace/meta.ts";
import { listOf, threadName } from "./names.ts";

/** Most user threads of which an amount is kept; those that come after are left out. */
const MAX_TALLIED = 10_000;
/** Most user threads named in a finding. */
const MAX_NAMED = 8;
/** Puts a group above an index in one number, which is a safe integer for up to 2^21 groups. */
const INDICES = 2 ** 32;

/** A user thread for good, ids coming again: its group, and its place in it. */
export interface Share {
  readonly group: number;
  readonly index: number;
  /** What it has of the whole: ns, or times. */
  readonly amount: number;
}

/** Adds up what user threads have a share in. */
export class Tally {
  readonly #amounts = new Map<number, number>();

  /** An amount of 0 makes nobody take part. */
  add(group: number, index: number, amount: number): void {
    if (amount <= 0) return;
    const key = group * INDICES + index;
    const before = this.#amounts.get(key);
    if (before !== undefined || this.#amounts.size < MAX_TALLIED)
      this.#amounts.set(key, (before ?? 0) + amount);
  }

  shares(): readonly Share[] {
    return [...this.#amounts].map(([key, amount]) => ({
      group: Math.floor(key / INDICES),
      index: key % INDICES,
      amount,
    }));
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
