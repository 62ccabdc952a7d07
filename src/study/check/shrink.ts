import type { Finding } from "../../analysis/result.ts";
import { NONE } from "../../base/ids.ts";
import type { StepChooser } from "../../threads/stepping/step-control.ts";
import { DepthFirst } from "./depth-first.ts";
import { evidenceOf, isSame, preemptionsOf } from "./hazard-book.ts";
import { replaying, type ScheduleRunner } from "./schedule-run.ts";

/** Schedules tried to find a better one, and steps of the first ones. */
const MAX_TRIES = 1_000;
const SHORT_STEPS = 8;

/**
 * A schedule without what a hazard does not need: ended as soon as it has been met, and without the user
 * threads that have no part in it; shorter and with fewer preemptions, where such a one is found quickly.
 */
export function shrink(
  runner: ScheduleRunner,
  decisions: readonly number[],
  hazard: Finding,
): readonly number[] {
  const short = withoutBystanders(runner, shortestPrefix(runner, decisions, hazard), hazard);
  const fewer = withFewerPreemptions(runner, short, hazard);
  return fewer === short ? short : withoutBystanders(runner, fewer, hazard);
}

/** Without the steps of user threads that the hazard can do without. */
function withoutBystanders(
  runner: ScheduleRunner,
  decisions: readonly number[],
  hazard: Finding,
): readonly number[] {
  let best = decisions;
  for (const thread of new Set(decisions)) {
    const without = best.filter((other) => other !== thread);
    if (!shows(runner, without, hazard)) continue;
    const shorter = shortestPrefix(runner, without, hazard);
    if (preemptions(runner, shorter) <= preemptions(runner, best)) best = shorter;
  }
  return best;
}

/** Tries schedules of the user threads that are left: short ones first, and those without preemption before others. */
function withFewerPreemptions(
  runner: ScheduleRunner,
  decisions: readonly number[],
  hazard: Finding,
): readonly number[] {
  const most = preemptions(runner, decisions);
  const threads = new Set(decisions);
  let tries = 0;
  for (let maxSteps = SHORT_STEPS; maxSteps < 2 * decisions.length; maxSteps *= 2) {
    for (let bound = 0; bound <= most; bound += 1) {
      // As long as this one, it would have to be better.
      if (bound === most && maxSteps >= decisions.length) break;
      const strategy = new DepthFirst({ reduces: false, preemptions: bound, maxSteps });
      do {
        tries += 1;
        if (tries > MAX_TRIES) return decisions;
        const end = runner.run(only(threads, strategy));
        if (evidenceOf(end) !== null && shows(runner, end.decisions, hazard))
          return shortestPrefix(runner, end.decisions, hazard);
      } while (strategy.advance());
    }
  }
  return decisions;
}

/** A chooser that nobody but these user threads is told of. */
function only(threads: ReadonlySet<number>, chooser: StepChooser): StepChooser {
  return {
    choose: (moment) => {
      const enabled = moment.enabled.filter((thread) => threads.has(thread));
      return enabled.length === 0 ? NONE : chooser.choose({ ...moment, enabled });
    },
    stepped: (step) => chooser.stepped(step),
  };
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
