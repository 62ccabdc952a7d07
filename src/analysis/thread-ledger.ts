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
// Fields of its whole numbers:
/** Index into THREAD_STATES, {@link CARRIED} or {@link ABSENT}. */
const STATE = 0;
const GROUP = 1;
/** Its place in the group. */
const INDEX = 2;
/** In order of creation from 0; never used twice. */
const SERIAL = 3;
/** Fields of either row. */
const FIELDS = 4;

/**
 * The state of every user thread alive, the exact ledger (design rule 3) summed over all, and the samples
 * of turnaround, response and waiting. An id that ended may come again as another thread. 48 bytes for
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

  #times = new Float64Array(FIRST_CAPACITY * FIELDS);
  #facts = new Int32Array(FIRST_CAPACITY * FIELDS).fill(ABSENT);
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
    return this.#facts.length / FIELDS;
  }

  /** Index into THREAD_STATES, {@link CARRIED} or {@link ABSENT}. */
  state(thread: number): number {
    return this.#facts[thread * FIELDS + STATE] ?? ABSENT;
  }
  since(thread: number): number {
    return this.#times[thread * FIELDS + SINCE] as number;
  }
  /** What a blocked user thread waits for: object, device or group. */
  waitsFor(thread: number): number {
    return thread < this.#waitsFor.length ? (this.#waitsFor[thread] as number) : NONE;
  }
  /** Ready or stalled before its present state, since it arrived, ns. */
  waitedNs(thread: number): number {
    return this.#times[thread * FIELDS + WAITED] as number;
  }
  group(thread: number): number {
    return this.#facts[thread * FIELDS + GROUP] as number;
  }
  index(thread: number): number {
    return this.#facts[thread * FIELDS + INDEX] as number;
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
    const row = thread * FIELDS;
    if (row >= this.#facts.length) this.#grow(row + FIELDS);
    const index = this.#created[group] as number;
    this.#created[group] = index + 1;
    this.#times[row + SINCE] = this.#now.ns;
    this.#times[row + FIRST_RUN] = NEVER;
    this.#times[row + WAITED] = 0;
    this.#facts[row + STATE] = NEW;
    this.#facts[row + GROUP] = group;
    this.#facts[row + INDEX] = index;
    this.#facts[row + SERIAL] = this.#serials;
    this.#serials += 1;
    if (this.#details !== null) this.#createDetails(this.#details, group, index);
  }

  arrive(thread: number): void {
    const time = this.#now.ns;
    if (this.#firstArrival === NEVER) this.#firstArrival = time;
    this.#times[thread * FIELDS + ARRIVAL] = time;
    this.#live += 1;
    if (this.#live > this.#peakLive) this.#peakLive = this.#live;
    if (this.#details !== null) this.#details.arrive(this.#facts[thread * FIELDS + SERIAL] as number, time);
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
    const row = thread * FIELDS;
    this.#kernels.carry(kernelThread, this.#facts[row + SERIAL] as number);
    if (this.#times[row + FIRST_RUN] === NEVER) this.#runFirst(row);
  }

  work(thread: number, kernelThread: number): void {
    this.#enter(thread, OVERHEAD);
    this.#kernels.carry(kernelThread, this.#facts[thread * FIELDS + SERIAL] as number);
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
    const row = thread * FIELDS;
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
    this.#details?.end(this.#facts[row + SERIAL] as number, time, TERMINATED);
  }

  /** Books the time of those that are left over, to the end of the run, and completes the totals. Once only. */
  close(): void {
    for (let thread = 0; thread < this.capacity; thread += 1) {
      const state = this.state(thread);
      if (state === ABSENT) continue;
      const serial = this.#facts[thread * FIELDS + SERIAL] as number;
      this.#details?.setState(serial, this.#shownState(thread, state));
      this.#book(thread, state, false);
    }
    if (this.#details !== null) this.#sumDetails(this.#details);
  }

  /** Ends the present state, books its time, and begins the next. */
  #enter(thread: number, next: number): void {
    const row = thread * FIELDS;
    const state = this.#facts[row + STATE] as number;
    this.#facts[row + STATE] = next;
    this.#book(thread, state, true);
    if (state === READY) this.#stalls.leaveReady(this.process(thread));
  }

  /** Books the time of the present state so far. `over`: it ends, and not merely the run. */
  #book(thread: number, state: number, over: boolean): void {
    const row = thread * FIELDS;
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
    if (this.#details !== null)
      this.#details.add(this.#facts[thread * FIELDS + SERIAL] as number, column, length);
    else this.totals.add(column, length);
  }

  #bookWait(thread: number, state: number, over: boolean): void {
    const detail = this.waitsFor(thread);
    if (detail < 0) return;
    if (isWaitForObject(state)) this.#objects.endWait(detail, over);
    else if (state === IO) this.#deviceNs.add(detail, this.#now.lastedNs);
  }

  #createDetails(details: ThreadDetails, group: number, index: number): void {
    if (this.#serials <= this.#detailLimit) {
      details.create(group, index);
      return;
    }
    this.#sumDetails(details);
    this.#details = null;
  }

  #runFirst(row: number): void {
    const time = this.#now.ns;
    this.#times[row + FIRST_RUN] = time;
    this.#details?.firstRun(this.#facts[row + SERIAL] as number, time);
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
    const capacity = nextCapacity(this.#facts.length, needed);
    this.#facts = grownInts(this.#facts, capacity, ABSENT);
    this.#times = grownFloats(this.#times, capacity);
  }
}

/** io waits for a device, join for a group, sleep, gil and throttled for neither. */
const isWaitForObject = (state: number): boolean => state > SLEEP && state < JOIN;

/** Index into BLOCKED_REASONS of a state, or −1 where it is not blocked. */
export const reasonOfState = (state: number): number =>
  state >= FIRST_BLOCKED && state < TERMINATED ? state - FIRST_BLOCKED : -1;

/** Index into THREAD_STATES of a reason's index into BLOCKED_REASONS. */
export const stateOfReason = (reason: number): number => reason + FIRST_BLOCKED;
