import { NONE } from "../base/ids.ts";
import { EventCode } from "../trace/events.ts";
import type { Journal } from "../trace/journal.ts";
import type { ProcessState } from "./process-state.ts";
import type { ThreadTimers } from "./thread-timers.ts";

/** What slots ask of those who mount user threads. */
export interface SlotHost {
  /** A slot is free: the next ready user thread gets a kernel thread, which costs `cost` ns of its core time. */
  placeNext(process: ProcessState, cost: number): void;
}

const INITIAL_CAPACITY = 64;

/**
 * Slots: the right to carry user threads, of which a process has as many as its model has kernel threads.
 * Where its model replaces blocked kernel threads (`onBlock`), one that stays blocked in the kernel loses
 * its slot to another; when it comes back it takes a free one, or there is one too many, and it idles.
 * This is Go's hand-off of a P (runtime/proc.go: retake, handoffp, exitsyscall), ForkJoinPool's
 * compensation (tryCompensate), and an upcall of scheduler activations (Anderson et al. 1991). A process
 * is stalled while none of its kernel threads can carry anybody.
 */
export class Slots {
  readonly #journal: Journal;
  readonly #timers: ThreadTimers;
  readonly #host: SlotHost;
  /** By kernel thread: 1 where it is blocked, or has come back, without a slot. */
  #lost = new Uint8Array(INITIAL_CAPACITY);

  constructor(journal: Journal, timers: ThreadTimers, host: SlotHost) {
    this.#journal = journal;
    this.#timers = timers;
    this.#host = host;
  }

  hasLost(kernelThread: number): boolean {
    return this.#lost[kernelThread] === 1;
  }

  /** The kernel thread is blocked in the kernel with the user thread, for the reason that `code` says. */
  enterKernel(process: ProcessState, kernelThread: number, thread: number, code: EventCode): void {
    process.blocked += 1;
    process.blockedWithSlot += 1;
    const { onBlock } = process.model;
    if (onBlock === null || (code === EventCode.blockedLock && !onBlock.locks)) this.#trackStall(process);
    else if (onBlock.replaceAfter === 0) this.lose(process, kernelThread);
    else {
      this.#timers.setSlotLoss(thread, onBlock.replaceAfter);
      this.#trackStall(process);
    }
  }

  /** It is blocked no longer; whether it can go on carrying its user thread is seen when it is on a core. */
  leaveKernel(process: ProcessState, kernelThread: number, thread: number): void {
    process.blocked -= 1;
    if (this.#lost[kernelThread] !== 1) {
      process.blockedWithSlot -= 1;
      if (process.model.onBlock !== null) this.#timers.cancelSlotLoss(thread);
    }
    this.#trackStall(process);
  }

  /** The kernel thread has been blocked for long enough: another takes its slot. */
  lose(process: ProcessState, kernelThread: number): void {
    if (kernelThread >= this.#lost.length) this.#grow(kernelThread);
    this.#lost[kernelThread] = 1;
    process.withoutSlot += 1;
    process.blockedWithSlot -= 1;
    this.#journal.record(EventCode.slotLost, kernelThread, NONE);
    this.#host.placeNext(process, process.model.onBlock?.cost ?? 0);
    this.#trackStall(process);
  }

  /** A kernel thread that is back takes a slot, if one is free. */
  regain(process: ProcessState, kernelThread: number): boolean {
    if (!process.hasFreeSlot) return false;
    this.giveUp(process, kernelThread);
    return true;
  }

  /** It counts as one without a slot no longer: it has one again, or idles. */
  giveUp(process: ProcessState, kernelThread: number): void {
    this.#lost[kernelThread] = 0;
    process.withoutSlot -= 1;
    this.#trackStall(process);
  }

  #trackStall(process: ProcessState): void {
    const { blocked, blockedWithSlot, withoutSlot } = process;
    // Those that are back without a slot have yet to see whether there is one.
    const back = withoutSlot - (blocked - blockedWithSlot);
    const stalled =
      (blockedWithSlot === process.model.maxKernelThreads && back === 0) ||
      blocked === process.mostKernelThreads;
    if (stalled === process.stalled) return;
    process.stalled = stalled;
    const code = stalled ? EventCode.stallBegin : EventCode.stallEnd;
    this.#journal.record(code, process.id, NONE);
  }

  #grow(kernelThread: number): void {
    const grown = new Uint8Array(Math.max(this.#lost.length * 2, kernelThread + 1));
    grown.set(this.#lost);
    this.#lost = grown;
  }
}
