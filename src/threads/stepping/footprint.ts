/**
 * How a step uses something shared. Two uses in a row may change places without any difference to what
 * follows where both only read, or both give (permits, items without limit, signals, ends): whoever comes
 * first, the same are served in the same order.
 */
export const Use = {
  /** Any change that the others do not describe. */
  change: 0,
  read: 1,
  /** Gives a permit back. */
  release: 2,
  /** Puts into a queue that is never full. */
  put: 3,
  signal: 4,
  /** Of a user thread: it is there no more. */
  end: 5,
  /** Takes a lock or a permit, which one that may not have it stands before without a step. */
  take: 6,
  /** Gives a lock back. */
  unlock: 7,
} as const;
export type Use = (typeof Use)[keyof typeof Use];

/** Uses in one number with what is used. */
const USES = 8;

/** What a step used and how, each in one number; see {@link modeOf} and {@link keyOf}. */
export type Footprint = readonly number[];

/** `key`: the object, by number; past the objects, other things that steps have in common. */
export function footprintOf(key: number, use: Use): number {
  return key * USES + use;
}

/** What is used, by number. */
export function keyOf(entry: number): number {
  return Math.floor(entry / USES);
}

/** How it is used. */
export function modeOf(entry: number): Use {
  return (entry % USES) as Use;
}

/** Whether two uses of the same thing may change places. */
export function commute(a: Use, b: Use): boolean {
  return a === b && a >= Use.read && a <= Use.end;
}

/** Whether two steps may change places, as far as what they use says. */
export function areIndependent(a: Footprint, b: Footprint): boolean {
  return a.every((x) => b.every((y) => keyOf(x) !== keyOf(y) || commute(modeOf(x), modeOf(y))));
}
