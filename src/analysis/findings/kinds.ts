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
  "lost-wakeup": {
    severity: "error",
    means: "a signal that nobody waited for yet, and a user thread that then waits for ever",
    advice:
      "Look for the reason to wait and begin to wait under one lock (`wait` with its `mutex`), and look again in a `while`.",
  },
  livelock: {
    severity: "error",
    means: "user threads that keep answering one another and never get on",
    advice:
      "Break the symmetry: let them retry after different or random times, or let one have the right of way.",
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
  starvation: {
    severity: "warning",
    means: "a user thread overtaken again and again, that gets a lock or core last or never",
    advice:
      "Use a lock that goes by arrival (`order: fifo`, `prefer: fair`), or hold it for less of the time.",
  },
  "priority-inversion": {
    severity: "warning",
    means: "an urgent user thread that waits for a lock whose holder a less urgent one keeps off the core",
    advice: "Give the lock `protocol: inheritance` or a priority ceiling.",
  },
  "lock-convoy": {
    severity: "warning",
    means: "a line at a short lock that never dissolves, as it is handed over to who is not on a core",
    advice:
      "Let whoever runs take a free lock (`order: barging`), take it less often, or split it; do not hold it across a switch.",
  },
  "gil-convoy": {
    severity: "warning",
    means: "io that waits a switch interval for the interpreter lock each time",
    advice:
      "Compute without the interpreter lock (`releasesGil: true`), in another process, or in a build without it; or shorten its interval.",
  },
  stall: {
    severity: "warning",
    means: "user threads that could run while every kernel thread of their process is blocked",
    advice: "Use non-blocking calls and locks of the thread library, or more kernel threads.",
  },
  pinning: {
    severity: "warning",
    means: "kernel threads blocked under a user thread while others wait for a turn",
    advice:
      "Make calls that the runtime can wait for (non-blocking io, locks of `scope: user`), or allow it to replace blocked kernel threads (`onBlock`).",
  },
  throttling: {
    severity: "warning",
    means: "a quota of core time used up before its period is over",
    advice:
      "Run no more kernel threads at a time than the quota is worth in cores, raise it, or shorten its period.",
  },
  oversubscription: {
    severity: "warning",
    means: "more kernel threads that compute than cores, and much time lost in switching",
    advice: "Use about as many kernel threads as cores for what computes, or a longer quantum.",
  },
  "idle-cores": {
    severity: "info",
    means: "cores with nothing to do while user threads wait for a kernel thread",
    advice:
      "Give the process as many kernel threads as there are cores (`kernelThreads: cores`), or use one-to-one.",
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
