/** How grave a kind is, what it means in a few words, and what to do about it where a finding knows no better. */
interface KindOfFinding {
  readonly severity: "info" | "warning" | "error";
  readonly means: string;
  readonly advice: string;
}

/** Everything that is looked for in a run. `error`: something went wrong; `warning`: it costs, or may go wrong. */
export const FINDING_KINDS = {
  deadlock: {
    severity: "error",
    means: "user threads that wait for each other, or for what can no longer come",
    advice: "Make sure that whoever waits is waited for by nobody who has to act first.",
  },
  "self-deadlock": {
    severity: "error",
    means: "a lock taken again by the user thread that holds it",
    advice:
      "Do not call what locks while holding the same lock, or split off a part that expects it to be held.",
  },
  "not-held": {
    severity: "error",
    means: "a lock or permit given back by who does not hold it",
    advice: "Let the user thread that has taken it give it back, once on every path: `locked … do` does.",
  },
  "lost-update": {
    severity: "error",
    means: "a value stored over another that had not been seen",
    advice: "Load and store under one lock, or make the update indivisible (`atomic: true`, `safe: true`).",
  },
  "check-then-act": {
    severity: "error",
    means: "a variable changed because of a value that is no longer there",
    advice: "Check and act under one lock. Making each of the two indivisible is not enough.",
  },
  "index-gone": {
    severity: "error",
    means: "an element of a list gone between the look and the removal",
    advice:
      "Look and remove under one lock, or use a thread-safe list (`safe: true`), which does both at once.",
  },
  "data-race": {
    severity: "warning",
    means: "accesses to shared data that nothing orders",
    advice: "Guard every access with the same lock, or make the variable `atomic`.",
  },
  "lock-order": {
    severity: "warning",
    means: "locks taken in opposite orders: a deadlock that waits for its moment",
    advice: "Take these locks in the same order everywhere.",
  },
  stall: {
    severity: "warning",
    means: "user threads that could run while every kernel thread of their process is blocked",
    advice: "Use non-blocking calls and locks of the thread library, or more kernel threads.",
  },
  "deadline-miss": {
    severity: "warning",
    means: "periodic or timed work not done in time",
    advice:
      "Give the work a more urgent priority or a policy that knows deadlines (edf, rate-monotonic), or less to do.",
  },
} as const satisfies Readonly<Record<string, KindOfFinding>>;

/** The word for a kind, as in `--fail-on`. */
export type FindingKind = keyof typeof FINDING_KINDS;
