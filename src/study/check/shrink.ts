import type { Finding } from "../../analysis/result.ts";
import { isSame, preemptionsOf } from "./hazard-book.ts";
import { replaying, type ScheduleRunner } from "./schedule-run.ts";

/**
 * A schedule without what a hazard does not need: ended as soon as it has been met, and without the user
 * threads that have no part in it. Never with more preemptions.
 */
export function shrink(
  runner: ScheduleRunner,
  decisions: readonly number[],
  hazard: Finding,
): readonly number[] {
  let best = shortestPrefix(runner, decisions, hazard);
  for (const thread of new Set(best)) {
    const without = best.filter((other) => other !== thread);
    if (!shows(runner, without, hazard)) continue;
    const shorter = shortestPrefix(runner, without, hazard);
    if (preemptions(runner, shorter) <= preemptions(runner, best)) best = shorter;
  }
  return best;
}

/** By bisection: what has gone wrong stays so. */
function shortestPrefix(
  runner: ScheduleRunner,
  decisions: readonly number[],
  hazard: Finding,
): readonly number[] {
  let low = 0;
  let high = decisions.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (shows(runner, decisions.slice(0, middle), hazard)) high = middle;
    else low = middle + 1;
  }
  return decisions.slice(0, high);
}

function shows(runner: ScheduleRunner, decisions: readonly number[], hazard: Finding): boolean {
  const { findings } = runner.record(replaying(decisions)).result;
  return findings.some((finding) => isSame(finding, hazard));
}

function preemptions(runner: ScheduleRunner, decisions: readonly number[]): number {
  return preemptionsOf(runner.run(replaying(decisions)));
}
