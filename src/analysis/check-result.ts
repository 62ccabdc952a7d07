import type { Ns } from "../base/time.ts";
import type { Outcome } from "../trace/meta.ts";
import type { Finding } from "./result.ts";

/** How schedules are chosen. */
export type CheckMethod = "exhaustive" | "reduced" | "states" | "bounded" | "random" | "pct";

/** What came of checking a scenario under one model: its schedule as timed, and its schedules without times. */
export interface CheckResult extends Omit<UntimedResult, "hazards"> {
  readonly timed: TimedResult;
  readonly hazards: readonly CheckHazard[];
}

/** What came of the schedule as timed: the one that the scenario's own times and policies give, which `run` shows. */
interface TimedResult {
  readonly outcome: Outcome;
  readonly endNs: Ns;
  /** Times that a running user thread lost its core or kernel thread, though it could have gone on. */
  readonly preemptions: number;
}

/** What came of trying the schedules of a scenario under one model, its times left out. */
export interface UntimedResult {
  readonly model: string;
  readonly label: string;
  readonly method: CheckMethod;
  /** Schedules that ran to their end, or to the bound on their steps; where states are remembered, one for each end. */
  readonly schedules: number;
  /** States that were met, where they are remembered; null where they are not. */
  readonly states: number | null;
  /** Nothing that can happen has been left out. */
  readonly complete: boolean;
  /** What was covered, in words. */
  readonly coverage: string;
  /** Steps of the longest schedule, and how many schedules were cut at the bound on steps. */
  readonly longest: number;
  readonly cut: number;
  readonly outcomes: readonly CheckOutcome[];
  /** Further outcomes that are not listed. */
  readonly moreOutcomes: number;
  /** States in which nobody can ever go on. */
  readonly deadlockedStates: number;
  readonly hazards: readonly UntimedHazard[];
}

/** An outcome of schedules: how they ended, and the last values of variables and lists by name. */
export interface CheckOutcome {
  readonly ended: "completed" | "deadlock" | "cut";
  readonly values: Readonly<Record<string, number>>;
  readonly schedules: number;
}

/** Something that goes wrong in some schedules. */
export interface CheckHazard extends Omit<UntimedHazard, "witness"> {
  /** Whether it goes wrong in the schedule as timed. */
  readonly asTimed: boolean;
  readonly witness: Witness;
}

/** Something that goes wrong in some schedules, times left out. */
export interface UntimedHazard {
  readonly finding: Finding;
  /** How many of the schedules without times it goes wrong in, of those tried. */
  readonly schedules: number;
  readonly witness: SteppedWitness;
}

/** A schedule in which it goes wrong: one without times where there is such a one, as that can be shrunk. */
export type Witness = SteppedWitness | TimedWitness;

interface SteppedWitness {
  readonly kind: "stepped";
  /** User threads that take the steps, by name, as long as there is a choice. */
  readonly decisions: readonly string[];
  /** Steps taken in the place of a user thread that could have gone on. */
  readonly preemptions: number;
  /** Whether it is certain that no schedule with fewer preemptions goes wrong like this. */
  readonly isFewest: boolean;
  /** From this step on the ones that are listed come again for ever, and `decisions` has them several times; null where none do. */
  readonly repeatsFrom: number | null;
  readonly steps: readonly WitnessStep[];
}

/** The schedule as timed: with these times there is no other. */
export interface TimedWitness {
  readonly kind: "timed";
  /** So much of it is enough, from its beginning; null = all of it. */
  readonly untilNs: Ns | null;
  /** Times that a running user thread lost its core or kernel thread until then, though it could have gone on. */
  readonly preemptions: number;
}

/** A step of a witness, in words. */
export interface WitnessStep {
  readonly thread: string;
  /** What it does: `store n = 1`. */
  readonly does: string;
  /** What goes wrong with it, or null. */
  readonly mishap: string | null;
  /** It comes in the place of a user thread that could have gone on. */
  readonly preempts: boolean;
}
