import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { ms } from "../../base/time.ts";
import { IdQueue } from "../../engine/id-queue.ts";
import { NumberColumn } from "../../engine/number-column.ts";
import { BasicPolicy, definePolicy, EnqueueReason, type KernelPolicy } from "./policy.ts";

interface Settings {
  readonly levels: number;
  /** By level, ns; the last one holds for all levels below. */
  readonly quanta: readonly number[];
  /** Time between two boosts, ns; Infinity for none. */
  readonly boost: number;
  readonly accounting: boolean;
}

/** What is known of kernel threads, shared by all queues of a run. */
class Standings {
  readonly level = new NumberColumn();
  /** What is left of its allotment at its level, ns. */
  readonly left = new NumberColumn();
  /** Boosts that it has taken part in. */
  readonly boosts = new NumberColumn();
}

/**
 * Multi-level feedback queue (Arpaci-Dusseau, Operating Systems: Three Easy Pieces, ch. 8, rules 1–5): new
 * kernel threads begin at the top level; whoever has used up its allotment at a level, one quantum, goes a
 * level down; the highest level that has anybody runs, in turns, and takes the core from lower ones.
 *
 * With `accounting` an allotment is used up in however many stretches (rule 4); without it, blocking before
 * the end of the quantum renews it (rule 4b as first written, which can be gamed). Every `boost` all go to the
 * top (rule 5): whoever waits at that time; whoever runs or is blocked, when it next joins the queue. Who is
 * preempted stays first at its level and keeps the rest of its allotment.
 */
class Mlfq extends BasicPolicy {
  override readonly preemptive = true;
  readonly #settings: Settings;
  readonly #standings: Standings;
  readonly #queues: readonly IdQueue[];
  #length = 0;
  /** Boosts that those who wait here have taken part in. */
  #boosts = 0;

  constructor(settings: Settings, standings: Standings) {
    super();
    this.#settings = settings;
    this.#standings = standings;
    this.#queues = Array.from({ length: settings.levels }, () => new IdQueue());
  }
  get length(): number {
    return this.#length;
  }
  enqueue(kernelThread: number, reason: EnqueueReason, now: number): void {
    this.#boostIfDue(now);
    this.#settle(kernelThread, reason, now);
    const queue = at(this.#queues, this.#standings.level.get(kernelThread));
    if (reason === EnqueueReason.preempted) queue.unshift(kernelThread);
    else queue.push(kernelThread);
    this.#length += 1;
  }
  pick(now: number): number {
    this.#boostIfDue(now);
    const queue = this.#queues.find(({ length }) => length > 0);
    if (queue === undefined) return NONE;
    this.#length -= 1;
    return queue.shift();
  }
  putBack(kernelThread: number): void {
    at(this.#queues, this.#standings.level.get(kernelThread)).unshift(kernelThread);
    this.#length += 1;
  }
  override begin(kernelThread: number, now: number): number {
    if (this.#missedBoost(kernelThread, now)) this.#place(kernelThread, 0, now);
    return this.#standings.left.get(kernelThread);
  }
  override candidate(now: number): number {
    this.#boostIfDue(now);
    return this.#queues.find(({ length }) => length > 0)?.first ?? NONE;
  }
  override gain(candidate: number, running: number, now: number): number {
    if (this.#missedBoost(running, now)) return 0;
    return this.#standings.level.get(running) - this.#standings.level.get(candidate);
  }
  override charge(kernelThread: number, ran: number): void {
    const { left } = this.#standings;
    left.set(kernelThread, left.get(kernelThread) - ran);
  }
  sibling(): KernelPolicy {
    return new Mlfq(this.#settings, this.#standings);
  }

  /** Finds the level at which a kernel thread joins the queue, and what it may use there. */
  #settle(kernelThread: number, reason: EnqueueReason, now: number): void {
    if (reason === EnqueueReason.new || this.#missedBoost(kernelThread, now)) {
      this.#place(kernelThread, 0, now);
      return;
    }
    const { level, left } = this.#standings;
    const own = level.get(kernelThread);
    if (left.get(kernelThread) <= 0) {
      this.#place(kernelThread, Math.min(own + 1, this.#settings.levels - 1), now);
      return;
    }
    const gaveWay = reason === EnqueueReason.wake || reason === EnqueueReason.yield;
    if (gaveWay && !this.#settings.accounting) this.#place(kernelThread, own, now);
  }

  #place(kernelThread: number, level: number, now: number): void {
    const { quanta } = this.#settings;
    this.#standings.level.set(kernelThread, level);
    this.#standings.left.set(kernelThread, at(quanta, Math.min(level, quanta.length - 1)));
    this.#standings.boosts.set(kernelThread, this.#boostsUntil(now));
  }

  #missedBoost(kernelThread: number, now: number): boolean {
    return this.#standings.boosts.get(kernelThread) < this.#boostsUntil(now);
  }

  #boostsUntil(now: number): number {
    return Math.floor(now / this.#settings.boost);
  }

  /** Moves all that wait to the top, those of higher levels first. Each has been brought down by an event: no more work than that. */
  #boostIfDue(now: number): void {
    const boosts = this.#boostsUntil(now);
    if (boosts === this.#boosts) return;
    this.#boosts = boosts;
    const top = at(this.#queues, 0);
    for (const queue of this.#queues) {
      if (queue === top) continue;
      for (let next = queue.shift(); next !== NONE; next = queue.shift()) {
        this.#place(next, 0, now);
        top.push(next);
      }
    }
  }
}

const MAX_LEVELS = 64;

export const mlfq = definePolicy({
  name: "mlfq",
  doc: "multi-level feedback queue: who uses up its quantum goes a level down",
  options: {
    levels: { type: "integer", min: 1, max: MAX_LEVELS, default: 3, doc: "how many levels" },
    quanta: {
      type: "durations",
      default: [ms(10)],
      doc: "time to use up at each level, from the top; the last holds for all levels below",
    },
    boost: { type: "duration", default: null, doc: "every time this passes, all go to the top" },
    accounting: {
      type: "flag",
      default: true,
      doc: "count the time at a level over several stretches; without it, blocking in time starts it anew",
    },
  },
  queues: "global",
  create: (options) =>
    new Mlfq({ ...options, boost: options.boost ?? Number.POSITIVE_INFINITY }, new Standings()),
});
