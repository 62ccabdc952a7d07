import { at } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import type { Clock } from "../engine/clock.ts";
import type { EventList } from "../engine/event-list.ts";
import { Rank } from "../engine/slot-timers.ts";
import type { Costs } from "../machine/costs.ts";
import { KernelState, Work } from "../machine/kernel-threads.ts";
import { type KernelThreadClient, Machine } from "../machine/machine.ts";
import { EnqueueReason } from "../machine/policies/policy.ts";
import { EventCode, type TraceSink } from "../trace/events.ts";
import type { Plan } from "./plan.ts";
import { ProcessState } from "./process-state.ts";
import { ThreadTable } from "./thread-table.ts";

/** Runs the program of a user thread from its present instruction, until it takes time, blocks or ends. */
export interface ProgramRunner {
  run(kernelThread: number, thread: number): void;
}

/** Zero-time turns of one kernel thread before it lets the event loop have a look: for limits and Ctrl-C. */
const TURNS_WITHOUT_TIME = 1024;
const INITIAL_CAPACITY = 64;

/**
 * The thread library of every process: mounts user threads on kernel threads as the model of their
 * process says, and decides what blocks when a user thread does.
 */
export class ThreadLibrary implements KernelThreadClient {
  readonly table: ThreadTable;
  readonly machine: Machine;
  readonly processes: readonly ProcessState[];
  readonly #clock: Clock;
  readonly #sink: TraceSink;
  readonly #costs: Costs;
  readonly #bound: Uint8Array;
  #runner: ProgramRunner = { run: () => {} };
  /** By kernel thread: the user thread mounted, the serial number of the last one, what is left of the user-level quantum. */
  #mounted = new Int32Array(INITIAL_CAPACITY).fill(NONE);
  #lastMounted = new Int32Array(INITIAL_CAPACITY).fill(NONE);
  #sliceLeft = new Float64Array(INITIAL_CAPACITY);
  /** The kernel thread being resumed has taken up another user thread, at no cost, and goes on with it. */
  #goesOn = false;

  constructor(plan: Plan, reuseIds: boolean, clock: Clock, events: EventList, sink: TraceSink) {
    this.table = new ThreadTable(reuseIds, plan.features);
    this.machine = new Machine(plan.input.machine, reuseIds, clock, events, sink, this);
    this.processes = plan.processes.map((process, id) => new ProcessState(id, process, this.table));
    this.#clock = clock;
    this.#sink = sink;
    this.#costs = plan.input.machine.costs;
    this.#bound = Uint8Array.from(plan.groups, ({ bound }) => (bound ? 1 : 0));
  }

  /** Says who runs programs; has to be called before anything else. */
  attach(runner: ProgramRunner): void {
    this.#runner = runner;
  }

  process(thread: number): ProcessState {
    return at(this.processes, this.table.process[thread] as number);
  }

  /** Whether the user thread keeps its kernel thread while it is blocked. */
  keepsKernelThread(thread: number): boolean {
    return this.process(thread).model.keepsKernelThread || this.#isBound(thread);
  }

  /** Core time that the end of the user thread takes, ns; with a kernel thread of its own, that one's end too. */
  exitCost(thread: number): number {
    const cost = this.process(thread).model.exitCost(this.#costs);
    return this.#isBound(thread) ? cost + this.#costs.kernelThreadExit : cost;
  }

  /** The user thread arrives: from now on it may run. `creator` is the user thread that started it, or NONE. */
  arrive(thread: number, creator: number): void {
    const process = this.process(thread);
    this.table.state[thread] = EventCode.threadArrive;
    if (process.model.processPerThread || !process.exists) {
      process.exists = true;
      this.#sink.record(this.#clock.now, EventCode.processNew, process.id, NONE);
    }
    this.#sink.record(this.#clock.now, EventCode.threadArrive, thread, NONE);
    this.#place(thread, EnqueueReason.new, creator);
  }

  /** Makes a blocked user thread ready. `waker` is the user thread that did it, or NONE. */
  wake(thread: number, waker: number): void {
    if (waker !== NONE) this.#sink.record(this.#clock.now, EventCode.threadWake, thread, waker);
    const kernelThread = this.table.kernelThread[thread] as number;
    this.#setState(thread, EventCode.threadReady, kernelThread);
    if (kernelThread === NONE) {
      this.#place(thread, EnqueueReason.wake, waker);
      return;
    }
    if (!this.#isBound(thread)) this.#trackStall(this.process(thread), -1);
    this.machine.wake(kernelThread);
  }

  /**
   * Blocks the running user thread for the reason that `code` says, on `detail`. `inKernel`: its kernel
   * thread with it, as always where it keeps one; else the kernel thread takes up another.
   */
  block(kernelThread: number, thread: number, code: EventCode, detail: number, inKernel: boolean): void {
    this.#setState(thread, code, detail);
    if (inKernel || this.keepsKernelThread(thread)) {
      this.machine.block(kernelThread, thread);
      if (!this.#isBound(thread)) this.#trackStall(this.process(thread), 1);
    } else {
      this.#unmount(kernelThread, thread);
      this.#takeNext(kernelThread, this.process(thread));
    }
  }

  /** The running user thread lets others have its place: on the core where it has a kernel thread of its own, else on its kernel thread. */
  yield(kernelThread: number, thread: number): void {
    if (this.keepsKernelThread(thread)) this.machine.yield(kernelThread);
    else if (this.process(thread).ready.length > 0) this.#requeue(kernelThread, thread, EnqueueReason.yield);
    else this.#goesOn = true;
  }

  /** The running user thread computes for `ns`. */
  compute(kernelThread: number, thread: number, ns: number): void {
    const quantum = this.process(thread).model.userQuantum;
    // A bound user thread has nobody to share its kernel thread with.
    if (quantum === Number.POSITIVE_INFINITY || this.#isBound(thread)) {
      this.machine.work(kernelThread, ns, Work.program, Rank.completion);
      return;
    }
    const left = this.#sliceLeft[kernelThread] as number;
    const piece = Math.min(ns, left);
    this.table.remaining[thread] = ns - piece;
    this.#sliceLeft[kernelThread] = left - piece;
    this.machine.work(kernelThread, piece, Work.program, piece < ns ? Rank.expiry : Rank.completion);
  }

  /** The running user thread has to wait for `ns` of work that is not its program's. */
  overhead(kernelThread: number, ns: number): void {
    this.machine.work(kernelThread, ns, Work.overhead, Rank.completion);
  }

  /** The running user thread goes on at this instant, after the event loop has had a look. */
  pause(kernelThread: number): void {
    this.machine.work(kernelThread, 0, Work.program, Rank.completion);
  }

  /** The priority of a user thread is another from now on: whoever orders by it is told. */
  setPriority(thread: number, priority: number): void {
    const t = this.table;
    const before = t.priority[thread] as number;
    if (priority === before) return;
    t.priority[thread] = priority;
    const kernelThread = t.kernelThread[thread] as number;
    const process = this.process(thread);
    if (kernelThread === NONE) {
      const waits = t.state[thread] === EventCode.threadReady || t.state[thread] === EventCode.threadArrive;
      if (waits) process.ready.update(thread, before);
    }
    if (process.ready.preemptive) this.#preemptOne(process);
  }

  /** The running user thread has ended. */
  end(kernelThread: number, thread: number): void {
    const process = this.process(thread);
    this.table.state[thread] = EventCode.threadEnd;
    this.#sink.record(this.#clock.now, EventCode.threadEnd, thread, NONE);
    if (process.model.processPerThread)
      this.#sink.record(this.#clock.now, EventCode.processEnd, process.id, NONE);
    const keeps = this.keepsKernelThread(thread);
    const isBound = this.#isBound(thread);
    this.#unmount(kernelThread, thread);
    if (!keeps) {
      this.#takeNext(kernelThread, process);
      return;
    }
    this.machine.exit(kernelThread);
    if (isBound) return;
    process.kernelThreads -= 1;
    const next = process.ready.pick(NONE);
    if (next !== NONE) this.#place(next, EnqueueReason.wake, NONE);
  }

  resume(kernelThread: number): void {
    let turns = 0;
    do {
      this.#goesOn = false;
      this.#continue(kernelThread, this.#mounted[kernelThread] as number);
      if (!this.#goesOn) return;
      this.#clock.events += 1;
      turns += 1;
    } while (turns < TURNS_WITHOUT_TIME);
    this.#goesOn = false;
    this.pause(kernelThread);
  }

  working(kernelThread: number, work: Work): void {
    const code = work === Work.program ? EventCode.threadRunning : EventCode.threadOverhead;
    this.#setState(this.#mounted[kernelThread] as number, code, kernelThread);
  }

  preempted(kernelThread: number): void {
    this.#setState(this.#mounted[kernelThread] as number, EventCode.threadReady, kernelThread);
  }

  #continue(kernelThread: number, thread: number): void {
    const process = this.process(thread);
    if (process.model.userQuantum !== Number.POSITIVE_INFINITY) {
      const remaining = this.table.remaining[thread] as number;
      if (remaining > 0) {
        this.#continueSlice(kernelThread, thread, process, remaining);
        return;
      }
    }
    this.#runner.run(kernelThread, thread);
  }

  /** Part of a computation is left: the user-level quantum is over, or a new mount takes it up. */
  #continueSlice(kernelThread: number, thread: number, process: ProcessState, remaining: number): void {
    if (this.#sliceLeft[kernelThread] === 0) {
      if (process.ready.length > 0) {
        const reason = this.#whyItLeaves(process, thread);
        if (reason !== null) {
          this.#requeue(kernelThread, thread, reason);
          return;
        }
      }
      this.#sliceLeft[kernelThread] = process.model.userQuantum;
    }
    this.compute(kernelThread, thread, remaining);
  }

  /** Why a user thread whose slice is over gives its place to one that waits; null where it does not. */
  #whyItLeaves({ ready, model }: ProcessState, thread: number): EnqueueReason | null {
    if (!ready.preemptive) return EnqueueReason.quantum;
    if (ready.topUrgency > ready.urgency(thread)) return EnqueueReason.preempted;
    // Its slice was cut for one that has found another place meanwhile.
    return model.userQuantum === Number.MAX_SAFE_INTEGER ? null : EnqueueReason.quantum;
  }

  /**
   * Finds a ready, unmounted user thread a kernel thread, or a place in the queue of its process. `cause`
   * is the user thread that made it ready, or NONE.
   */
  #place(thread: number, reason: EnqueueReason, cause: number): void {
    const process = this.process(thread);
    if (this.#isBound(thread)) {
      this.#startOn(this.#createKernelThread(process), thread);
      return;
    }
    const idle = process.idle.pop();
    if (idle !== undefined) {
      this.#startOn(idle, thread);
    } else if (process.kernelThreads < process.model.maxKernelThreads) {
      process.kernelThreads += 1;
      this.#startOn(this.#createCarrier(process), thread);
    } else {
      const { ready } = process;
      ready.enqueue(thread, reason, cause === NONE ? NONE : (this.table.kernelThread[cause] as number));
      if (ready.preemptive) this.#preemptOne(process);
    }
  }

  /**
   * The most urgent user thread that waits takes the place of the least urgent mounted one, where it
   * matters more: at once where that computes, else as soon as it does again.
   */
  #preemptOne(process: ProcessState): void {
    const { ready, carriers } = process;
    let victim = NONE;
    let least = ready.topUrgency;
    for (const carrier of carriers) {
      if (!this.#mayLose(carrier)) continue;
      const urgency = ready.urgency(this.#mounted[carrier] as number);
      if (urgency >= least) continue;
      victim = carrier;
      least = urgency;
    }
    if (victim === NONE) return;
    const thread = this.#mounted[victim] as number;
    this.#sliceLeft[victim] = 0;
    this.table.remaining[thread] = (this.table.remaining[thread] as number) + this.machine.cut(victim);
  }

  /** Whether the kernel thread carries a user thread that could go on, and has not been asked to give it up already. */
  #mayLose(carrier: number): boolean {
    const state = this.machine.threads.state[carrier];
    const canRun = state === KernelState.running || state === KernelState.ready;
    return canRun && this.#mounted[carrier] !== NONE && this.#sliceLeft[carrier] !== 0;
  }

  #startOn(kernelThread: number, thread: number): void {
    this.#mount(kernelThread, thread);
    this.machine.wake(kernelThread);
  }

  /** A kernel thread for user threads that are not bound. */
  #createCarrier(process: ProcessState): number {
    const carrier = this.#createKernelThread(process);
    if (process.ready.preemptive) process.carriers.push(carrier);
    return carrier;
  }

  #createKernelThread(process: ProcessState): number {
    const kernelThread = this.machine.create(process.id);
    if (kernelThread >= this.#mounted.length) this.#growKernelColumns();
    this.#lastMounted[kernelThread] = NONE;
    return kernelThread;
  }

  /** Puts a user thread on a kernel thread that has none; what that costs is the kernel thread's next work. */
  #mount(kernelThread: number, thread: number): void {
    const t = this.table;
    const process = this.process(thread);
    const { model } = process;
    const last = this.#lastMounted[kernelThread] as number;
    let cost = 0;
    const serial = t.serial[thread] as number;
    if (last !== NONE && last !== serial) cost += this.#costs.userSwitch;
    // Where each user thread has its own, the start of the user thread covers it.
    if (last === NONE && !model.keepsKernelThread) cost += this.#costs.kernelThreadCreate;
    if (t.started[thread] === 0) {
      t.started[thread] = 1;
      cost += model.startCost(this.#costs, process.imageBytes);
    }
    t.kernelThread[thread] = kernelThread;
    this.#mounted[kernelThread] = thread;
    this.#lastMounted[kernelThread] = serial;
    this.#sliceLeft[kernelThread] = model.userQuantum;
    if (cost > 0) this.machine.work(kernelThread, cost, Work.overhead, Rank.completion);
    else if (this.machine.isRunning(kernelThread)) {
      this.machine.beginProgram(kernelThread);
      this.#goesOn = true;
    }
  }

  #unmount(kernelThread: number, thread: number): void {
    this.table.kernelThread[thread] = NONE;
    this.#mounted[kernelThread] = NONE;
  }

  /** The running kernel thread, unmounted, takes up the next user thread, or idles. */
  #takeNext(kernelThread: number, process: ProcessState): void {
    const next = process.ready.pick(kernelThread);
    if (next !== NONE) {
      this.#mount(kernelThread, next);
      return;
    }
    process.idle.push(kernelThread);
    this.machine.block(kernelThread, NONE);
  }

  /** The running user thread gives its place to the next of its process's queue. */
  #requeue(kernelThread: number, thread: number, reason: EnqueueReason): void {
    const process = this.process(thread);
    this.#setState(thread, EventCode.threadReady, NONE);
    this.#unmount(kernelThread, thread);
    process.ready.enqueue(thread, reason, kernelThread);
    this.#takeNext(kernelThread, process);
  }

  /** Counts kernel threads blocked in the kernel; when it is all of them, whoever is ready is stalled. */
  #trackStall(process: ProcessState, change: 1 | -1): void {
    const before = process.blocked;
    process.blocked = before + change;
    const all = process.model.maxKernelThreads;
    if (process.blocked === all) this.#sink.record(this.#clock.now, EventCode.stallBegin, process.id, NONE);
    else if (before === all) this.#sink.record(this.#clock.now, EventCode.stallEnd, process.id, NONE);
  }

  #isBound(thread: number): boolean {
    return this.#bound[this.table.group[thread] as number] === 1;
  }

  #setState(thread: number, code: EventCode, detail: number): void {
    if (this.table.state[thread] === code) return;
    this.table.state[thread] = code;
    this.#sink.record(this.#clock.now, code, thread, detail);
  }

  #growKernelColumns(): void {
    const capacity = this.#mounted.length * 2;
    const mounted = new Int32Array(capacity).fill(NONE);
    mounted.set(this.#mounted);
    const lastMounted = new Int32Array(capacity).fill(NONE);
    lastMounted.set(this.#lastMounted);
    const sliceLeft = new Float64Array(capacity);
    sliceLeft.set(this.#sliceLeft);
    this.#mounted = mounted;
    this.#lastMounted = lastMounted;
    this.#sliceLeft = sliceLeft;
  }
}
