import type { FindingKind } from "../../analysis/findings/kinds.ts";
import type { Finding } from "../../analysis/result.ts";
import { replaying, type ScheduleEnd, type ScheduleRunner } from "./schedule-run.ts";

/** Kinds of findings that are a matter of schedules. The rest are a matter of time, which the schedule as timed tells. */
const HAZARD_KINDS: ReadonlySet<FindingKind> = new Set<FindingKind>([
  "deadlock",
  "lost-wakeup",
  "self-deadlock",
  "not-held",
  "lost-update",
  "check-then-act",
  "index-gone",
  "data-race",
  "lock-order",
]);
/** Ways for schedules to go wrong that are remembered; another is looked into each time that it comes. */
const MAX_REMEMBERED = 10_000;

/** The best schedule known for a hazard: fewest preemptions, then fewest steps. */
interface BestSchedule {
  readonly decisions: readonly number[];
  readonly preemptions: number;
}

/** Steps of a schedule that come again for ever: so many, from that one on. */
export interface RepeatedSteps {
  readonly from: number;
  readonly steps: number;
}

/** A hazard, and how it is met. */
export interface BookedHazard {
  readonly finding: Finding;
  best: BestSchedule;
  /** There is none with fewer preemptions. */
  isFewest: boolean;
  /** The end of its schedule comes again for ever; null where it need not. */
  readonly repeats: RepeatedSteps | null;
}

/** Hazards that schedules have met, each with the best schedule for it. */
export class HazardBook {
  readonly #runner: ScheduleRunner;
  readonly #hazards = new Map<string, BookedHazard>();
  /** By what a schedule has to show: the hazards that it met. */
  readonly #known = new Map<string, readonly string[]>();

  constructor(runner: ScheduleRunner) {
    this.#runner = runner;
  }

  /** In order of discovery. */
  list(isComplete: boolean): readonly BookedHazard[] {
    return withoutImplied([...this.#hazards.values()], isComplete);
  }

  get all(): Iterable<BookedHazard> {
    return this.#hazards.values();
  }

  /** Books what a schedule has met; returns it. */
  book(end: ScheduleEnd): readonly BookedHazard[] {
    const evidence = evidenceOf(end);
    if (evidence === null && this.#known.size > 0) return [];
    const best = {
      decisions: end.decisions,
      preemptions: preemptionsOf(end),
    };
    const keys = this.#known.get(evidence ?? "") ?? this.#lookInto(evidence ?? "", best);
    const met = keys.flatMap((key) => this.#hazards.get(key) ?? []);
    for (const hazard of met) if (isBetter(best, hazard.best)) hazard.best = best;
    return met;
  }

  /** Books the livelock that a schedule shows, which may go on as it ends for ever. */
  bookLivelock(end: ScheduleEnd, repeats: RepeatedSteps): void {
    const best = { decisions: end.decisions, preemptions: preemptionsOf(end) };
    for (const finding of this.#findingsOf(best)) {
      const key = keyOf(finding);
      // Its schedule is not to be bettered: it is as short as one that passes nobody over.
      if (finding.kind === "livelock" && !this.#hazards.has(key))
        this.#hazards.set(key, { finding, best, isFewest: true, repeats });
    }
  }

  /** Takes the schedule again, with all that findings are made of. */
  #findingsOf({ decisions }: BestSchedule): readonly Finding[] {
    return this.#runner.record(replaying(decisions)).result.findings;
  }

  #lookInto(evidence: string, best: BestSchedule): readonly string[] {
    const keys = this.#findingsOf(best)
      .filter(({ kind }) => HAZARD_KINDS.has(kind))
      .map((finding) => {
        const key = keyOf(finding);
        if (!this.#hazards.has(key))
          this.#hazards.set(key, { finding, best, isFewest: false, repeats: null });
        return key;
      });
    const distinct = [...new Set(keys)];
    if (this.#known.size < MAX_REMEMBERED) this.#known.set(evidence, distinct);
    return distinct;
  }
}

/** Hazards without those that others tell already: a race for what has gone wrong, and locks in opposite orders. */
export function withoutImplied<Hazard extends { readonly finding: Finding }>(
  hazards: readonly Hazard[],
  isComplete: boolean,
): readonly Hazard[] {
  const broken = new Set(
    hazards.flatMap(({ finding: { severity, objects } }) => (severity === "error" ? objects : [])),
  );
  return hazards.filter(({ finding: { kind, objects } }) => {
    if (kind === "data-race") return !objects.some((object) => broken.has(object));
    // Where all schedules are known, it is known as well whether locks in opposite orders do any harm.
    return kind !== "lock-order" || !(isComplete || objects.every((object) => broken.has(object)));
  });
}

function keyOf({ kind, objects }: Finding): string {
  return [kind, ...objects.toSorted()].join("\n");
}

/** Whether two findings are of one hazard: of one kind, about the same objects. */
export function isSame(a: Finding, b: Finding): boolean {
  return keyOf(a) === keyOf(b);
}

/** Steps of a schedule that were taken in the place of a user thread that could have gone on. */
export function preemptionsOf({ preempts }: ScheduleEnd): number {
  return preempts.filter((isPreemption) => isPreemption).length;
}

/** What says that a schedule went wrong; null where nothing does. Equal texts mean equal findings. */
export function evidenceOf(end: ScheduleEnd): string | null {
  const { outcome, mishaps, raced, remaining, unheard } = end;
  if (outcome === "completed" && mishaps.size === 0 && raced.length === 0) return null;
  // Who waits for ever may do so because a signal came too early.
  const lost = outcome === "stuck" ? [...unheard].sort() : [];
  return [outcome, ...[...mishaps].sort(), ...raced, remaining, ...lost].join(" ");
}

function isBetter(a: BestSchedule, b: BestSchedule): boolean {
  if (a.preemptions !== b.preemptions) return a.preemptions < b.preemptions;
  return a.decisions.length < b.decisions.length;
}
