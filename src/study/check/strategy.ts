import type { StepChooser } from "../../threads/stepping/step-control.ts";

/** Why a schedule ended before the run did: a bound on its steps, because it can bring nothing new, or in a state that is known. */
export type Halt = "steps" | "redundant" | "known";

/** Goes through schedules, one run after another. */
export interface Strategy extends StepChooser {
  /** Why the present schedule was ended early; null where it was not. */
  readonly halt: Halt | null;
  /** Preemptions of the present schedule, as its bound counts them; 0 where it has none. */
  readonly preemptions: number;
  /** Gets ready for the next schedule; false where there is none left. Not before the first. */
  advance(): boolean;
}
