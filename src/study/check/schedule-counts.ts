import type { CheckOutcome } from "../../analysis/check-result.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import type { BookedHazard } from "./hazard-book.ts";
import { OutcomeTable } from "./outcome-table.ts";
import type { ScheduleEnd } from "./schedule-run.ts";

/** Counts the schedules of one search, what they came to, and which hazards they met. */
export class ScheduleCounts {
  readonly #outcomes: OutcomeTable;
  readonly #met = new Map<BookedHazard, number>();
  schedules = 0;
  /** Steps of the longest. */
  longest = 0;
  /** How many were cut at the bound on their steps. */
  cut = 0;

  constructor(meta: TraceMeta) {
    this.#outcomes = new OutcomeTable(meta);
  }

  add(end: ScheduleEnd, met: readonly BookedHazard[]): void {
    this.schedules += 1;
    this.longest = Math.max(this.longest, end.steps.length);
    if (end.outcome === "cut") this.cut += 1;
    this.#outcomes.add(end);
    for (const hazard of met) this.#met.set(hazard, this.metBy(hazard) + 1);
  }

  /** Schedules that met a hazard. */
  metBy(hazard: BookedHazard): number {
    return this.#met.get(hazard) ?? 0;
  }

  /** What they came to, as a result says it. */
  summary(): {
    readonly schedules: number;
    readonly longest: number;
    readonly cut: number;
    readonly outcomes: readonly CheckOutcome[];
    readonly moreOutcomes: number;
    readonly deadlockedStates: number;
  } {
    const { schedules, longest, cut } = this;
    const { more, deadlockedStates } = this.#outcomes;
    const outcomes = this.#outcomes.outcomes();
    return { schedules, longest, cut, outcomes, moreOutcomes: more, deadlockedStates };
  }
}
