import { grownFloats, nextCapacity } from "./grow.ts";
import { type Share, Tally } from "./tally.ts";

// Fields of a blocked kernel thread's clocks, as they stood when it blocked.
const STALLED = 0;
const MISSED = 1;
const FIELDS = 2;

/** The clocks of processes by which blame is told, as of now, ns. */
interface PinClocks {
  /** Time in which the process was stalled with a user thread ready. */
  heldUpNs(process: number): number;
  /** Time in which user threads waited for a turn, not stalled, and a blocked kernel thread was missed. */
  missedNs(process: number): number;
}

/** Who a user thread is for good, ids coming again: its group, and its place in it. */
export interface ThreadPlaces {
  group(thread: number): number;
  index(thread: number): number;
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
  readonly #threads: ThreadPlaces;
  /** {@link FIELDS} numbers for each kernel thread. No longer than ids that blocked with a clock above 0. */
  #then = new Float64Array(0);

  constructor(clocks: PinClocks, threads: ThreadPlaces) {
    this.#clocks = clocks;
    this.#threads = threads;
  }

  /** A kernel thread of the process blocks with a user thread pinned to it. */
  block(kernelThread: number, process: number): void {
    const place = kernelThread * FIELDS;
    const heldUpNs = this.#clocks.heldUpNs(process);
    const missedNs = this.#clocks.missedNs(process);
    if (place >= this.#then.length) {
      if (heldUpNs === 0 && missedNs === 0) return;
      this.#then = grownFloats(this.#then, nextCapacity(this.#then.length, place + FIELDS));
    }
    this.#then[place + STALLED] = heldUpNs;
    this.#then[place + MISSED] = missedNs;
  }

  /**
   * It is blocked no longer for that user thread. To be told of those only that {@link block} was told of, or that
   * blocked with both clocks at 0.
   */
  unblock(kernelThread: number, userThread: number, process: number): void {
    const stalledNs = this.#clocks.heldUpNs(process) - this.#thenNs(kernelThread, STALLED);
    const missedNs = this.#clocks.missedNs(process) - this.#thenNs(kernelThread, MISSED);
    if (stalledNs > 0 || missedNs > 0) this.#add(userThread, process, stalledNs, missedNs);
  }

  /** Who blocked kernel threads of a stalled process, and for how much of its stalls, ns. */
  stallsOf(process: number): readonly Share[] {
    return this.#byProcess.get(process)?.stalls.shares() ?? [];
  }

  /** Who blocked kernel threads that were missed, and for how long, ns. */
  missesOf(process: number): readonly Share[] {
    return this.#byProcess.get(process)?.misses.shares() ?? [];
  }

  #thenNs(kernelThread: number, field: number): number {
    const place = kernelThread * FIELDS + field;
    return place < this.#then.length ? (this.#then[place] as number) : 0;
  }

  #add(userThread: number, process: number, stalledNs: number, missedNs: number): void {
    const group = this.#threads.group(userThread);
    const index = this.#threads.index(userThread);
    const blame = this.#byProcess.get(process) ?? { stalls: new Tally(), misses: new Tally() };
    this.#byProcess.set(process, blame);
    blame.stalls.add(group, index, stalledNs);
    blame.misses.add(group, index, missedNs);
  }
}
