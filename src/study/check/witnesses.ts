import type { UntimedHazard } from "../../analysis/check-result.ts";
import type { Plan } from "../../threads/plan.ts";
import type { Trace } from "../../trace/trace.ts";
import { TraceIndex } from "../../trace/trace-index.ts";
import { type BookedHazard, isSame, preemptionsOf } from "./hazard-book.ts";
import { replaying, type ScheduleRunner } from "./schedule-run.ts";
import { shrink } from "./shrink.ts";
import { stepWords } from "./step-words.ts";

/** Makes of the best schedules known of hazards what is shown: shrunk ones, in words. */
export class Witnesses {
  readonly #plan: Plan;
  readonly #runner: ScheduleRunner;
  /** What the best schedules shrink to. */
  readonly #shrunk = new Map<
    BookedHazard,
    { readonly from: readonly number[]; readonly to: readonly number[] }
  >();

  constructor(plan: Plan, runner: ScheduleRunner) {
    this.#plan = plan;
    this.#runner = runner;
  }

  /** `schedules`: how many met it. `isCertain`: what is known of those with fewer preemptions holds of all. */
  described(hazard: BookedHazard, schedules: number, isCertain: boolean): UntimedHazard {
    const { finding, isFewest, repeats } = hazard;
    const decisions = this.#decisions(hazard);
    const { result } = this.#runner.record(replaying(decisions));
    const shown = shownOf(hazard, decisions);
    const end = this.#runner.run(replaying(shown));
    const { trace } = this.#runner.record(replaying(shown));
    return {
      finding: result.findings.find((other) => isSame(other, finding)) ?? finding,
      schedules,
      witness: {
        kind: "stepped",
        decisions: namesOf(trace, decisions),
        preemptions: preemptionsOf(end),
        isFewest: isFewest && repeats === null && isCertain,
        repeatsFrom: repeats?.from ?? null,
        steps: trace === null ? [] : stepWords(this.#plan, trace, end.steps, end.preempts),
      },
    };
  }

  /** The trace of what is shown of a hazard's schedule. */
  trace(hazard: BookedHazard): Trace | null {
    return this.#runner.record(replaying(shownOf(hazard, this.#decisions(hazard)))).trace;
  }

  #decisions(hazard: BookedHazard): readonly number[] {
    const from = hazard.best.decisions;
    // Nothing can be left out of what has to come again.
    if (hazard.repeats !== null) return from;
    const known = this.#shrunk.get(hazard);
    if (known?.from === from) return known.to;
    const to = shrink(this.#runner, from, hazard.finding);
    this.#shrunk.set(hazard, { from, to });
    return to;
  }
}

/** Of steps that come again for ever, one round is enough to look at. */
function shownOf({ repeats }: BookedHazard, decisions: readonly number[]): readonly number[] {
  return repeats === null ? decisions : decisions.slice(0, repeats.from + repeats.steps);
}

function namesOf(trace: Trace | null, threads: readonly number[]): readonly string[] {
  if (trace === null) return [];
  const index = new TraceIndex(trace);
  return threads.map((thread) => index.threadName(thread));
}
