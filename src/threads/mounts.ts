import { NONE } from "../base/ids.ts";
import { Rank } from "../engine/slot-timers.ts";
import type { KernelMachine } from "../machine/kernel-machine.ts";
import { KernelState, Work } from "../machine/kernel-threads.ts";
import { EnqueueReason } from "../machine/policies/policy.ts";
import { EventCode } from "../trace/events.ts";
import type { Journal } from "../trace/journal.ts";
import type { GroupTraits } from "./group-traits.ts";
import type { ProcessState } from "./process-state.ts";
import { type SlotHost, Slots } from "./slots.ts";
import type { ThreadTable } from "./thread-table.ts";
import type { ThreadTimers } from "./thread-timers.ts";

const INITIAL_CAPACITY = 64;

/** Which user thread is on which kernel thread: finds them kernel threads, mounts and unmounts them. */
export class Mounts implements SlotHost {
  readonly #table: ThreadTable;
  readonly #machine: KernelMachine;
  readonly #processes: readonly ProcessState[];
  readonly #journal: Journal;
  readonly #traits: GroupTraits;
  readonly slots: Slots;
  /** Kernel threads of runtimes' pools. */
  readonly #inPool = new Set<number>();
  /** By kernel thread: the user thread mounted, the serial number of the last one, what is left of the user-level quantum. */
  mounted = new Int32Array(INITIAL_CAPACITY).fill(NONE);
  // Empty where no kernel thread is shared.
  #lastMounted = new Int32Array(0);
  sliceLeft = new Float64Array(0);
  /** The kernel thread being resumed has taken up another user thread, at no cost, and goes on with it. */
  goesOn = false;

  constructor(
    traits: GroupTraits,
    table: ThreadTable,
    machine: KernelMachine,
    processes: readonly ProcessState[],
    journal: Journal,
    timers: ThreadTimers,
  ) {
    this.slots = new Slots(journal, timers, this);
    this.#table = table;
    this.#machine = machine;
    this.#processes = processes;
    this.#journal = journal;
    this.#traits = traits;
    this.#resizeKernelColumns(INITIAL_CAPACITY);
  }

  #process(thread: number): ProcessState {
    return this.#processes[this.#table.process(thread)] as ProcessState;
  }

  /**
   * Finds a ready, unmounted user thread a kernel thread, or a place in the queue of its process. `cause`
   * is the user thread that made it ready, or NONE.
   */
  place(thread: number, reason: EnqueueReason, cause: number): void {
    const process = this.#process(thread);
    if (this.isBound(thread)) {
      this.#startOn(process, this.#createKernelThread(process), thread, 0);
      return;
    }
    const carrier = process.hasFreeSlot ? this.#freeCarrier(process) : NONE;
    if (carrier !== NONE) this.#startOn(process, carrier, thread, 0);
    else {
      const { ready } = process;
      ready.enqueue(thread, reason, cause === NONE ? NONE : (this.#table.kernelThread[cause] as number));
      if (ready.preemptive) this.preemptOne(process);
    }
  }

  /**
   * The most urgent user thread that waits takes the place of the least urgent mounted one, where it
   * matters more: at once where that computes, else as soon as it does again.
   */
  preemptOne(process: ProcessState): void {
    const { ready, carriers } = process;
    let victim = NONE;
    let least = ready.topUrgency;
    for (const carrier of carriers) {
      if (!this.#mayLose(carrier)) continue;
      const urgency = ready.urgency(this.mounted[carrier] as number);
      if (urgency >= least) continue;
      victim = carrier;
      least = urgency;
    }
    if (victim === NONE) return;
    const thread = this.mounted[victim] as number;
    this.sliceLeft[victim] = 0;
    this.#table.remaining[thread] = (this.#table.remaining[thread] as number) + this.#machine.cut(victim);
  }

  /** Whether the kernel thread carries a user thread that could go on, and has not been asked to give it up already. */
  #mayLose(carrier: number): boolean {
    const state = this.#machine.threads.state[carrier];
    const canRun = state === KernelState.running || state === KernelState.ready;
    return canRun && this.mounted[carrier] !== NONE && this.sliceLeft[carrier] !== 0;
  }

  placeNext(process: ProcessState, cost: number): void {
    if (process.ready.length === 0) return;
    const carrier = this.#freeCarrier(process);
    if (carrier !== NONE) this.#startOn(process, carrier, process.ready.pick(NONE), cost);
  }

  /** The running user thread has its computation, in `remaining`, done by a kernel thread of the runtime's pool. */
  offload(kernelThread: number, thread: number, process: ProcessState, pool: number): void {
    this.#journal.record(EventCode.givesWay, thread, NONE);
    this.setState(thread, EventCode.threadReady, NONE);
    this.unmount(kernelThread, thread);
    let worker = process.poolIdle.pop() ?? NONE;
    if (worker === NONE && process.poolThreads < pool) {
      process.poolThreads += 1;
      worker = this.#createKernelThread(process);
      this.#inPool.add(worker);
    }
    if (worker === NONE) process.poolQueue.push(thread);
    else this.#startOn(process, worker, thread, 0);
    this.takeNext(kernelThread, process);
  }

  isInPool(kernelThread: number): boolean {
    return this.#inPool.has(kernelThread);
  }

  /** What the pool's kernel thread computed is done: its user thread goes back to the others. */
  leavePool(worker: number, thread: number, process: ProcessState): void {
    this.#journal.record(EventCode.givesWay, thread, NONE);
    this.setState(thread, EventCode.threadReady, NONE);
    this.unmount(worker, thread);
    this.place(thread, EnqueueReason.wake, NONE);
    const next = process.poolQueue.shift();
    if (next !== NONE) {
      this.#mount(process, worker, next, 0);
      return;
    }
    process.poolIdle.push(worker);
    this.#machine.block(worker, NONE);
  }

  #startOn(process: ProcessState, kernelThread: number, thread: number, extraCost: number): void {
    this.#mount(process, kernelThread, thread, extraCost);
    this.#machine.wake(kernelThread);
  }

  /** An idle or new kernel thread for user threads that are not bound, or NONE where there are too many. */
  #freeCarrier(process: ProcessState): number {
    const idle = process.idle.pop();
    if (idle !== undefined) return idle;
    if (process.kernelThreads === process.mostKernelThreads) return NONE;
    process.kernelThreads += 1;
    const carrier = this.#createKernelThread(process);
    if (process.ready.preemptive) process.carriers.push(carrier);
    return carrier;
  }

  #createKernelThread(process: ProcessState): number {
    const kernelThread = this.#machine.create(process.id);
    if (kernelThread >= this.mounted.length) this.#resizeKernelColumns(this.mounted.length * 2);
    if (this.#traits.shared) this.#lastMounted[kernelThread] = NONE;
    return kernelThread;
  }

  /** Puts a user thread on a kernel thread that has none; what that costs is the kernel thread's next work. */
  #mount(process: ProcessState, kernelThread: number, thread: number, extraCost: number): void {
    const t = this.#table;
    let cost = extraCost;
    // Where each user thread has a kernel thread of its own, its start covers that one's.
    if (this.#traits.shared) cost += this.#takeTurn(process, kernelThread, thread);
    if (t.started[thread] === 0) {
      t.started[thread] = 1;
      cost += this.#traits.startCost[t.group[thread] as number] as number;
    }
    if (this.#traits.handoff) {
      cost += t.owed[thread] as number;
      t.owed[thread] = 0;
    }
    t.kernelThread[thread] = kernelThread;
    this.mounted[kernelThread] = thread;
    const isRunning = this.#machine.isRunning(kernelThread);
    if (cost > 0) this.#machine.work(kernelThread, cost, Work.overhead, Rank.completion);
    else if (isRunning) {
      this.#machine.beginProgram(kernelThread);
      this.goesOn = true;
    }
    if (isRunning) this.#machine.changed(kernelThread);
  }

  /** The user thread has its turn on a kernel thread that others may have had; returns what the change costs, ns. */
  #takeTurn({ model, costs }: ProcessState, kernelThread: number, thread: number): number {
    const last = this.#lastMounted[kernelThread] as number;
    const serial = this.#table.serial[thread] as number;
    this.#lastMounted[kernelThread] = serial;
    this.sliceLeft[kernelThread] = model.userQuantum;
    if (last === NONE) return model.keepsKernelThread ? 0 : costs.kernelThreadCreate;
    return last === serial ? 0 : costs.userSwitch;
  }

  unmount(kernelThread: number, thread: number): void {
    this.#table.kernelThread[thread] = NONE;
    this.mounted[kernelThread] = NONE;
  }

  /** The running kernel thread, unmounted, takes up the next user thread, or idles. */
  takeNext(kernelThread: number, process: ProcessState): void {
    const next = process.ready.pick(kernelThread);
    if (next !== NONE) {
      const left = this.sliceLeft[kernelThread] as number;
      this.#mount(process, kernelThread, next, 0);
      if (process.ready.inherits) this.sliceLeft[kernelThread] = left;
      return;
    }
    this.#idle(kernelThread, process);
  }

  /** Takes `ns` off the user-level quantum of a running user thread; false where that was over before, and another has its place now. */
  keepsTurn(kernelThread: number, thread: number, ns: number): boolean {
    if (!this.#traits.shared) return true;
    const left = this.sliceLeft[kernelThread] as number;
    if (left === 0 && this.#process(thread).ready.length > 0) {
      this.requeue(kernelThread, thread, EnqueueReason.quantum);
      return false;
    }
    this.sliceLeft[kernelThread] = Math.max(0, left - ns);
    return true;
  }

  /**
   * Has a kernel thread of the user thread's process, which is ready or running, take up one after another
   * from the queue until it carries this one. The queue has to be first in, first out.
   */
  displaceFor(thread: number): void {
    const { kernelThread } = this.#table;
    const process = this.#table.process(thread);
    const { state } = this.#machine.threads;
    const carrier = this.mounted.findIndex(
      (other, id) =>
        other !== NONE &&
        this.#table.process(other) === process &&
        !this.isBound(other) &&
        (state[id] === KernelState.ready || state[id] === KernelState.running),
    );
    while (kernelThread[thread] === NONE) {
      const other = this.mounted[carrier] as number;
      // Ready on its kernel thread before, and now without one.
      if (this.#table.state[other] === EventCode.threadReady)
        this.#journal.record(EventCode.threadReady, other, NONE);
      this.requeue(carrier, other, EnqueueReason.preempted);
    }
  }

  /** The running user thread gives its place to the next of its process's queue. */
  requeue(kernelThread: number, thread: number, reason: EnqueueReason): void {
    const process = this.#process(thread);
    this.setState(thread, EventCode.threadReady, NONE);
    this.unmount(kernelThread, thread);
    process.ready.enqueue(thread, reason, kernelThread);
    // Nobody is to pay for a quantum that is over.
    if (reason === EnqueueReason.quantum) this.sliceLeft[kernelThread] = process.model.userQuantum;
    this.takeNext(kernelThread, process);
  }

  /**
   * A kernel thread that lost its slot while it was blocked is on a core again: false where no slot is
   * free, so that its user thread waits for another, and it idles.
   */
  regainSlot(kernelThread: number, thread: number): boolean {
    const process = this.#process(thread);
    if (this.slots.regain(process, kernelThread)) {
      this.setState(thread, EventCode.threadRunning, kernelThread);
      return true;
    }
    this.slots.giveUp(process, kernelThread);
    // It was ready on its kernel thread, and is now ready without one.
    this.#table.state[thread] = EventCode.threadReady;
    this.#journal.record(EventCode.threadReady, thread, NONE);
    this.unmount(kernelThread, thread);
    process.ready.enqueue(thread, EnqueueReason.wake, NONE);
    this.#idle(kernelThread, process);
    return false;
  }

  #idle(kernelThread: number, process: ProcessState): void {
    process.idle.push(kernelThread);
    this.#machine.block(kernelThread, NONE);
  }

  isBound(thread: number): boolean {
    return this.#traits.bound[this.#table.group[thread] as number] === 1;
  }

  setState(thread: number, code: EventCode, detail: number): void {
    if (this.#table.state[thread] === code) return;
    this.#table.state[thread] = code;
    this.#journal.record(code, thread, detail);
  }

  #resizeKernelColumns(capacity: number): void {
    const mounted = new Int32Array(capacity).fill(NONE);
    mounted.set(this.mounted);
    this.mounted = mounted;
    if (!this.#traits.shared) return;
    const lastMounted = new Int32Array(capacity).fill(NONE);
    lastMounted.set(this.#lastMounted);
    const sliceLeft = new Float64Array(capacity);
    sliceLeft.set(this.sliceLeft);
    this.#lastMounted = lastMounted;
    this.sliceLeft = sliceLeft;
  }
}
