import { NONE } from "../base/ids.ts";
import type { Clock } from "../engine/clock.ts";
import type { EventList } from "../engine/event-list.ts";
import { Rank } from "../engine/slot-timers.ts";
import type { Costs } from "../machine/costs.ts";
import type { KernelMachine } from "../machine/kernel-machine.ts";
import { Work } from "../machine/kernel-threads.ts";
import { EnqueueReason } from "../machine/policies/policy.ts";
import type { QuotaMachine, ThrottledClient } from "../machine/quota-machine.ts";
import { EventCode } from "../trace/events.ts";
import type { Journal } from "../trace/journal.ts";
import { Deadlines } from "./deadlines.ts";
import { Gil, type GilHost } from "./gil.ts";
import { GroupTraits } from "./group-traits.ts";
import { machineFor } from "./machine-for.ts";
import { Mounts } from "./mounts.ts";
import type { Plan, ProcessPlan } from "./plan.ts";
import { ProcessState } from "./process-state.ts";
import type { StepControl } from "./stepping/step-control.ts";
import { ThreadTable } from "./thread-table.ts";
import type { ThreadTimers } from "./thread-timers.ts";
import { UserSlices } from "./user-slices.ts";

/** Runs the program of a user thread from its present instruction, until it takes time, blocks or ends. */
export interface ProgramRunner {
  run(kernelThread: number, thread: number): void;
}

/** Zero-time turns of one kernel thread before it lets the event loop have a look: for limits and Ctrl-C. */
const TURNS_WITHOUT_TIME = 1024;

/**
 * The thread library of every process: mounts user threads on kernel threads as the model of their
 * process says, and decides what blocks when a user thread does.
 */
export class ThreadLibrary implements ThrottledClient, GilHost {
  readonly table: ThreadTable;
  readonly machine: KernelMachine;
  /** To be told when the timer of a process has fired. */
  readonly quotas: QuotaMachine | null;
  readonly processes: readonly ProcessState[];
  readonly traits: GroupTraits;
  /** Null where no user thread has a deadline. */
  readonly deadlines: Deadlines | null;
  readonly #mounts: Mounts;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #costs: Costs;
  /** Some process has an interpreter lock. */
  readonly #hasGil: boolean;
  /** Kernel threads of some process may lose their slots. */
  readonly #hasSlots: boolean;
  /** Some runtime has a pool for computations. */
  readonly #hasPools: boolean;
  /** Null where no user thread has a user-level quantum. */
  readonly #slices: UserSlices | null;
  /** A kernel thread on a core runs its user thread's program, and nothing above comes between. */
  readonly #isPlain: boolean;
  #runner: ProgramRunner = { run: () => {} };

  constructor(
    plan: Plan,
    reuseIds: boolean,
    clock: Clock,
    events: EventList,
    journal: Journal,
    timers: ThreadTimers,
    control: StepControl | null,
  ) {
    const processOfGroup = Int32Array.from(plan.groups, ({ process }) => process);
    this.table = new ThreadTable(reuseIds, plan.features, processOfGroup);
    const parts = { reuseIds, clock, events, journal };
    const { machine, quotas } = machineFor(plan, this, parts, timers.firstOfProcesses, control);
    this.machine = machine;
    this.quotas = quotas;
    this.deadlines = plan.features.deadlines ? new Deadlines(plan, this, clock, journal) : null;
    this.#clock = clock;
    this.#journal = journal;
    this.#costs = plan.input.machine.costs;
    this.#hasGil = plan.features.gil;
    this.#hasSlots = plan.features.slots;
    this.#hasPools = plan.processes.some(({ model }) => (model.runtime?.pool ?? 0) > 0);
    this.processes = plan.processes.map(
      (process, id) => new ProcessState(id, process, this.table, this.#createGil(process, timers)),
    );
    this.traits = new GroupTraits(plan);
    this.#mounts = new Mounts(this.traits, this.table, this.machine, this.processes, journal, timers);
    const isSliced = this.traits.userQuantum.some((quantum) => quantum !== Number.POSITIVE_INFINITY);
    this.#slices = isSliced ? new UserSlices(this.traits, this.table, this.#mounts, this.machine) : null;
    this.#isPlain = !(this.#hasSlots || this.#hasPools || this.#hasGil || isSliced);
  }

  #createGil({ model }: ProcessPlan, timers: ThreadTimers): Gil | null {
    if (model.gil === null) return null;
    // The wait is a timed one of the kernel, which ends as late as a sleep does.
    const interval = model.gil + this.#costs.timerOversleep;
    return new Gil(this.#clock, this.table, timers, this, interval);
  }

  /** Says who runs programs; has to be called before anything else. */
  attach(runner: ProgramRunner): void {
    this.#runner = runner;
  }

  process(thread: number): ProcessState {
    return this.processes[this.table.process(thread)] as ProcessState;
  }

  /** The user thread mounted on a kernel thread, or NONE. */
  mounted(kernelThread: number): number {
    return this.#mounts.mounted[kernelThread] as number;
  }

  /** Whether the user thread keeps its kernel thread while it is blocked. */
  keepsKernelThread(thread: number): boolean {
    return this.traits.keepsKernelThread[this.table.group[thread] as number] === 1;
  }

  /** Core time that the end of the user thread takes, ns; with a kernel thread of its own, that one's end too. */
  exitCost(thread: number): number {
    return this.traits.exitCost[this.table.group[thread] as number] as number;
  }

  /** The user thread arrives: from now on it may run. `creator` is the user thread that spawned it or whose end it waited for, or NONE. */
  arrive(thread: number, creator: number): void {
    const process = this.process(thread);
    this.table.state[thread] = EventCode.threadArrive;
    this.deadlines?.begin(thread);
    if (process.model.processPerThread || !process.exists) {
      process.exists = true;
      this.#journal.record(EventCode.processNew, process.id, NONE);
    }
    if (creator !== NONE) this.#journal.record(EventCode.threadWake, thread, creator);
    this.#journal.record(EventCode.threadArrive, thread, NONE);
    this.#mounts.place(thread, EnqueueReason.new, creator);
  }

  /** Makes a blocked user thread ready. `waker` is the user thread that did it, or NONE. */
  wake(thread: number, waker: number): void {
    if (waker !== NONE) this.#journal.record(EventCode.threadWake, thread, waker);
    const kernelThread = this.table.kernelThread[thread] as number;
    this.#mounts.setState(thread, EventCode.threadReady, kernelThread);
    if (kernelThread === NONE) {
      this.#mounts.place(thread, EnqueueReason.wake, waker);
      return;
    }
    if (!this.#mounts.isBound(thread)) {
      this.#mounts.slots.leaveKernel(this.process(thread), kernelThread, thread);
    }
    this.machine.wake(kernelThread);
  }

  /** Wakes a blocked user thread that has to spend `ns` of core time before its program goes on. */
  handOff(thread: number, waker: number, ns: number): void {
    if (ns > 0) {
      const kernelThread = this.table.kernelThread[thread] as number;
      if (kernelThread === NONE) this.table.owed[thread] = ns;
      else this.overhead(kernelThread, ns);
    }
    this.wake(thread, waker);
  }

  /**
   * Blocks the running user thread for the reason that `code` says, on `detail`. `inKernel`: its kernel
   * thread with it, as always where it keeps one; else the kernel thread takes up another.
   */
  block(kernelThread: number, thread: number, code: EventCode, detail: number, inKernel: boolean): void {
    this.#releaseGil(thread);
    this.#mounts.setState(thread, code, detail);
    if (inKernel || this.keepsKernelThread(thread)) {
      this.machine.block(kernelThread, thread);
      if (this.#mounts.isBound(thread)) return;
      this.#mounts.slots.enterKernel(this.process(thread), kernelThread, thread, code);
    } else {
      this.#mounts.unmount(kernelThread, thread);
      this.#mounts.takeNext(kernelThread, this.process(thread));
    }
  }

  /** The running user thread lets others have its place: on the core where it has a kernel thread of its own, else on its kernel thread. */
  yield(kernelThread: number, thread: number): void {
    this.#releaseGil(thread);
    this.#journal.record(EventCode.givesWay, thread, NONE);
    if (this.keepsKernelThread(thread)) this.machine.yield(kernelThread);
    else if (this.process(thread).ready.length > 0)
      this.#mounts.requeue(kernelThread, thread, EnqueueReason.yield);
    else this.#mounts.goesOn = true;
  }

  /** Mounts a ready user thread in the place of another. */
  displaceFor(thread: number): void {
    this.#mounts.displaceFor(thread);
  }

  /** The running user thread computes for `ns`. */
  compute(kernelThread: number, thread: number, ns: number): void {
    if (this.#slices === null) this.machine.work(kernelThread, ns, Work.program, Rank.completion);
    else this.#slices.compute(kernelThread, thread, ns);
  }

  /** The running user thread has a computation of `ns` done by the runtime's pool, or does it itself without the interpreter lock. */
  offload(kernelThread: number, thread: number, ns: number): void {
    const process = this.process(thread);
    const pool = process.model.runtime?.pool ?? 0;
    process.gil?.release(thread);
    if (pool === 0) this.compute(kernelThread, thread, ns);
    else {
      this.table.remaining[thread] = ns;
      this.#mounts.offload(kernelThread, thread, process, pool);
    }
  }

  /** A kernel thread of the pool computes all that its user thread has handed over. */
  #continueInPool(worker: number, thread: number): void {
    const { remaining } = this.table;
    const left = remaining[thread] as number;
    remaining[thread] = 0;
    if (left > 0) this.machine.work(worker, left, Work.program, Rank.completion);
    else this.#mounts.leavePool(worker, thread, this.process(thread));
  }

  /** What is left of the interpreter lock's holder's present computation is put off. */
  interrupt(thread: number): void {
    const { remaining, kernelThread } = this.table;
    remaining[thread] = (remaining[thread] as number) + this.machine.cut(kernelThread[thread] as number);
  }

  /** The kernel thread with which the user thread is blocked has been blocked for long. */
  loseSlot(thread: number): void {
    this.#mounts.slots.lose(this.process(thread), this.table.kernelThread[thread] as number);
  }

  #releaseGil(thread: number): void {
    if (this.#hasGil) this.process(thread).gil?.release(thread);
  }

  /** The running user thread has to wait for `ns` of work that is not its program's. */
  overhead(kernelThread: number, ns: number): void {
    this.machine.work(kernelThread, ns, Work.overhead, Rank.completion);
  }

  /** The running user thread does nothing but keep its core for `ns`, and then tries again. */
  spin(kernelThread: number, thread: number, ns: number): void {
    if (this.#mounts.keepsTurn(kernelThread, thread, ns)) this.overhead(kernelThread, ns);
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
    } else {
      this.machine.changed(kernelThread);
    }
    if (process.ready.preemptive) this.#mounts.preemptOne(process);
  }

  /** What the kernel may know of a user thread has changed; it matters while that is mounted. */
  tellMachine(thread: number): void {
    const kernelThread = this.table.kernelThread[thread] as number;
    if (kernelThread !== NONE) this.machine.changed(kernelThread);
  }

  /** The running user thread has ended. */
  end(kernelThread: number, thread: number): void {
    const process = this.process(thread);
    this.#releaseGil(thread);
    this.table.state[thread] = EventCode.threadEnd;
    this.deadlines?.end(thread);
    this.#journal.record(EventCode.threadEnd, thread, NONE);
    if (process.model.processPerThread) this.#journal.record(EventCode.processEnd, process.id, NONE);
    const keeps = this.keepsKernelThread(thread);
    const isBound = this.#mounts.isBound(thread);
    this.#mounts.unmount(kernelThread, thread);
    if (!keeps) {
      this.#mounts.takeNext(kernelThread, process);
      return;
    }
    this.machine.exit(kernelThread);
    if (isBound) return;
    process.kernelThreads -= 1;
    const next = process.ready.pick(NONE);
    if (next !== NONE) this.#mounts.place(next, EnqueueReason.wake, NONE);
  }

  resume(kernelThread: number): void {
    let turns = 0;
    do {
      this.#mounts.goesOn = false;
      const thread = this.#mounts.mounted[kernelThread] as number;
      if (this.#isPlain) this.#runner.run(kernelThread, thread);
      else this.#continue(kernelThread, thread);
      if (!this.#mounts.goesOn) return;
      this.#clock.events += 1;
      turns += 1;
    } while (turns < TURNS_WITHOUT_TIME);
    this.#mounts.goesOn = false;
    this.pause(kernelThread);
  }

  working(kernelThread: number, work: Work): void {
    const thread = this.#mounts.mounted[kernelThread] as number;
    if (work === Work.overhead) this.#mounts.setState(thread, EventCode.threadOverhead, kernelThread);
    else if (this.#isPlain || this.#mayRun(kernelThread, thread))
      this.#mounts.setState(thread, EventCode.threadRunning, kernelThread);
  }

  /** Whether it has what it takes to run its program: a slot and the interpreter lock. */
  #mayRun(kernelThread: number, thread: number): boolean {
    if (this.#hasSlots && this.#mounts.slots.hasLost(kernelThread)) return false;
    return !(this.#hasGil && this.#lacksGil(kernelThread, thread));
  }

  preempted(kernelThread: number): void {
    this.#mounts.setState(this.#mounts.mounted[kernelThread] as number, EventCode.threadReady, kernelThread);
  }

  throttled(kernelThread: number): void {
    const thread = this.#mounts.mounted[kernelThread] as number;
    this.#mounts.setState(thread, EventCode.blockedThrottled, NONE);
    // A running one is about to be blocked.
    if (this.machine.isRunning(kernelThread)) return;
    this.#journal.record(EventCode.kernelBlocked, kernelThread, thread);
  }

  released(kernelThread: number): void {
    this.#mounts.setState(this.#mounts.mounted[kernelThread] as number, EventCode.threadReady, kernelThread);
  }

  /** Whether the user thread, with nothing to compute, has yet to take the interpreter lock of its process. */
  #lacksGil(kernelThread: number, thread: number): boolean {
    const { gil } = this.process(thread);
    return gil !== null && !gil.isHeldBy(thread) && this.machine.threads.burst[kernelThread] === 0;
  }

  #continue(kernelThread: number, thread: number): void {
    if (this.#hasSlots && this.#mounts.slots.hasLost(kernelThread)) {
      if (!this.#mounts.regainSlot(kernelThread, thread)) return;
    }
    if (this.#hasPools && this.#mounts.isInPool(kernelThread)) {
      this.#continueInPool(kernelThread, thread);
      return;
    }
    const gil = this.#hasGil ? this.process(thread).gil : null;
    if (gil !== null) {
      this.#continueUnderGil(kernelThread, thread, gil);
      return;
    }
    if (this.#slices?.goesOn(kernelThread, thread, this.process(thread))) return;
    this.#runner.run(kernelThread, thread);
  }

  #continueUnderGil(kernelThread: number, thread: number, gil: Gil): void {
    if (!gil.take(thread)) {
      this.block(kernelThread, thread, EventCode.blockedGil, NONE, true);
      return;
    }
    this.#mounts.setState(thread, EventCode.threadRunning, kernelThread);
    const { remaining } = this.table;
    const left = remaining[thread] as number;
    if (left > 0) {
      remaining[thread] = 0;
      this.machine.work(kernelThread, left, Work.program, Rank.completion);
    } else this.#runner.run(kernelThread, thread);
  }
}
