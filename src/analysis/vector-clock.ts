/**
 * A vector clock: by user thread, how much of its past is known to have happened, counted as its owner counts: in
 * steps, or in things that others may learn of (Mattern, "Virtual time and global states", 1989).
 */
export type VectorClock = readonly number[];

/** What the other knows is known from now on; user threads that neither knows count as 0. */
export function joinInto(clock: number[], other: VectorClock): void {
  for (let i = 0; i < other.length; i += 1) {
    const theirs = other[i] ?? 0;
    if (theirs > (clock[i] ?? 0)) clock[i] = theirs;
    else clock[i] ??= 0;
  }
}
