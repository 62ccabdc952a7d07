import type { VariantName, WhatIfTable } from "../analysis/what-if.ts";
import { whatIfTable } from "../analysis/what-if.ts";
import { RunTooLong } from "../engine/clock.ts";
import { type Base, planWhatIf, type RunResult, startVariant, type Variant } from "../index.ts";
import { admitCrowd, drive } from "./drive.ts";
import type { Interrupt } from "./interrupt.ts";
import { type Progress, type ProgressState, progressLine } from "./progress.ts";

/** Who hears of the variants while they are tried. */
export interface WhatIfWatch {
  readonly maxEvents: number;
  /** Where the variant under way stands. */
  readonly progress: (state: ProgressState) => void;
  /** What there is so far, after each variant. */
  readonly tried?: (table: WhatIfTable) => void;
}

/** Tries the variants of a run one after another, until it is interrupted: the rest is left out. */
export async function tryVariants(
  base: Base,
  watch: WhatIfWatch,
  interrupt: Interrupt,
): Promise<WhatIfTable> {
  const { variants, leftOut } = planWhatIf(base);
  const tried: [VariantName, RunResult][] = [];
  const untried: VariantName[] = [...leftOut];
  for (const [i, variant] of variants.entries()) {
    const place = { index: i + 1, count: variants.length };
    const result = interrupt.exitCode === null ? await tryVariant(variant, watch, place, interrupt) : null;
    if (result === null) untried.push(variant);
    else tried.push([variant, result]);
    watch.tried?.(whatIfTable(base.result, tried, untried));
  }
  return whatIfTable(base.result, tried, untried);
}

/** The same with a line of progress on standard error. */
export async function whatIfShown(
  base: Base,
  { maxEvents }: { readonly maxEvents: number },
  line: Progress,
  interrupt: Interrupt,
): Promise<WhatIfTable> {
  const progress = (state: ProgressState) => line.update((columns) => progressLine(state, columns));
  try {
    return await tryVariants(base, { maxEvents, progress }, interrupt);
  } finally {
    line.clear();
  }
}

/** Null where it is interrupted, and where it would run past the end of the clock, which the run as it was did not. */
async function tryVariant(
  variant: Variant,
  { maxEvents, progress }: WhatIfWatch,
  place: { readonly index: number; readonly count: number },
  interrupt: Interrupt,
): Promise<RunResult | null> {
  const label = `what if: ${variant.what}`;
  const untilNs = variant.scenario.until;
  const live = startVariant(variant, { maxEvents });
  try {
    admitCrowd(live, interrupt);
    await drive(live, interrupt, (elapsedMs) =>
      progress({
        ...place,
        label,
        untilNs,
        maxEvents,
        nowNs: live.nowNs,
        events: live.events,
        elapsedMs,
      }),
    );
    return interrupt.exitCode === null ? live.finish().result : null;
  } catch (error) {
    if (error instanceof RunTooLong) return null;
    throw error;
  }
}
