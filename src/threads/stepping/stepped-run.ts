import type { ProcessState } from "../process-state.ts";
import type { SyncObjects } from "../sync-objects.ts";
import type { ThreadTable } from "../thread-table.ts";
import type { Waits } from "./waits.ts";

/** What a run that is taken step by step shows of itself, between two steps. */
export interface SteppedRun {
  readonly table: ThreadTable;
  readonly objects: SyncObjects;
  readonly processes: readonly ProcessState[];
  readonly waits: Waits;
}
