import { assert } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import { IdQueue } from "../engine/id-queue.ts";
import { KeyedQueue } from "../engine/keyed-queue.ts";
import { NumberColumn } from "../engine/number-column.ts";
import { Rank, SlotTimers } from "../engine/slot-timers.ts";
import { EventCode } from "../trace/events.ts";
import type { KernelMachine, MachineParts } from "./kernel-machine.ts";
import { KernelState, KernelThreadTable, Work } from "./kernel-threads.ts";
import type { MachineOptions } from "./options.ts";

/** The one timer: when the next kernel thread has its work done. */
const COMPLETION = 0;
/** Rounding of virtual times that must not put a completion a nanosecond late. */
const TOLERANCE = 1e-3;

/**
 * Cores under processor sharing: all ready kernel threads run at once, at min(1, cores ÷ ready) of a core's
 * speed. Virtual time passes at that speed, so that work of w ns is done w of virtual time after it began,
 * whoever comes and goes meanwhile, and each change costs O(log n). Real times are rounded up to whole
 * nanoseconds. Switches, latency, migrations and affinity do not exist here.
 *
 * In the trace every user thread whose kernel thread is ready says that it runs, from when it is ready to
 * when it is not, so `ready` takes no time and `running` is longer than the work. Core times are exact: as many
 * cores are busy as there are ready kernel threads, at most all. Which core has which kernel thread is
 * notation: the cores show those that have been ready longest, and a kernel thread without a core in the trace says
 * it waits for one.
 */
export class SharingMachine implements KernelMachine {
  readonly timers = new SlotTimers(1);
  needsDispatch = false;
  readonly #cores: number;
  readonly #parts: MachineParts;
  readonly threads: KernelThreadTable;
  /** Those at work, by the virtual time at which it is done. */
  readonly #busy = new KeyedQueue();
  /** Those woken at this instant. */
  readonly #woken = new IdQueue();
  /** Those on no core in the trace, by when they began; and that order. */
  readonly #unseen = new KeyedQueue();
  readonly #order = new NumberColumn();
  #begun = 0;
  /** By core: the kernel thread that the trace has there. */
  readonly #seen: Int32Array;
  readonly #tracedCode: Uint8Array;
  readonly #tracedThread: Int32Array;
  /** Kernel threads that run: at work, or about to say what they do next. */
  #running = 0;
  #virtual = 0;
  /** Time of `virtual`, ns. */
  #since = 0;

  constructor(options: MachineOptions, parts: MachineParts) {
    this.#cores = options.cores;
    this.#parts = parts;
    this.threads = new KernelThreadTable(parts.reuseIds);
    this.#seen = new Int32Array(options.cores).fill(NONE);
    this.#tracedCode = new Uint8Array(options.cores).fill(EventCode.coreIdle);
    this.#tracedThread = new Int32Array(options.cores).fill(NONE);
  }

  create(process: number): number {
    const kernelThread = this.threads.allocate();
    this.#record(EventCode.kernelNew, kernelThread, process);
    return kernelThread;
  }

  wake(kernelThread: number): void {
    this.threads.state[kernelThread] = KernelState.ready;
    this.#record(EventCode.kernelReady, kernelThread, this.#parts.client.mounted(kernelThread));
    this.#woken.push(kernelThread);
    this.needsDispatch = true;
  }

  work(kernelThread: number, ns: number, work: Work, rank: Rank): void {
    const t = this.threads;
    t.burst[kernelThread] = ns;
    t.work[kernelThread] = work;
    t.rank[kernelThread] = rank;
    if (t.state[kernelThread] === KernelState.running) this.#startWork(kernelThread);
  }

  /** What is left is rounded up to whole nanoseconds. */
  cut(kernelThread: number): number {
    const t = this.threads;
    if (t.work[kernelThread] !== Work.program) return 0;
    if (!this.#busy.has(kernelThread)) {
      const waiting = t.burst[kernelThread] as number;
      if (!this.isRunning(kernelThread)) t.burst[kernelThread] = 0;
      return this.isRunning(kernelThread) ? 0 : waiting;
    }
    this.#settle();
    const left = Math.max(Math.ceil(this.#busy.keyOf(kernelThread) - this.#virtual - TOLERANCE), 0);
    if (left === 0) return 0;
    this.#busy.remove(kernelThread);
    this.work(kernelThread, 0, Work.program, Rank.completion);
    return left;
  }

  isRunning(kernelThread: number): boolean {
    return this.threads.state[kernelThread] === KernelState.running;
  }

  isSwitching(): boolean {
    return false;
  }

  beginProgram(kernelThread: number): void {
    this.threads.work[kernelThread] = Work.program;
    this.#show(kernelThread);
    this.#parts.client.working(kernelThread, Work.program);
  }

  block(kernelThread: number, userThread: number): void {
    const isIdle = userThread === NONE;
    this.#stop(kernelThread, isIdle ? KernelState.idle : KernelState.blocked);
    this.#record(isIdle ? EventCode.kernelIdle : EventCode.kernelBlocked, kernelThread, userThread);
  }

  /** There is no run queue whose back it could go to: it goes on at this instant, after others have had a look. */
  yield(kernelThread: number): void {
    this.work(kernelThread, 0, Work.program, Rank.completion);
  }

  exit(kernelThread: number): void {
    this.#stop(kernelThread, KernelState.free);
    this.threads.release(kernelThread);
    this.#record(EventCode.kernelEnd, kernelThread, NONE);
  }

  changed(): void {}

  fire(): void {
    this.#settle();
    const kernelThread = this.#busy.shift();
    assert(kernelThread !== NONE, "a completion of nobody's work");
    // Work that is done at one virtual time stays equal, and with what begins then, whatever was rounded on the way.
    const done = this.#busy.keyOf(kernelThread);
    if (Math.abs(this.#virtual - done) < TOLERANCE) this.#virtual = done;
    this.#setTimer();
    this.#parts.client.resume(kernelThread);
  }

  /** Lets everybody run who has been woken. */
  dispatch(): void {
    this.needsDispatch = false;
    for (let next = this.#woken.shift(); next !== NONE; next = this.#woken.shift()) this.#begin(next);
    for (let core = 0; core < this.#cores; core++) {
      if (this.#seen[core] === NONE) this.#trace(core, EventCode.coreIdle, NONE);
    }
  }

  #begin(kernelThread: number): void {
    const t = this.threads;
    this.#settle();
    this.#running += 1;
    this.#order.set(kernelThread, this.#begun);
    this.#begun += 1;
    t.state[kernelThread] = KernelState.running;
    const core = this.#seen.indexOf(NONE);
    if (core === NONE) this.#unseen.add(kernelThread, this.#order.get(kernelThread));
    else this.#give(core, kernelThread);
    if ((t.burst[kernelThread] as number) > 0) {
      this.#startWork(kernelThread);
      return;
    }
    this.beginProgram(kernelThread);
    this.#parts.client.resume(kernelThread);
  }

  #startWork(kernelThread: number): void {
    const t = this.threads;
    this.#settle();
    this.#show(kernelThread);
    this.#parts.client.working(kernelThread, t.work[kernelThread] as Work);
    this.#busy.add(kernelThread, this.#virtual + (t.burst[kernelThread] as number));
    this.#setTimer();
  }

  /** The running kernel thread, whose work is done, runs no more. */
  #stop(kernelThread: number, state: KernelState): void {
    const t = this.threads;
    assert(this.isRunning(kernelThread), () => `kernel thread ${kernelThread} does not run`);
    this.#settle();
    this.#running -= 1;
    t.state[kernelThread] = state;
    t.burst[kernelThread] = 0;
    this.needsDispatch = true;
    const core = t.core[kernelThread] as number;
    if (core === NONE) this.#unseen.remove(kernelThread);
    else this.#takeOff(core, kernelThread);
    this.#setTimer();
  }

  /** Brings virtual time up to now. */
  #settle(): void {
    const { now } = this.#parts.clock;
    this.#virtual += (now - this.#since) * this.#speed;
    this.#since = now;
    // Nobody's work refers to it: small numbers are exact.
    if (this.#busy.length === 0) this.#virtual = 0;
  }

  get #speed(): number {
    return this.#running <= this.#cores ? 1 : this.#cores / this.#running;
  }

  #setTimer(): void {
    const first = this.#busy.first;
    if (first === NONE) {
      this.timers.clear(COMPLETION);
      return;
    }
    const left = Math.max(this.#busy.keyOf(first) - this.#virtual, 0) / this.#speed;
    const time = this.#since + Math.ceil(left - TOLERANCE);
    const rank = this.threads.rank[first] as Rank;
    this.timers.set(COMPLETION, time, rank, this.#parts.events.takeSequence());
  }

  #give(core: number, kernelThread: number): void {
    this.#seen[core] = kernelThread;
    this.threads.core[kernelThread] = core;
  }

  /** Its core shows the one that has been ready longest of those on none. */
  #takeOff(core: number, kernelThread: number): void {
    this.threads.core[kernelThread] = NONE;
    this.#seen[core] = NONE;
    this.#tracedThread[core] = NONE;
    const next = this.#unseen.shift();
    if (next === NONE) return;
    this.#give(core, next);
    this.#show(next);
  }

  #show(kernelThread: number): void {
    const core = this.threads.core[kernelThread] as number;
    if (core === NONE) return;
    const isProgram = this.threads.work[kernelThread] === Work.program;
    this.#trace(core, isProgram ? EventCode.coreBusy : EventCode.coreOverhead, kernelThread);
  }

  #trace(core: number, code: EventCode, kernelThread: number): void {
    if (this.#tracedCode[core] === code && this.#tracedThread[core] === kernelThread) return;
    this.#tracedCode[core] = code;
    this.#tracedThread[core] = kernelThread;
    this.#record(code, core, kernelThread);
  }

  #record(code: EventCode, subject: number, detail: number): void {
    this.#parts.journal.record(code, subject, detail);
  }
}
