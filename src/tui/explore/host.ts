import type { RunResult } from "../../analysis/result.ts";
import type { WhatIfTable } from "../../analysis/what-if.ts";
import type { Knob } from "../../base/knob.ts";
import type { RunView } from "../view.ts";

/** How a run that is under way is watched. */
export interface Watch {
  /** Nobody waits for it any more: it is to stop, and what it gives is not looked at. */
  readonly isCancelled: boolean;
  /** Where it stands, in a few words. */
  progress(text: string): void;
}

/** Runs, or in one sentence why there are none. */
export type Rerun =
  | { readonly ok: true; readonly view: RunView }
  | { readonly ok: false; readonly error: string };

/** A scenario with other values, ready to be run; or in one sentence why they are none. */
export type Change =
  | {
      readonly ok: true;
      readonly knobs: readonly Knob[];
      /** Simulates it, in slices that let input in between. */
      run(watch: Watch): Promise<Rerun>;
    }
  | { readonly ok: false; readonly error: string };

/** What the explorer asks of its surroundings. */
export interface ExploreHost {
  /** The values of the scenario as it was opened; none where nothing can be changed. */
  readonly knobs: readonly Knob[];
  change(sets: readonly string[]): Change;
  /**
   * Tries what would have helped a run of these values, under the model of that number: one change after
   * another, in slices that let input in between. `tried` hears what there is so far.
   */
  tryVariants(
    sets: readonly string[],
    model: number,
    result: RunResult,
    watch: Watch & { tried(table: WhatIfTable): void },
  ): Promise<void>;
  /** Writes the scenario with these values changed; says what it did, or why not. */
  write(file: string, sets: readonly string[]): Promise<{ readonly ok: boolean; readonly text: string }>;
}
