import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { keysOf, sequentialStream } from "../../base/random.ts";
import type { Moment } from "../../threads/stepping/step-control.ts";
import type { RandomOptions } from "./random-walk.ts";
import type { Halt, Strategy } from "./strategy.ts";

export interface PctOptions extends RandomOptions {
  /** Bugs that need this many steps in a certain order are found with a probability that has a lower bound. */
  readonly depth: number;
}

/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi & Nagarakatte, "A randomized scheduler
 * with probabilistic guarantees of finding bugs", ASPLOS 2010): every user thread has a random priority, the
 * highest goes on, and at depth − 1 random steps it is put behind all others. With n user threads and k
 * steps a bug of that depth is met with probability 1 ÷ (n · k^(depth − 1)) at least, in each schedule.
 */
export class Pct implements Strategy {
  readonly #options: PctOptions;
  readonly #random: () => number;
  #left: number;
  #steps = 0;
  /** Steps of the longest schedule so far: where changes may lie. */
  #longest = 1;
  #priorities: number[] = [];
  #changes: ReadonlySet<number> = new Set();
  #lowest = 0;
  readonly preemptions = 0;
  halt: Halt | null = null;

  constructor(options: PctOptions) {
    this.#options = options;
    this.#random = sequentialStream(keysOf(options.seed), "pct");
    this.#left = options.schedules - 1;
  }

  choose({ enabled }: Moment): number {
    if (this.#steps === this.#options.maxSteps) {
      this.halt = "steps";
      return NONE;
    }
    for (const thread of enabled) this.#priorities[thread] ??= this.#random();
    const first = this.#highest(enabled);
    if (this.#changes.has(this.#steps)) {
      this.#lowest -= 1;
      this.#priorities[first] = this.#lowest;
    }
    this.#steps += 1;
    return this.#highest(enabled);
  }

  stepped(): void {}

  advance(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    this.#longest = Math.max(this.#longest, this.#steps);
    this.#steps = 0;
    this.#lowest = 0;
    this.#priorities = [];
    this.#changes = new Set(
      Array.from({ length: this.#options.depth - 1 }, () => Math.floor(this.#random() * this.#longest)),
    );
    this.halt = null;
    return true;
  }

  #highest(enabled: readonly number[]): number {
    const priority = (thread: number) => this.#priorities[thread] ?? 0;
    return enabled.reduce((a, b) => (priority(b) > priority(a) ? b : a), at(enabled, 0));
  }
}
