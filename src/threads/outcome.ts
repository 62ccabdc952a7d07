/** What becomes of a thread after a step. */
export const Outcome = {
  /** Goes on with the next instruction. */
  goesOn: 0,
  /** Has left its kernel thread, or that has other work first. */
  waits: 1,
  /** Has done what it may not, and ends. */
  ends: 2,
  /** Goes on elsewhere: the step has set the next instruction. */
  jumped: 3,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];
