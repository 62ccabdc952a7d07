import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { firstStallAfter } from "../../trace/stall-periods.ts";
import { BLAME_CAUSES } from "./blame-causes.ts";
import type { BlameSums } from "./blame-sums.ts";
import { type CulpritLog, dealtNs } from "./culprit-log.ts";
import type { CulpritStates } from "./culprit-states.ts";
import type { Demands, Want } from "./demands.ts";

const STALLED = BLAME_CAUSES.indexOf("stalled");

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
    const { cause, place, suspects, stalls, process } = want;
    let fromNs = startNs;
    if (stalls !== null) {
      for (let i = firstStallAfter(stalls, startNs); i < stalls.begins.length; i += 1) {
        const begin = Math.max(startNs, at(stalls.begins, i));
        if (begin >= endNs) break;
        const end = Math.min(endNs, at(stalls.ends, i));
        this.#deal(cause, place, suspects, waiting, fromNs, begin);
        this.#deal(STALLED, process, at(this.#pinned, process), waiting, begin, end);
        fromNs = end;
      }
    }
    this.#deal(cause, place, suspects, waiting, fromNs, endNs);
  }

  /** Deals a span out among those to blame, for so many that wait; what is left over falls to nobody. */
  #deal(
    cause: number,
    place: number,
    suspects: CulpritLog | number,
    waiting: number,
    startNs: number,
    endNs: number,
  ): void {
    if (startNs >= endNs) return;
    let left = endNs - startNs;
    const accuse = (culprit: number, nth: number, count: number, from: number, to: number): void => {
      left -= dealtNs(from, to, nth, count);
      this.#states.visit(culprit, from, to, (doing, since, until) => {
        this.#sums.add(cause, place, culprit, doing, waiting * dealtNs(since, until, nth, count));
      });
    };
    if (typeof suspects === "number") accuse(suspects, 0, 1, startNs, endNs);
    else suspects.visit(startNs, endNs, accuse);
    this.#sums.add(cause, place, NONE, NONE, left * waiting);
  }
}
