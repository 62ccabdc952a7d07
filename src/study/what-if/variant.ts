import type { RunResult } from "../../analysis/result.ts";
import type { VariantName } from "../../analysis/what-if.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { ModelOptions } from "../../threads/models/registry.ts";

/** A scenario in which one thing is different, and the model it is run under. */
export interface Variant extends VariantName {
  readonly scenario: Scenario;
  readonly model: ModelOptions;
}

/** A run as it was: what was run, and what came of it. */
export interface Base {
  readonly scenario: Scenario;
  readonly model: ModelOptions;
  readonly result: RunResult;
}

/** Gives the variants of one kind; none where what they change plays no part in the run. */
export type VariantMaker = (base: Base) => readonly Variant[];

/** What a change can save at most where nobody knows better. */
export const ALL = 1;

/** Names of objects of some kinds with the longest waits, longest first, at most `most`; those that nobody ever waited at are left out. */
export function mostWaitedAt(
  { objects }: RunResult,
  kinds: readonly RunResult["objects"][string]["kind"][],
  most: number,
): readonly string[] {
  return Object.entries(objects)
    .filter(([, { kind, waits }]) => kinds.includes(kind) && waits > 0)
    .toSorted(([, a], [, b]) => b.waitNs - a.waitNs)
    .slice(0, most)
    .map(([name]) => name);
}
