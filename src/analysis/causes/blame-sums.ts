import { at } from "../../base/assert.ts";
import { type Ns, ns } from "../../base/time.ts";
import { THREAD_STATES } from "../../trace/states.ts";
import { summedNs } from "../exact-sums.ts";
import { BLAME_CAUSES, type BlameCause } from "./blame-causes.ts";

const STATES = THREAD_STATES.length;

/** Time in which a user thread did not run: why, for what, through whom, and what that one did meanwhile. */
export interface BlameRow {
  readonly cause: BlameCause;
  /** Object, device, process (`kernel-thread`, `stalled`) or group (`join`); NONE where the cause has none. */
  readonly place: number;
  /** The user thread waited for, or NONE where there is none. */
  readonly culprit: number;
  /** Index into THREAD_STATES: what the culprit did meanwhile; NONE where there is no culprit. */
  readonly doing: number;
  readonly timeNs: Ns;
}

/** Times by cause and place, and there by culprit and what it did: small numbers, which maps are fastest with. */
export class BlameSums {
  readonly #places: number;
  readonly #byPlace = new Map<number, Map<number, number>>();

  constructor(places: number) {
    this.#places = places + 1;
  }

  add(cause: number, place: number, culprit: number, doing: number, timeNs: number): void {
    if (timeNs === 0) return;
    const times = this.#at(cause * this.#places + place + 1);
    const who = (culprit + 1) * (STATES + 1) + doing + 1;
    times.set(who, (times.get(who) ?? 0) + timeNs);
  }

  /** Longest first; equal ones in a fixed order. */
  rows(): readonly BlameRow[] {
    const sums: { where: number; who: number; timeNs: number }[] = [];
    for (const [where, times] of this.#byPlace) {
      for (const [who, timeNs] of times) sums.push({ where, who, timeNs });
    }
    sums.sort((a, b) => b.timeNs - a.timeNs || a.where - b.where || a.who - b.who);
    return sums.map(({ where, who, timeNs }) => ({
      cause: at(BLAME_CAUSES, Math.floor(where / this.#places)),
      place: (where % this.#places) - 1,
      culprit: Math.floor(who / (STATES + 1)) - 1,
      doing: (who % (STATES + 1)) - 1,
      timeNs: summedNs(timeNs),
    }));
  }

  #at(where: number): Map<number, number> {
    const known = this.#byPlace.get(where);
    if (known !== undefined) return known;
    const fresh = new Map<number, number>();
    this.#byPlace.set(where, fresh);
    return fresh;
  }
}

/** Sums rows to what they are in the ledger, by the name of its state. */
export function ledgerOfBlame(rows: readonly BlameRow[]): Readonly<Record<string, Ns>> {
  const sums: Record<string, Ns> = {};
  for (const { cause, timeNs } of rows) {
    const state = ledgerState(cause);
    sums[state] = ns((sums[state] ?? 0) + timeNs);
  }
  return sums;
}

function ledgerState(cause: BlameCause): string {
  if (cause === "core" || cause === "kernel-thread") return "ready";
  if (cause === "device") return "io";
  return cause === "room" ? "queue" : cause;
}
