import { FIRST_CAPACITY, grownFloats, grownInts, nextCapacity } from "./grow.ts";
import { type Share, Tally } from "./tally.ts";

// Fields of a blocked kernel thread's clocks, as they stood when it blocked.
const STALLED = 0;
const MISSED = 1;
// Fields of who is pinned to it.
const GROUP = 0;
const INDEX = 1;
const FIELDS = 2;

/** The clocks of processes by which blame is told, as of now, ns. */
interface PinClocks {
  /** Time in which the process was stalled with a user thread ready. */
  heldUpNs(process: number): number;
  /** Time in which user threads waited for a turn, not stalled, and a blocked kernel thread was missed. */
  missedNs(process: number): number;
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
  readonly #clocks: PinClocks;
  /** {@link FIELDS} numbers for each kernel thread. */
  #then = new Float64Array(FIRST_CAPACITY * FIELDS);
  #who = new Int32Array(FIRST_CAPACITY * FIELDS);

  constructor(clocks: PinClocks) {
    this.#clocks = clocks;
  }

  /** Says by group and place who is pinned to a kernel thread from now on. */
  pin(kernelThread: number, group: number, index: number): void {
    const place = kernelThread * FIELDS;
    if (place >= this.#who.length) this.#grow(place + FIELDS);
    this.#who[place + GROUP] = group;
    this.#who[place + INDEX] = index;
  }

  /** A kernel thread of the process blocks with a user thread pinned to it. */
  block(kernelThread: number, process: number): void {
    const place = kernelThread * FIELDS;
    if (place >= this.#who.length) this.#grow(place + FIELDS);
    this.#then[place + STALLED] = this.#clocks.heldUpNs(process);
    this.#then[place + MISSED] = this.#clocks.missedNs(process);
  }

  /** It is blocked no longer. To be told of those only that {@link block} was told of, or that blocked with both clocks at 0. */
  unblock(kernelThread: number, process: number): void {
    const place = kernelThread * FIELDS;
    const stalledNs = this.#clocks.heldUpNs(process) - (this.#then[place + STALLED] as number);
    const missedNs = this.#clocks.missedNs(process) - (this.#then[place + MISSED] as number);
    if (stalledNs > 0 || missedNs > 0) this.#add(kernelThread, process, stalledNs, missedNs);
  }

  /** Who blocked kernel threads of a stalled process, and for how much of its stalls, ns. */
  stallsOf(process: number): readonly Share[] {
    return this.#byProcess.get(process)?.stalls.shares() ?? [];
  }

  /** Who blocked kernel threads that were missed, and for how long, ns. */
  missesOf(process: number): readonly Share[] {
    return this.#byProcess.get(process)?.misses.shares() ?? [];
  }

  #add(kernelThread: number, process: number, stalledNs: number, missedNs: number): void {
    const group = this.#who[kernelThread * FIELDS + GROUP] as number;
    const index = this.#who[kernelThread * FIELDS + INDEX] as number;
    const blame = this.#byProcess.get(process) ?? { stalls: new Tally(), misses: new Tally() };
    this.#byProcess.set(process, blame);
    blame.stalls.add(group, index, stalledNs);
    blame.misses.add(group, index, missedNs);
  }

  #grow(needed: number): void {
    const capacity = nextCapacity(this.#who.length, needed);
    this.#then = grownFloats(this.#then, capacity);
    this.#who = grownInts(this.#who, capacity);
  }
}
