import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { keysOf, sequentialStream } from "../../base/random.ts";
import type { Moment } from "../../threads/stepping/step-control.ts";
import type { Halt, Strategy } from "./strategy.ts";

export interface RandomOptions {
  readonly seed: string | number;
  readonly schedules: number;
  readonly maxSteps: number;
}

/** Chooses every step at random, all who may take it alike. */
export class RandomWalk implements Strategy {
  readonly #options: RandomOptions;
  readonly #random: () => number;
  #left: number;
  #steps = 0;
  readonly preemptions = 0;
  halt: Halt | null = null;

  constructor(options: RandomOptions) {
    this.#options = options;
    this.#random = sequentialStream(keysOf(options.seed), "random schedules");
    this.#left = options.schedules - 1;
  }

  choose({ enabled }: Moment): number {
    if (this.#steps === this.#options.maxSteps) {
      this.halt = "steps";
      return NONE;
    }
    this.#steps += 1;
    return at(enabled, Math.floor(this.#random() * enabled.length));
  }

  stepped(): void {}

  advance(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    this.#steps = 0;
    this.halt = null;
    return true;
  }
}
