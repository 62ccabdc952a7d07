import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { firstStallAfter } from "../../trace/stall-periods.ts";
import { BLAME_CAUSES } from "./blame-causes.ts";
import type { BlameSums } from "./blame-sums.ts";
import { type CulpritLog, dealtNs } from "./culprit-log.ts";
import type { CulpritStates } from "./culprit-states.ts";
import type { Demands, Want } from "./demands.ts";

const STALLED = BLAME_CAUSES.indexOf("stalled");

/** A span in which so many user threads wait for the same. */
interface Share {
  readonly cause: number;
  readonly place: number;
  readonly suspects: CulpritLog | number;
  readonly waiting: number;
}

/**
 * Deals demands out among those to blame. Every nanosecond is dealt once for all that wait in it, so that a
 * thousand user threads behind one lock take no longer than one.
 */
export class Settlement {
  readonly #states: CulpritStates;
  readonly #pinned: readonly CulpritLog[];
  readonly #sums: BlameSums;

  /** `pinned`: by process, who is to blame for its stalls. */
  constructor(states: CulpritStates, pinned: readonly CulpritLog[], sums: BlameSums) {
    this.#states = states;
    this.#pinned = pinned;
    this.#sums = sums;
  }

  settle(demands: Demands): void {
    for (const demand of demands) {
      const { want } = demand;
      demand.visit((waiting, startNs, endNs) => this.#settleSpan(want, waiting, startNs, endNs));
    }
  }

  /** What a stall takes of it is the stall's, the rest is dealt out as wanted. */
  #settleSpan(want: Want, waiting: number, startNs: number, endNs: number): void {
    const { stalls, process } = want;
    const share = { ...want, waiting };
    let fromNs = startNs;
    if (stalls !== null) {
      const stalled = { cause: STALLED, place: process, suspects: at(this.#pinned, process), waiting };
      for (let i = firstStallAfter(stalls, startNs); i < stalls.begins.length; i += 1) {
        const begin = Math.max(startNs, at(stalls.begins, i));
        if (begin >= endNs) break;
        const end = Math.min(endNs, at(stalls.ends, i));
        this.#deal(share, fromNs, begin);
        this.#deal(stalled, begin, end);
        fromNs = end;
      }
    }
    this.#deal(share, fromNs, endNs);
  }

  /** Deals a span out among those to blame; what is left over falls to nobody. */
  #deal(share: Share, startNs: number, endNs: number): void {
    if (startNs >= endNs) return;
    const { cause, place, suspects, waiting } = share;
    if (typeof suspects === "number") {
      this.#accuse(share, suspects, 0, 1, startNs, endNs);
      return;
    }
    let left = endNs - startNs;
    suspects.visit(startNs, endNs, (culprit, nth, count, from, to) => {
      this.#accuse(share, culprit, nth, count, from, to);
      left -= dealtNs(from, to, nth, count);
    });
    this.#sums.add(cause, place, NONE, NONE, left * waiting);
  }

  /** Books a culprit's share of a span by what it did. */
  #accuse(
    { cause, place, waiting }: Share,
    culprit: number,
    nth: number,
    count: number,
    startNs: number,
    endNs: number,
  ): void {
    if (culprit === NONE) {
      this.#sums.add(cause, place, NONE, NONE, waiting * (endNs - startNs));
      return;
    }
    this.#states.visit(culprit, startNs, endNs, (doing, from, to) => {
      this.#sums.add(cause, place, culprit, doing, waiting * dealtNs(from, to, nth, count));
    });
  }
}
