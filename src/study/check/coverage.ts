import type { CheckMethod } from "../../analysis/check-result.ts";
import { countOf } from "../../analysis/names.ts";
import { unreachable } from "../../base/assert.ts";
import { formatCount } from "../../base/format-count.ts";

/** What a check has tried so far. */
export interface Covered {
  readonly method: CheckMethod;
  readonly schedules: number;
  /** Nothing has been left out. */
  readonly isComplete: boolean;
  /** Preemptions up to which every schedule has been tried; null for none. */
  readonly boundDone: number | null;
  /** Schedules by random priorities besides. */
  readonly samples: number;
  /** States met; null where none were told apart. */
  readonly states: number | null;
  /** Why they could not be, where that was asked for; else null. */
  readonly hidden: string | null;
  /** Schedules that were cut, at so many steps. */
  readonly cut: number;
  readonly maxSteps: number;
  readonly isEndless: boolean;
}

/** What was covered, in words. */
export function coverageText(covered: Covered): string {
  const { method, samples, states, hidden, cut, maxSteps, isEndless } = covered;
  const parts = [tried(covered)];
  if (samples > 0) parts.push(`and ${formatCount(samples)} by random priorities`);
  if (cut > 0) parts.push(`${formatCount(cut)} of them cut at ${formatCount(maxSteps)} steps`);
  if (states !== null && method !== "states") parts.push(`besides ${countOf(states, "state")}`);
  if (isEndless) parts.push("of arrivals without end only the first few");
  if (hidden !== null) parts.push(`by schedules, as ${hidden}`);
  return parts.join(", ");
}

function tried({ method, schedules, isComplete, boundDone, states }: Covered): string {
  const count = countOf(schedules, "schedule");
  const bound = "bound reached: ";
  switch (method) {
    case "exhaustive":
      return isComplete ? `${count}, every interleaving: complete` : `${bound}${count}`;
    case "reduced":
      return isComplete ? `${count}, complete` : `${bound}${count}`;
    case "states":
      return isComplete
        ? `${countOf(states ?? 0, "state")}, complete`
        : `${bound}${countOf(states ?? 0, "state")}`;
    case "bounded": {
      const most = boundDone ?? 0;
      const what = most === 0 ? "without preemption" : `with up to ${countOf(most, "preemption")}`;
      return `${bound}${count}, ${boundDone === null ? "some" : "all"} of those ${what}`;
    }
    case "random":
      return `${count} at random`;
    case "pct":
      return `${count} by random priorities`;
    default:
      return unreachable(method);
  }
}
