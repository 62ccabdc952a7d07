import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import type { StallPeriods } from "../../trace/stall-periods.ts";
import type { BlameSums } from "./blame-sums.ts";
import type { CulpritLog } from "./culprit-log.ts";

/** What is waited for. Waits that want the same are one demand, however many user threads have them. */
export interface Want {
  /** Index into BLAME_CAUSES. */
  readonly cause: number;
  /** As in `BlameRow`. */
  readonly place: number;
  /** Who may be to blame: those in a log, or one user thread all along, or NONE. */
  readonly suspects: CulpritLog | number;
  /** The process whose stalls come first, or whose log it is; NONE where the place says it all. */
  readonly process: number;
  /** While these last nobody waits for this, but for the stall to end; null where there are none. */
  readonly stalls: StallPeriods | null;
}

/** Receives a span, and how many user threads wait in all of it. */
type DemandVisitor = (waiting: number, startNs: number, endNs: number) => void;

/** How many user threads want the same thing, over time. */
export class Demand {
  readonly want: Want;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(want: Want) {
    this.want = want;
  }

  /** One more from `startNs` to `endNs`. */
  add(startNs: number, endNs: number): void {
    this.#starts.push(startNs);
    this.#ends.push(endNs);
  }

  /** Visits the spans in which somebody waits, in order of time: a new one wherever somebody comes or goes. */
  visit(visitor: DemandVisitor): void {
    const starts = Float64Array.from(this.#starts).sort();
    const ends = Float64Array.from(this.#ends).sort();
    let waiting = 0;
    let since = 0;
    let begun = 0;
    for (let ended = 0; ended < ends.length; ) {
      const begins = begun < starts.length && at(starts, begun) < at(ends, ended);
      const time = begins ? at(starts, begun) : at(ends, ended);
      if (waiting > 0 && since < time) visitor(waiting, since, time);
      since = time;
      waiting += begins ? 1 : -1;
      if (begins) begun += 1;
      else ended += 1;
    }
  }
}

/** All demands of some user threads, for whom somebody may be to blame; other waits are booked at once. */
export class Demands {
  readonly #sums: BlameSums;
  readonly #places: number;
  readonly #threads: number;
  readonly #demands = new Map<number, Map<number, Demand>>();

  /** `places` and `threads`: one more than the largest number of either. */
  constructor(places: number, threads: number, sums: BlameSums) {
    this.#sums = sums;
    this.#places = places + 1;
    this.#threads = threads + 1;
  }

  add(want: Want, startNs: number, endNs: number): void {
    if (startNs >= endNs) return;
    const { cause, place, process, suspects } = want;
    if (suspects === NONE) {
      this.#sums.add(cause, place, NONE, NONE, endNs - startNs);
      return;
    }
    const where = cause * this.#places + place + 1;
    const who = (process + 1) * this.#threads + (typeof suspects === "number" ? suspects + 1 : 0);
    let demands = this.#demands.get(where);
    if (demands === undefined) {
      demands = new Map();
      this.#demands.set(where, demands);
    }
    let demand = demands.get(who);
    if (demand === undefined) {
      demand = new Demand(want);
      demands.set(who, demand);
    }
    demand.add(startNs, endNs);
  }

  *[Symbol.iterator](): Generator<Demand> {
    for (const demands of this.#demands.values()) yield* demands.values();
  }
}
