import { NONE } from "../base/ids.ts";
import type { TraceMeta } from "../trace/meta.ts";
import { THREAD_STATES } from "../trace/states.ts";
import { ExactSums } from "./exact-sums.ts";
import { FIRST_CAPACITY, grownFloats, grownInts, nextCapacity } from "./grow.ts";
import type { KernelTable } from "./kernel-table.ts";
import type { ObjectStats } from "./object-stats.ts";
import type { RecordTime } from "./record-time.ts";
import { Samples } from "./samples.ts";
import type { StallClock } from "./stall-clock.ts";
import { NEVER, ThreadDetails } from "./thread-details.ts";

// Indices into THREAD_STATES, spelled out for the hot path; a test compares them.
export const NEW = 0;
export const READY = 1;
export const STALLED = 2;
export const RUNNING = 3;
export const OVERHEAD = 4;
export const FIRST_BLOCKED = 5;
const IO: number = FIRST_BLOCKED;
const SLEEP = 6;
const JOIN = 12;
export const TERMINATED = 15;
/** Ready on the kernel thread that carries it, or on its own: it waits for a core and is never stalled. */
export const CARRIED = THREAD_STATES.length;
/** No user thread has that id now. */
export const ABSENT = CARRIED + 1;

// A user thread has a row of times and one of whole numbers, so that a change of its state finds them side by side in memory.
// Fields of its times:
/** When its present state began. */
const SINCE = 0;
const ARRIVAL = 1;
const FIRST_RUN = 2;
/** Ready and stalled so far. */
const WAITED = 3;
const TIMES = 4;
// Fields of its whole numbers:
/** Its group, and in the last bits its state: index into THREAD_STATES, {@link CARRIED} or {@link ABSENT}. */
const KIND = 0;
/** Its place in the group. */
const INDEX = 1;
/** In order of creation from 0; never used twice. */
const SERIAL = 2;
const FACTS = 3;
/** Bits of the state: the group has 24 (see `MAX_DETAIL`). */
const STATE_BITS = 5;
const STATE_MASK = 2 ** STATE_BITS - 1;

/**
 * The state of every user thread alive, the exact ledger (design rule 3) summed over all, and the samples
 * of turnaround, response and waiting. An id that ended may come again as another thread. 44 bytes for
 * each user thread alive, besides its row of details where those are kept.
 */
export class ThreadLedger {
  /** Time by state, and {@link CARRIED}, over all threads. Only after {@link close}. */
  readonly totals = new ExactSums(CARRIED + 1);
  readonly turnaround = new Samples();
  readonly response = new Samples();
  readonly waiting = new Samples();
  readonly #now: RecordTime;
  readonly #kernels: KernelTable;
  readonly #stalls: StallClock;
  readonly #objects: ObjectStats;
  readonly #processOf: Int32Array;
  readonly #bound: Uint8Array;
  /** Threads created so far, by group. */
  readonly #created: Float64Array;
  readonly #deviceNs: ExactSums;
  /** By process: ready and neither carried nor stalled. */
  readonly #queuedNs: ExactSums;
  readonly #detailLimit: number;
  readonly #warmupNs: number;
  #details: ThreadDetails | null = new ThreadDetails();

  #times = new Float64Array(FIRST_CAPACITY * TIMES);
  #facts = new Int32Array(FIRST_CAPACITY * FACTS).fill(ABSENT);
  /** While ready: its process's stall clock when it became so, ns. No longer than ids that had one above 0. */
  #stalledBefore = new Float64Array(0);
  /** While blocked: the object, device or group waited for. No longer than ids that had one. */
  #waitsFor = new Int32Array(0);

  #serials = 0;
  #ended = 0;
  #endedWarm = 0;
  #blocks = 0;
  #live = 0;
  #peakLive = 0;
  #firstArrival = NEVER;
  #lastEnd = 0;

  constructor(
    meta: TraceMeta,
    parts: {
      readonly now: RecordTime;
      readonly kernels: KernelTable;
      readonly stalls: StallClock;
      readonly objects: ObjectStats;
    },
    { detailLimit, warmupNs }: { readonly detailLimit: number; readonly warmupNs: number },
  ) {
    this.#now = parts.now;
    this.#kernels = parts.kernels;
    this.#stalls = parts.stalls;
    this.#objects = parts.objects;
    this.#processOf = Int32Array.from(meta.groups, ({ process }) => process);
    this.#bound = Uint8Array.from(meta.groups, ({ bound }) => (bound ? 1 : 0));
    this.#created = new Float64Array(meta.groups.length);
    this.#deviceNs = new ExactSums(meta.devices.length);
    this.#queuedNs = new ExactSums(meta.processes.length);
    this.#detailLimit = detailLimit;
    this.#warmupNs = warmupNs;
  }

  /**
   * User threads created, ended, ended after the warm-up, how often one blocked, those arrived and not ended,
   * and the most of those at a time.
   */
  get counts(): {
    readonly created: number;
    readonly ended: number;
    readonly endedWarm: number;
    readonly blocks: number;
    readonly live: number;
    readonly peakLive: number;
  } {
    return {
      created: this.#serials,
      ended: this.#ended,
      endedWarm: this.#endedWarm,
      blocks: this.#blocks,
      live: this.#live,
      peakLive: this.#peakLive,
    };
  }
  get live(): number {
    return this.#live;
  }
  /** {@link NEVER} where none arrived. */
  get firstArrival(): number {
    return this.#firstArrival;
  }
  get lastEnd(): number {
    return this.#lastEnd;
  }
  /** Null where there were too many threads. */
  get details(): ThreadDetails | null {
    return this.#details;
  }
  /** Ids in use are below this. */
  get capacity(): number {
    return this.#times.length / TIMES;
  }

  /** Index into THREAD_STATES, {@link CARRIED} or {@link ABSENT}. */
  state(thread: number): number {
    return (this.#facts[thread * FACTS + KIND] ?? ABSENT) & STATE_MASK;
  }
  since(thread: number): number {
    return this.#times[thread * TIMES + SINCE] as number;
  }
  /** What a blocked user thread waits for: object, device or group. */
  waitsFor(thread: number): number {
    return thread < this.#waitsFor.length ? (this.#waitsFor[thread] as number) : NONE;
  }
  /** Ready or stalled before its present state, since it arrived, ns. */
  waitedNs(thread: number): number {
    return this.#times[thread * TIMES + WAITED] as number;
  }
  group(thread: number): number {
    return (this.#facts[thread * FACTS + KIND] as number) >> STATE_BITS;
  }
  index(thread: number): number {
    return this.#facts[thread * FACTS + INDEX] as number;
  }
  process(thread: number): number {
    return this.#processOf[this.group(thread)] as number;
  }
  isBound(thread: number): boolean {
    return this.#bound[this.group(thread)] === 1;
  }
  /** Time in io on a device with a queue. */
  deviceNs(device: number): number {
    return this.#deviceNs.get(device);
  }

  /** Time in which user threads of a process were ready and waited for a turn on a kernel thread. */
  queuedNs(process: number): number {
    return this.#queuedNs.get(process);
  }

  create(thread: number, group: number): void {
    if (thread >= this.capacity) this.#grow(thread + 1);
    const row = thread * TIMES;
    const index = this.#created[group] as number;
    this.#created[group] = index + 1;
    this.#times[row + SINCE] = this.#now.ns;
    this.#times[row + FIRST_RUN] = NEVER;
    this.#times[row + WAITED] = 0;
    this.#facts[thread * FACTS + KIND] = (group << STATE_BITS) | NEW;
    this.#facts[thread * FACTS + INDEX] = index;
    this.#facts[thread * FACTS + SERIAL] = this.#serials;
    this.#serials += 1;
    if (this.#details !== null) this.#createDetails(this.#details, group, index);
  }

  arrive(thread: number): void {
    const time = this.#now.ns;
    if (this.#firstArrival === NEVER) this.#firstArrival = time;
    this.#times[thread * TIMES + ARRIVAL] = time;
    this.#live += 1;
    if (this.#live > this.#peakLive) this.#peakLive = this.#live;
    if (this.#details !== null) this.#details.arrive(this.#serial(thread), time);
    this.ready(thread, NONE);
  }

  ready(thread: number, kernelThread: number): void {
    const group = this.group(thread);
    const isCarried = kernelThread >= 0 || this.#bound[group] === 1;
    this.#enter(thread, isCarried ? CARRIED : READY);
    if (isCarried) return;
    const process = this.#processOf[group] as number;
    if (this.#stalls.happened) this.#noteStalled(thread, this.#stalls.read(process));
    this.#stalls.enterReady(process);
  }

  run(thread: number, kernelThread: number): void {
    this.#enter(thread, RUNNING);
    this.#kernels.carry(kernelThread, this.#serial(thread));
    if (this.#times[thread * TIMES + FIRST_RUN] === NEVER) this.#runFirst(thread);
  }

  work(thread: number, kernelThread: number): void {
    this.#enter(thread, OVERHEAD);
    this.#kernels.carry(kernelThread, this.#serial(thread));
  }

  /** `state`: the blocked reason's index into THREAD_STATES. */
  block(thread: number, state: number, detail: number): void {
    this.#enter(thread, state);
    this.#blocks += 1;
    if (thread < this.#waitsFor.length) this.#waitsFor[thread] = detail;
    else if (detail !== NONE) this.#noteWait(thread, detail);
    if (detail >= 0 && isWaitForObject(state)) this.#objects.beginWait(detail);
  }

  end(thread: number): void {
    this.#enter(thread, ABSENT);
    const row = thread * TIMES;
    const time = this.#now.ns;
    const arrival = this.#times[row + ARRIVAL] as number;
    if (arrival >= this.#warmupNs) {
      const firstRun = this.#times[row + FIRST_RUN] as number;
      this.turnaround.add(time - arrival);
      if (firstRun !== NEVER) this.response.add(firstRun - arrival);
      this.waiting.add(this.#times[row + WAITED] as number);
    }
    this.#ended += 1;
    if (time >= this.#warmupNs) this.#endedWarm += 1;
    this.#live -= 1;
    this.#lastEnd = time;
    this.#details?.end(this.#serial(thread), time, TERMINATED);
  }

  /** Books the time of those that are left over, to the end of the run, and completes the totals. Once only. */
  close(): void {
    for (let thread = 0; thread < this.capacity; thread += 1) {
      const state = this.state(thread);
      if (state === ABSENT) continue;
      const serial = this.#serial(thread);
      this.#details?.setState(serial, this.#shownState(thread, state));
      this.#book(thread, state, false);
    }
    if (this.#details !== null) this.#sumDetails(this.#details);
  }

  /** Ends the present state, books its time, and begins the next. */
  #enter(thread: number, next: number): void {
    const place = thread * FACTS + KIND;
    const kind = this.#facts[place] as number;
    const state = kind & STATE_MASK;
    this.#facts[place] = (kind & ~STATE_MASK) | next;
    this.#book(thread, state, true);
    if (state === READY) this.#stalls.leaveReady(this.process(thread));
  }

  /** Books the time of the present state so far. `over`: it ends, and not merely the run. */
  #book(thread: number, state: number, over: boolean): void {
    const row = thread * TIMES;
    const lastedNs = this.#now.ns - (this.#times[row + SINCE] as number);
    this.#times[row + SINCE] = this.#now.ns;
    this.#now.lastedNs = lastedNs;
    if (state === READY) {
      this.#times[row + WAITED] = (this.#times[row + WAITED] as number) + lastedNs;
      this.#bookReady(thread);
      return;
    }
    if (state === CARRIED) this.#times[row + WAITED] = (this.#times[row + WAITED] as number) + lastedNs;
    else if (state >= FIRST_BLOCKED) this.#bookWait(thread, state, over);
    this.#add(thread, state, lastedNs);
  }

  #bookReady(thread: number): void {
    const process = this.process(thread);
    const stalled = this.#stalls.happened ? this.#stalls.read(process) - this.#stalledAt(thread) : 0;
    if (stalled > 0) this.#add(thread, STALLED, stalled);
    this.#add(thread, READY, this.#now.lastedNs - stalled);
    if (this.#details === null) this.#queuedNs.add(process, this.#now.lastedNs - stalled);
  }

  /** To its row of details where there is one, else to the totals: never to both, as this is done for every change of state. */
  #add(thread: number, column: number, length: number): void {
    if (this.#details !== null) this.#details.add(this.#serial(thread), column, length);
    else this.totals.add(column, length);
  }

  #bookWait(thread: number, state: number, over: boolean): void {
    const detail = this.waitsFor(thread);
    if (detail < 0) return;
    if (isWaitForObject(state)) this.#objects.endWait(detail, over);
    else if (state === IO) this.#deviceNs.add(detail, this.#now.lastedNs);
  }

  #serial(thread: number): number {
    return this.#facts[thread * FACTS + SERIAL] as number;
  }

  #createDetails(details: ThreadDetails, group: number, index: number): void {
    if (this.#serials <= this.#detailLimit) {
      details.create(group, index);
      return;
    }
    this.#sumDetails(details);
    this.#details = null;
  }

  #runFirst(thread: number): void {
    const time = this.#now.ns;
    this.#times[thread * TIMES + FIRST_RUN] = time;
    this.#details?.firstRun(this.#serial(thread), time);
  }

  /** The process's stall clock when the user thread became ready, ns. */
  #stalledAt(thread: number): number {
    return thread < this.#stalledBefore.length ? (this.#stalledBefore[thread] as number) : 0;
  }

  #noteStalled(thread: number, stalledNs: number): void {
    if (thread >= this.#stalledBefore.length) {
      if (stalledNs === 0) return;
      this.#stalledBefore = grownFloats(this.#stalledBefore, this.capacity);
    }
    this.#stalledBefore[thread] = stalledNs;
  }

  #noteWait(thread: number, detail: number): void {
    this.#waitsFor = grownInts(this.#waitsFor, this.capacity, NONE);
    this.#waitsFor[thread] = detail;
  }

  #shownState(thread: number, state: number): number {
    if (state === CARRIED) return READY;
    return state === READY && this.#stalls.isStalled(this.process(thread)) ? STALLED : state;
  }

  /** Adds up the rows. */
  #sumDetails(details: ThreadDetails): void {
    for (let serial = 0; serial < details.rows; serial += 1) {
      const { group, ledger } = details.row(serial);
      for (const [column, time] of ledger.entries()) this.totals.add(column, time);
      this.#queuedNs.add(this.#processOf[group] as number, ledger[READY] as number);
    }
  }

  #grow(needed: number): void {
    const capacity = nextCapacity(this.capacity, needed);
    this.#facts = grownInts(this.#facts, capacity * FACTS, ABSENT);
    this.#times = grownFloats(this.#times, capacity * TIMES);
  }
}

/** io waits for a device, join for a group, sleep, gil and throttled for neither. */
const isWaitForObject = (state: number): boolean => state > SLEEP && state < JOIN;

/** Index into BLOCKED_REASONS of a state, or −1 where it is not blocked. */
export const reasonOfState = (state: number): number =>
  state >= FIRST_BLOCKED && state < TERMINATED ? state - FIRST_BLOCKED : -1;

/** Index into THREAD_STATES of a reason's index into BLOCKED_REASONS. */
export const stateOfReason = (reason: number): number => reason + FIRST_BLOCKED;
