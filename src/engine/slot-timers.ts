/** Completions come before quantum expiries at one instant (design rule 1). */
export const Rank = { completion: 0, expiry: 1 } as const;
export type Rank = (typeof Rank)[keyof typeof Rank];

/** Order within an instant is rank × 2^31 + sequence; sequence numbers are below 2^30. */
const RANK_WEIGHT = 2 ** 31;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * One timer a slot (a core), overwritten where it changes, so that a preemption leaves nothing behind.
 * A tournament of the slots: setting one replays the matches on its way to the top.
 */
export class SlotTimers {
  readonly #leaves: number;
  readonly #times: Float64Array;
  readonly #orders: Float64Array;
  /** Winner of each match; [1] is the winner of all. Leaves are matches of one. */
  readonly #winners: Int32Array;
  /** Earliest time; Infinity where no timer is set. */
  nextTime = NEVER;
  /** Slot of the earliest timer. */
  nextSlot = 0;

  constructor(slots: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(slots, 1)));
    this.#times = new Float64Array(this.#leaves).fill(NEVER);
    this.#orders = new Float64Array(this.#leaves);
    this.#winners = new Int32Array(this.#leaves * 2);
    for (let i = 0; i < this.#leaves; i++) this.#winners[this.#leaves + i] = i;
    for (let i = this.#leaves - 1; i >= 1; i--) this.#winners[i] = this.#winners[i * 2] as number;
  }

  /** Rank of the earliest timer. */
  get nextRank(): Rank {
    return (this.#orders[this.nextSlot] as number) < RANK_WEIGHT ? Rank.completion : Rank.expiry;
  }

  /** Sequence number of the earliest timer. */
  get nextSequence(): number {
    return (this.#orders[this.nextSlot] as number) % RANK_WEIGHT;
  }

  set(slot: number, time: number, rank: Rank, sequence: number): void {
    this.#times[slot] = time;
    this.#orders[slot] = rank * RANK_WEIGHT + sequence;
    this.#replay(slot);
  }

  clear(slot: number): void {
    if (this.#times[slot] === NEVER) return;
    this.#times[slot] = NEVER;
    this.#replay(slot);
  }

  #replay(slot: number): void {
    const times = this.#times;
    const orders = this.#orders;
    const winners = this.#winners;
    let winner = slot;
    let match = this.#leaves + slot;
    while (match > 1) {
      const rival = winners[match ^ 1] as number;
      const time = times[winner] as number;
      const rivalTime = times[rival] as number;
      if (
        rivalTime < time ||
        (rivalTime === time && (orders[rival] as number) < (orders[winner] as number))
      ) {
        winner = rival;
      }
      match >>= 1;
      winners[match] = winner;
    }
    this.nextSlot = winner;
    this.nextTime = times[winner] as number;
  }
}
