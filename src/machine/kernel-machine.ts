import type { Clock } from "../engine/clock.ts";
import type { EventList } from "../engine/event-list.ts";
import type { Rank, SlotTimers } from "../engine/slot-timers.ts";
import type { Journal } from "../trace/journal.ts";
import type { KernelThreadTable, Work } from "./kernel-threads.ts";
import type { KernelThreadFacts } from "./policies/policy.ts";

/**
 * What kernel threads carry. The machine calls these; in `resume` the kernel thread is on a core with no
 * work left, and the answer is exactly one of the machine's `work`, `block`, `yield` or `exit`.
 */
export interface KernelThreadClient {
  resume(kernelThread: number): void;
  /** The user thread that the kernel thread carries, or NONE. */
  mounted(kernelThread: number): number;
  /** On a core, and from now on doing this kind of work. */
  working(kernelThread: number, work: Work): void;
  /** Taken off its core although it could run on. */
  preempted(kernelThread: number): void;
}

/** What a machine is built on and with. */
export interface MachineParts {
  /** Ended kernel threads' ids go to new ones. */
  readonly reuseIds: boolean;
  readonly clock: Clock;
  readonly events: EventList;
  readonly journal: Journal;
  readonly client: KernelThreadClient;
  readonly facts: KernelThreadFacts;
  /** Some kernel thread may not run on every core. */
  readonly hasAffinity: boolean;
  /** Uniform numbers in [0, 1) for the scheduler. Called once, and only where a policy draws. */
  stream(): () => number;
}

/** Cores that run kernel threads: what thread libraries see of the hardware and the kernel. */
export interface KernelMachine {
  readonly threads: KernelThreadTable;
  /** When something happens next on the cores. */
  readonly timers: SlotTimers;
  /** Something has changed that a dispatch at this instant has to look at. */
  readonly needsDispatch: boolean;
  /** A new kernel thread of a process; it waits for a core after `wake`. */
  create(process: number): number;
  /** Makes a new, blocked or idle kernel thread ready. */
  wake(kernelThread: number): void;
  /** Gives the kernel thread `ns` of core time to spend; its client is resumed when they are spent. */
  work(kernelThread: number, ns: number, work: Work, rank: Rank): void;
  /**
   * Takes what is left of its program's present work from a kernel thread that is running or ready, so
   * that its client is resumed at this instant, or as soon as it is on a core; returns what it was, ns.
   * Overhead is not cut.
   */
  cut(kernelThread: number): number;
  isRunning(kernelThread: number): boolean;
  /** On a core that is still switching to it. */
  isSwitching(kernelThread: number): boolean;
  /** The running kernel thread turns to a program; how long for, its next `work` says. */
  beginProgram(kernelThread: number): void;
  /** The running kernel thread leaves its core until it is woken: blocked for `userThread`, or idle where that is NONE. */
  block(kernelThread: number, userThread: number): void;
  /** The running kernel thread goes to the back of the run queue. */
  yield(kernelThread: number): void;
  /** The running kernel thread ends; its id may be used again. */
  exit(kernelThread: number): void;
  /** The facts of a kernel thread have changed: it carries another user thread, or that has another priority. */
  changed(kernelThread: number): void;
  /** The earliest core timer has fired. The clock shows its time. */
  fire(): void;
  /** Gives cores to ready kernel threads as the policy says. The last thing at an instant. */
  dispatch(): void;
}
