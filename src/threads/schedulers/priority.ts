import { NONE } from "../../base/ids.ts";
import { MAX_PRIORITY } from "../../base/limits.ts";
import { EnqueueReason } from "../../machine/policies/policy.ts";
import { ThreadQueue } from "../thread-queue.ts";
import type { ThreadTable } from "../thread-table.ts";
import { defineScheduler, type UserScheduler } from "./scheduler.ts";

/** A queue for each that occurs. */
const LEVELS = 2 * MAX_PRIORITY + 1;
const WORD_BITS = 32;

/**
 * Fixed priorities, first in first out among equals (POSIX SCHED_FIFO; the thread libraries of Solaris
 * and GNU Pth rank user threads in the same way). Preempted by who matters more, a user thread stays
 * first of its level; after a quantum or a yield it is the last. A queue for each priority, and a bit
 * map of those that are not empty.
 */
class Priority implements UserScheduler {
  readonly #table: ThreadTable;
  /** By level, most urgent first; made when first used. */
  readonly #queues: (ThreadQueue | undefined)[] = new Array<ThreadQueue | undefined>(LEVELS).fill(undefined);
  readonly #filled = new Int32Array(Math.ceil(LEVELS / WORD_BITS));
  readonly #sign: number;
  readonly preemptive: boolean;
  readonly inherits = false;
  #length = 0;

  constructor(table: ThreadTable, lowFirst: boolean, preemptive: boolean) {
    this.#table = table;
    this.#sign = lowFirst ? 1 : -1;
    this.preemptive = preemptive;
  }

  get length(): number {
    return this.#length;
  }

  enqueue(thread: number, reason: EnqueueReason): void {
    const level = this.#level(this.#table.priority[thread] as number);
    let queue = this.#queues[level];
    if (queue === undefined) {
      queue = new ThreadQueue(this.#table);
      this.#queues[level] = queue;
    }
    if (reason === EnqueueReason.preempted) queue.unshift(thread);
    else queue.push(thread);
    this.#filled[level >> 5] = (this.#filled[level >> 5] as number) | (1 << (level & 31));
    this.#length += 1;
  }

  pick(): number {
    const level = this.#first();
    if (level === NONE) return NONE;
    const queue = this.#queues[level] as ThreadQueue;
    const thread = queue.shift();
    this.#length -= 1;
    if (queue.length === 0) this.#empty(level);
    return thread;
  }

  urgency(thread: number): number {
    return -this.#level(this.#table.priority[thread] as number);
  }

  get topUrgency(): number {
    const first = this.#first();
    return first === NONE ? Number.NEGATIVE_INFINITY : -first;
  }

  update(thread: number, before: number): void {
    const level = this.#level(before);
    const queue = this.#queues[level] as ThreadQueue;
    queue.remove(thread);
    this.#length -= 1;
    if (queue.length === 0) this.#empty(level);
    this.enqueue(thread, EnqueueReason.wake);
  }

  #level(priority: number): number {
    return MAX_PRIORITY + this.#sign * priority;
  }

  /** The most urgent level where somebody waits, or NONE. */
  #first(): number {
    if (this.#length === 0) return NONE;
    let word = 0;
    while (this.#filled[word] === 0) word += 1;
    const bits = this.#filled[word] as number;
    return word * WORD_BITS + (WORD_BITS - 1 - Math.clz32(bits & -bits));
  }

  #empty(level: number): void {
    this.#filled[level >> 5] = (this.#filled[level >> 5] as number) & ~(1 << (level & 31));
  }
}

export const priority = defineScheduler({
  name: "priority",
  doc: "the most urgent first; equals in order of arrival (with a quantum: in turn)",
  options: {
    preemptive: {
      type: "flag",
      default: true,
      doc: "whether one that becomes ready takes the place of a running one that is less urgent",
    },
    order: {
      type: "choice",
      values: ["low-first", "high-first"],
      default: "low-first",
      doc: "which priorities are the urgent ones",
    },
  },
  create: (options, table) => new Priority(table, options.order === "low-first", options.preemptive),
});
