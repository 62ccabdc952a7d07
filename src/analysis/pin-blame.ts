import { FIRST_CAPACITY, grownFloats, grownInts, nextCapacity } from "./grow.ts";
import { type Share, Tally } from "./tally.ts";

// Fields of a blocked kernel thread's clocks, as they stood when it blocked.
const STALLED = 0;
const MISSED = 1;
// Fields of who is pinned to it.
const GROUP = 0;
const INDEX = 1;
const FIELDS = 2;

/** What was read off the clocks of a process, ns. */
export interface PinClocks {
  /** Time in which it was stalled with a user thread ready. */
  readonly stalledNs: number;
  /** Time in which user threads waited for a turn, not stalled, and a blocked kernel thread was missed. */
  readonly missedNs: number;
}

/** The user thread pinned to a kernel thread: its group and its place there. */
export interface PinnedThread {
  readonly group: number;
  readonly index: number;
}

/** The user threads of one process that blocked its kernel threads while that kept others from running. */
interface Blame {
  readonly stalls: Tally;
  readonly misses: Tally;
}

/**
 * Whose blocking kept other user threads from running, and for how long: by the difference of the process's
 * clocks between a kernel thread's blocking and its end, so that a change among those who wait costs nothing.
 */
export class PinBlame {
  readonly #byProcess = new Map<number, Blame>();
  /** {@link FIELDS} numbers for each kernel thread. */
  #clocks = new Float64Array(FIRST_CAPACITY * FIELDS);
  #who = new Int32Array(FIRST_CAPACITY * FIELDS);

  /** A kernel thread blocks with a user thread pinned to it. */
  block(kernelThread: number, who: PinnedThread, clocks: PinClocks): void {
    const place = kernelThread * FIELDS;
    if (place >= this.#who.length) this.#grow(place + FIELDS);
    this.#who[place + GROUP] = who.group;
    this.#who[place + INDEX] = who.index;
    this.#clocks[place + STALLED] = clocks.stalledNs;
    this.#clocks[place + MISSED] = clocks.missedNs;
  }

  /** It is blocked no longer. To be told of those only that {@link block} was told of. */
  unblock(kernelThread: number, process: number, clocks: PinClocks): void {
    const place = kernelThread * FIELDS;
    const stalledNs = clocks.stalledNs - (this.#clocks[place + STALLED] as number);
    const missedNs = clocks.missedNs - (this.#clocks[place + MISSED] as number);
    if (stalledNs === 0 && missedNs === 0) return;
    const group = this.#who[place + GROUP] as number;
    const index = this.#who[place + INDEX] as number;
    const blame = this.#byProcess.get(process) ?? { stalls: new Tally(), misses: new Tally() };
    this.#byProcess.set(process, blame);
    blame.stalls.add(group, index, stalledNs);
    blame.misses.add(group, index, missedNs);
  }

  /** Who blocked kernel threads of a stalled process, and for how much of its stalls, ns. */
  stallsOf(process: number): readonly Share[] {
    return this.#byProcess.get(process)?.stalls.shares() ?? [];
  }

  /** Who blocked kernel threads that were missed, and for how long, ns. */
  missesOf(process: number): readonly Share[] {
    return this.#byProcess.get(process)?.misses.shares() ?? [];
  }

  #grow(needed: number): void {
    const capacity = nextCapacity(this.#who.length, needed);
    this.#clocks = grownFloats(this.#clocks, capacity);
    this.#who = grownInts(this.#who, capacity);
  }
}
