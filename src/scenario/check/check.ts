import { checkAffinity } from "./affinity.ts";
import { checkCeilings } from "./ceilings.ts";
import type { CheckContext } from "./context.ts";
import { checkCycles } from "./cycles.ts";
import { checkHeld } from "./held.ts";
import { checkProgress } from "./progress.ts";
import { checkQuotas } from "./quotas.ts";
import { checkReferences } from "./references.ts";
import { checkSizes } from "./sizes.ts";
import { checkTime } from "./time.ts";

/** All that can be known to be wrong without running the scenario, beyond the form of its parts. */
export function check(context: CheckContext): void {
  checkReferences(context);
  checkAffinity(context);
  checkCeilings(context);
  checkQuotas(context);
  checkSizes(context);
  checkCycles(context);
  checkHeld(context);
  checkProgress(context);
  checkTime(context);
}
