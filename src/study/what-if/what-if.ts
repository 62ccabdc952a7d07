import { type WhatIfTable, whatIfTable } from "../../analysis/what-if.ts";
import { DEFAULT_MAX_EVENTS } from "../../threads/simulation.ts";
import { type LiveRun, startRun } from "../run.ts";
import type { Base, Variant } from "./variant.ts";
import { variantsOf } from "./variants.ts";

/** How much what-if there may be. */
export interface WhatIfOptions {
  /** Variants are tried while those tried so far would have had this many events if each had as many as the run; default: 20 million. */
  readonly eventBudget?: number;
  /** Any run ends as `event-limit` after this many events; default: `DEFAULT_MAX_EVENTS`. */
  readonly maxEvents?: number;
}

/** A few seconds of simulating. */
const DEFAULT_EVENT_BUDGET = 20_000_000;

/** What there is to try for a run, in order, and what is left out because the run is long. Deterministic: it goes by events, not by time. */
export interface WhatIfPlan {
  readonly variants: readonly Variant[];
  readonly leftOut: readonly Variant[];
}

/** What to try for a run: each variant can then be started by itself ({@link startVariant}). */
export function planWhatIf(base: Base, options: WhatIfOptions = {}): WhatIfPlan {
  const { eventBudget = DEFAULT_EVENT_BUDGET } = options;
  const all = variantsOf(base);
  const most = Math.floor(eventBudget / Math.max(1, base.result.events));
  return { variants: all.slice(0, most), leftOut: all.slice(most) };
}

/** Begins the run of a variant: every draw as in the run it varies, no trace. */
export function startVariant(
  { scenario, model }: Variant,
  { maxEvents = DEFAULT_MAX_EVENTS }: WhatIfOptions = {},
): LiveRun {
  return startRun(scenario, model, { trace: false, maxEvents });
}

/**
 * What would have been different about a run if it had had one more core, shorter I/O, and so on: each
 * simulated anew, on the same random draws. The scheduling decisions are free to fall otherwise, so a
 * variant can come out worse where it should help (Graham's anomalies).
 */
export function whatIf(base: Base, options: WhatIfOptions = {}): WhatIfTable {
  const { variants, leftOut } = planWhatIf(base, options);
  const tried = variants.map((variant) => {
    const run = startVariant(variant, options);
    while (run.advance(Number.MAX_SAFE_INTEGER));
    return [variant, run.finish().result] as const;
  });
  return whatIfTable(base.result, tried, leftOut);
}
