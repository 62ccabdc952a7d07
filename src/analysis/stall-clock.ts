import { NONE } from "../base/ids.ts";
import type { Ns } from "../base/time.ts";
import { BLOCKED_REASONS, type BlockedReason } from "../trace/states.ts";
import { ExactSums, summedNs } from "./exact-sums.ts";
import { FIRST_CAPACITY, grownBytes, grownFloats, grownInts, nextCapacity } from "./grow.ts";
import { type KernelTable, NOT_BLOCKED } from "./kernel-table.ts";
import { PinBlame, type ThreadPlaces } from "./pin-blame.ts";
import type { RecordTime } from "./record-time.ts";
import type { Stalls } from "./result.ts";

const NOT_STALLED = -1;
const REASONS = BLOCKED_REASONS.length;

/** What is known of one process's stalls: periods in which it was stalled and a user thread was ready. */
export interface ProcessStalls {
  readonly process: number;
  readonly totalNs: number;
  readonly periods: number;
  readonly longestNs: number;
  readonly longestAtNs: number;
  /** Most user threads ready at a time in the longest period. */
  readonly longestReady: number;
  /** Index into BLOCKED_REASONS of what most of the time goes to, or NONE. */
  readonly reason: number;
  /** Detail of the user thread last pinned with that reason: an object, a device, a group, or NONE. */
  readonly detail: number;
}

/**
 * Per process: how long it has been stalled so far. A ready user thread's stalled time is the difference
 * of this clock between its becoming ready and its leaving, so that a stall of a million is one record.
 * Besides, the wall-clock time in which a stall kept at least one ready user thread waiting, and why.
 */
export class StallClock {
  /** Whose blocking it was. Complete only after {@link close}. */
  readonly blame: PinBlame;
  readonly #now: RecordTime;
  readonly #kernels: KernelTable;
  readonly #cores: number;
  readonly #reasonNs = new ExactSums(REASONS);
  /** Whether any process was stalled at all, and whether a clock that {@link blame} looks at ever ran. */
  #happened = false;
  #ran = false;
  #stalledSince = new Float64Array(FIRST_CAPACITY).fill(NOT_STALLED);
  #stalledBefore = new Float64Array(FIRST_CAPACITY);
  /** User threads that could run, shared and not mounted. */
  #ready = new Int32Array(FIRST_CAPACITY);
  /** Start of the present period with a stalled user thread, of its present part, and its most ready threads. */
  #periodSince = new Float64Array(FIRST_CAPACITY).fill(NOT_STALLED);
  #partSince = new Float64Array(FIRST_CAPACITY);
  #periodReady = new Int32Array(FIRST_CAPACITY);
  #periods = new Float64Array(FIRST_CAPACITY);
  #totalNs = new Float64Array(FIRST_CAPACITY);
  #longestNs = new Float64Array(FIRST_CAPACITY);
  #longestAt = new Float64Array(FIRST_CAPACITY);
  #longestReady = new Int32Array(FIRST_CAPACITY);
  /** Kernel threads blocked now; start of the present time in which one is missed, of the first, and all such time. */
  #pinned = new Int32Array(FIRST_CAPACITY);
  /** 1 where it is stalled or a kernel thread of it is blocked: else ready user threads need no second look. */
  #troubled = new Uint8Array(FIRST_CAPACITY);
  #missedSince = new Float64Array(FIRST_CAPACITY).fill(NOT_STALLED);
  #missedFirst = new Float64Array(FIRST_CAPACITY).fill(NOT_STALLED);
  #missedNs = new Float64Array(FIRST_CAPACITY);
  /** By process and reason: kernel threads blocked now, detail of the last, stalled time by reason. */
  #blocked = new Int32Array(FIRST_CAPACITY * REASONS);
  #detail = new Int32Array(FIRST_CAPACITY * REASONS).fill(NONE);
  #ofReason = new Float64Array(FIRST_CAPACITY * REASONS);

  constructor(
    parts: { readonly now: RecordTime; readonly kernels: KernelTable; readonly threads: ThreadPlaces },
    processes: number,
    cores: number,
  ) {
    this.#now = parts.now;
    this.#kernels = parts.kernels;
    this.#cores = cores;
    this.blame = new PinBlame(this, parts.threads);
    this.cover(processes);
  }

  /** Until the first stall all clocks stand at 0, and need not be read. */
  get happened(): boolean {
    return this.#happened;
  }

  /** Makes room for processes 0 … count − 1. */
  cover(count: number): void {
    if (count <= this.#ready.length) return;
    const capacity = nextCapacity(this.#ready.length, count);
    this.#stalledSince = grownFloats(this.#stalledSince, capacity, NOT_STALLED);
    this.#stalledBefore = grownFloats(this.#stalledBefore, capacity);
    this.#ready = grownInts(this.#ready, capacity);
    this.#periodSince = grownFloats(this.#periodSince, capacity, NOT_STALLED);
    this.#partSince = grownFloats(this.#partSince, capacity);
    this.#periodReady = grownInts(this.#periodReady, capacity);
    this.#periods = grownFloats(this.#periods, capacity);
    this.#totalNs = grownFloats(this.#totalNs, capacity);
    this.#longestNs = grownFloats(this.#longestNs, capacity);
    this.#longestAt = grownFloats(this.#longestAt, capacity);
    this.#longestReady = grownInts(this.#longestReady, capacity);
    this.#pinned = grownInts(this.#pinned, capacity);
    this.#troubled = grownBytes(this.#troubled, capacity);
    this.#missedSince = grownFloats(this.#missedSince, capacity, NOT_STALLED);
    this.#missedFirst = grownFloats(this.#missedFirst, capacity, NOT_STALLED);
    this.#missedNs = grownFloats(this.#missedNs, capacity);
    this.#blocked = grownInts(this.#blocked, capacity * REASONS);
    this.#detail = grownInts(this.#detail, capacity * REASONS, NONE);
    this.#ofReason = grownFloats(this.#ofReason, capacity * REASONS);
  }

  /** Stalled time of the process up to now, ns. */
  read(process: number): number {
    const since = this.#stalledSince[process] as number;
    const before = this.#stalledBefore[process] as number;
    return since === NOT_STALLED ? before : before + (this.#now.ns - since);
  }

  /** Time up to now in which the process was stalled with a user thread ready, ns. */
  heldUpNs(process: number): number {
    const since = this.#periodSince[process] as number;
    const before = this.#totalNs[process] as number;
    return since === NOT_STALLED ? before : before + (this.#now.ns - since);
  }

  /** Time up to now in which user threads waited for a turn, not stalled, and a blocked kernel thread was missed, ns. */
  missedNs(process: number): number {
    const since = this.#missedSince[process] as number;
    const before = this.#missedNs[process] as number;
    return since === NOT_STALLED ? before : before + (this.#now.ns - since);
  }

  isStalled(process: number): boolean {
    return this.#stalledSince[process] !== NOT_STALLED;
  }

  begin(process: number): void {
    this.cover(process + 1);
    if (this.isStalled(process)) return;
    this.#happened = true;
    this.#stalledSince[process] = this.#now.ns;
    this.#watchPins(process);
    if ((this.#ready[process] as number) > 0) this.#beginPeriod(process);
  }

  end(process: number): void {
    if (!this.isStalled(process)) return;
    this.#stalledBefore[process] = this.read(process);
    this.#stalledSince[process] = NOT_STALLED;
    this.#endPeriod(process);
    this.#watchPins(process);
  }

  /** A shared user thread became ready, not mounted. */
  enterReady(process: number): void {
    const ready = (this.#ready[process] as number) + 1;
    this.#ready[process] = ready;
    if (this.#troubled[process] === 1) this.#lookAtReady(process, ready);
  }

  leaveReady(process: number): void {
    const ready = (this.#ready[process] as number) - 1;
    this.#ready[process] = ready;
    if (ready > 0 || this.#troubled[process] === 0) return;
    this.#endPeriod(process);
    this.#watchPins(process);
  }

  /** A kernel thread blocks with a user thread pinned to it; that one's wait: index into BLOCKED_REASONS, and detail. */
  block(kernelThread: number, userThread: number, reason: number, detail: number): void {
    this.unblock(kernelThread);
    this.#kernels.setBlocked(kernelThread, reason, userThread);
    const process = this.#kernels.process(kernelThread);
    if (process === NONE) return;
    if (process >= this.#ready.length) this.cover(process + 1);
    if (this.#ran) this.blame.block(kernelThread, process);
    this.#endPart(process);
    const place = process * REASONS + reason;
    this.#blocked[place] = (this.#blocked[place] as number) + 1;
    this.#pinned[process] = (this.#pinned[process] as number) + 1;
    this.#watchPins(process);
    this.#detail[place] = detail;
  }

  /** A kernel thread is no longer blocked; nothing happens where it was not. */
  unblock(kernelThread: number): void {
    const reason = this.#kernels.reason(kernelThread);
    if (reason === NOT_BLOCKED || reason === undefined) return;
    const userThread = this.#kernels.pinned(kernelThread);
    this.#kernels.setBlocked(kernelThread, NOT_BLOCKED, NONE);
    const process = this.#kernels.process(kernelThread);
    if (process === NONE) return;
    if (this.#ran) this.blame.unblock(kernelThread, userThread, process);
    this.#endPart(process);
    const place = process * REASONS + reason;
    this.#blocked[place] = (this.#blocked[place] as number) - 1;
    this.#pinned[process] = (this.#pinned[process] as number) - 1;
    this.#watchPins(process);
  }

  /** Closes what is open at the end of the run. */
  close(): void {
    for (let process = 0; process < this.#ready.length; process += 1) {
      this.#endPeriod(process);
      this.#endMissed(process);
    }
    for (let kernelThread = 0; kernelThread < this.#kernels.capacity; kernelThread += 1) {
      const process = this.#kernels.process(kernelThread);
      if (process === NONE || this.#kernels.reason(kernelThread) === NOT_BLOCKED) continue;
      if (this.#ran) this.blame.unblock(kernelThread, this.#kernels.pinned(kernelThread), process);
    }
  }

  /**
   * Time in which user threads waited for a turn, not stalled, while a kernel thread of theirs was blocked and
   * fewer than there are cores were left; and when that was first so. Only after {@link close}.
   */
  pinnedWait(process: number): { readonly totalNs: number; readonly firstNs: number } {
    return { totalNs: this.#missedNs[process] ?? 0, firstNs: this.#missedFirst[process] ?? 0 };
  }

  /** Every process with a stall that made a user thread wait, in order. */
  processes(): readonly ProcessStalls[] {
    const found: ProcessStalls[] = [];
    for (const [process, totalNs] of this.#totalNs.entries()) {
      if (totalNs === 0) continue;
      const reason = this.#mostOf(this.#ofReason, process);
      found.push({
        process,
        totalNs,
        periods: this.#periods[process] as number,
        longestNs: this.#longestNs[process] as number,
        longestAtNs: this.#longestAt[process] as number,
        longestReady: this.#longestReady[process] as number,
        reason,
        detail: reason === NONE ? NONE : (this.#detail[process * REASONS + reason] as number),
      });
    }
    return found;
  }

  summary(): Stalls {
    const byReason: Partial<Record<BlockedReason, Ns>> = {};
    for (const [index, reason] of BLOCKED_REASONS.entries()) {
      const time = this.#reasonNs.get(index);
      if (time > 0) byReason[reason] = summedNs(time);
    }
    const processes = this.processes();
    return {
      totalNs: summedNs(processes.reduce((sum, { totalNs }) => sum + totalNs, 0)),
      longestNs: summedNs(processes.reduce((longest, stalls) => Math.max(longest, stalls.longestNs), 0)),
      byReason,
    };
  }

  /** Of a troubled process, `ready` of whose user threads are so by now. */
  #lookAtReady(process: number, ready: number): void {
    if (ready === 1) this.#watchPins(process);
    if (!this.isStalled(process)) return;
    if (ready === 1) this.#beginPeriod(process);
    else if (ready > (this.#periodReady[process] as number)) this.#periodReady[process] = ready;
  }

  /** Looks anew whether a blocked kernel thread of the process is missed. */
  #watchPins(process: number): void {
    const pinned = this.#pinned[process] as number;
    const isStalled = this.isStalled(process);
    this.#troubled[process] = isStalled || pinned > 0 ? 1 : 0;
    const isMissed =
      pinned > 0 &&
      (this.#ready[process] as number) > 0 &&
      !isStalled &&
      this.#kernels.liveIn(process) - pinned < this.#cores;
    if (!isMissed) this.#endMissed(process);
    else if (this.#missedSince[process] === NOT_STALLED) this.#beginMissed(process);
  }

  #beginMissed(process: number): void {
    this.#ran = true;
    this.#missedSince[process] = this.#now.ns;
  }

  #endMissed(process: number): void {
    const time = this.#now.ns;
    const since = this.#missedSince[process] as number;
    if (since === NOT_STALLED) return;
    this.#missedSince[process] = NOT_STALLED;
    if (time === since) return;
    if (this.#missedFirst[process] === NOT_STALLED) this.#missedFirst[process] = since;
    this.#missedNs[process] = (this.#missedNs[process] as number) + (time - since);
  }

  #beginPeriod(process: number): void {
    this.#ran = true;
    this.#periodSince[process] = this.#now.ns;
    this.#partSince[process] = this.#now.ns;
    this.#periodReady[process] = this.#ready[process] as number;
  }

  #endPeriod(process: number): void {
    const since = this.#periodSince[process] as number;
    if (since === NOT_STALLED) return;
    this.#endPart(process);
    this.#periodSince[process] = NOT_STALLED;
    const length = this.#now.ns - since;
    if (length === 0) return;
    this.#periods[process] = (this.#periods[process] as number) + 1;
    this.#totalNs[process] = (this.#totalNs[process] as number) + length;
    if (length <= (this.#longestNs[process] as number)) return;
    this.#longestNs[process] = length;
    this.#longestAt[process] = since;
    this.#longestReady[process] = this.#periodReady[process] as number;
  }

  /** Puts the time since the last change down to what most kernel threads of the process are blocked in. */
  #endPart(process: number): void {
    if (this.#periodSince[process] === NOT_STALLED) return;
    const length = this.#now.ns - (this.#partSince[process] as number);
    this.#partSince[process] = this.#now.ns;
    if (length === 0) return;
    const reason = this.#mostOf(this.#blocked, process);
    if (reason === NONE) return;
    const place = process * REASONS + reason;
    this.#ofReason[place] = (this.#ofReason[place] as number) + length;
    this.#reasonNs.add(reason, length);
  }

  /** The reason with the largest value of the process, the first among equals; NONE where all are 0. */
  #mostOf(values: Int32Array | Float64Array, process: number): number {
    let most = NONE;
    let largest = 0;
    for (let reason = 0; reason < REASONS; reason += 1) {
      const value = values[process * REASONS + reason] as number;
      if (value <= largest) continue;
      largest = value;
      most = reason;
    }
    return most;
  }
}
