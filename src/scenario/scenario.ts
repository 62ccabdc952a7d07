import type { Ns } from "../base/time.ts";
import type { MachineOptions } from "../machine/options.ts";
import type { ModelOptions } from "../threads/models/registry.ts";
import type { ObjectOptions, ProcessOptions, WorkloadEntry } from "../threads/options.ts";

/** A scenario as read from its file: valid, every reference resolvable, every default filled in. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** Path it was read from, `-` for stdin, empty for none. */
  readonly file: string;
  readonly seed: string | number;
  readonly machine: MachineOptions;
  /** Each is run, on the same random draws. */
  readonly models: readonly ModelOptions[];
  readonly objects: readonly ObjectOptions[];
  readonly processes: readonly ProcessOptions[];
  readonly workload: readonly WorkloadEntry[];
  /** End of simulated time; null for none. */
  readonly until: Ns | null;
}

/** Something wrong with a scenario, at a place in its text. */
export interface Issue {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** Number of characters the caret line underlines, at least 1. */
  readonly length: number;
  readonly message: string;
  /** «did you mean …», where there is one. */
  readonly hint?: string;
  /** The line of text it stands in. */
  readonly source: string;
}
