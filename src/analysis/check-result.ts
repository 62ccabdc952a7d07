import type { Finding } from "./result.ts";

/** How schedules are chosen. */
export type CheckMethod = "exhaustive" | "reduced" | "bounded" | "random" | "pct";

/** What came of trying the schedules of a scenario under one model. */
export interface CheckResult {
  readonly model: string;
  readonly label: string;
  readonly method: CheckMethod;
  /** Schedules that ran to their end, or to the bound on their steps. */
  readonly schedules: number;
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
  readonly hazards: readonly CheckHazard[];
}

/** An outcome of schedules: how they ended, and the last values of variables and lists by name. */
export interface CheckOutcome {
  readonly ended: "completed" | "deadlock" | "cut";
  readonly values: Readonly<Record<string, number>>;
  readonly schedules: number;
}

/** Something that goes wrong in some schedules. */
export interface CheckHazard {
  readonly finding: Finding;
  /** How many of those tried it goes wrong in. */
  readonly schedules: number;
  readonly witness: Witness;
}

/** A schedule in which it goes wrong. */
interface Witness {
  /** User threads that take the steps, by name, as long as there is a choice. */
  readonly decisions: readonly string[];
  /** Steps taken in the place of a user thread that could have gone on. */
  readonly preemptions: number;
  /** Whether it is certain that no schedule with fewer preemptions goes wrong like this. */
  readonly isFewest: boolean;
  readonly steps: readonly WitnessStep[];
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
