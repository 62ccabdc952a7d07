import { DEFAULT_MACHINE } from "../schema/machine.ts";
import type { CheckContext } from "./context.ts";

/** A thread may run on at least one core of the machine, and names no core that is not there. */
export function checkAffinity(context: CheckContext): void {
  if (context.damage.covers(["machine"])) return;
  const { cores } = context.draft.machine ?? DEFAULT_MACHINE;
  for (const [i, entry] of context.draft.workload.entries()) {
    const beyond = entry.affinity?.find((core) => core >= cores);
    if (beyond === undefined) continue;
    const have = cores === 1 ? "one core" : `${cores} cores`;
    const path = ["workload", i, "affinity"];
    context.report(path, `there is no core ${beyond}: the machine has ${have}, counted from 0`);
  }
}
