import { assert } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import type { Clock } from "../engine/clock.ts";
import type { EventList } from "../engine/event-list.ts";
import { Rank, SlotTimers } from "../engine/slot-timers.ts";
import { EventCode, type TraceSink } from "../trace/events.ts";
import { KernelState, KernelThreadTable, Work } from "./kernel-threads.ts";
import type { MachineOptions } from "./options.ts";
import { EnqueueReason, type KernelPolicy } from "./policies/policy.ts";
import { createKernelPolicy } from "./policies/registry.ts";

/**
 * What kernel threads carry. The machine calls these; in `resume` the kernel thread is on a core with no
 * work left, and the answer is exactly one of the machine's `work`, `block`, `yield` or `exit`.
 */
export interface KernelThreadClient {
  resume(kernelThread: number): void;
  /** On a core, and from now on doing this kind of work. */
  working(kernelThread: number, work: Work): void;
  /** Taken off its core although it could run on. */
  preempted(kernelThread: number): void;
}

const Phase = { idle: 0, switching: 1, working: 2 } as const;

/** Cores that run kernel threads as the policy decides, each decision checked, every switch charged (design rules 1 and 2). */
export class Machine {
  readonly cores: number;
  readonly threads: KernelThreadTable;
  readonly #clock: Clock;
  readonly #events: EventList;
  readonly #sink: TraceSink;
  readonly #client: KernelThreadClient;
  readonly #policy: KernelPolicy;
  readonly #kernelSwitch: number;
  readonly #dispatchLatency: number;
  readonly timers: SlotTimers;
  /** By core: the kernel thread on it, and the serial number of the last one. */
  readonly #running: Int32Array;
  readonly #last: Int32Array;
  readonly #phase: Uint8Array;
  readonly #sliceEnd: Float64Array;
  readonly #workStart: Float64Array;
  readonly #idleSince: Float64Array;
  /** What runs on the core and may be preempted: not while it switches. */
  readonly #preemptible: Int32Array;
  /** What the trace has last seen of the core. */
  readonly #tracedCode: Uint8Array;
  readonly #tracedThread: Int32Array;
  #idleCores: number;
  /** Something has changed that a dispatch at this instant has to look at. */
  needsDispatch = false;

  constructor(
    options: MachineOptions,
    reuseIds: boolean,
    clock: Clock,
    events: EventList,
    sink: TraceSink,
    client: KernelThreadClient,
  ) {
    const cores = options.cores;
    this.cores = cores;
    this.threads = new KernelThreadTable(reuseIds);
    this.#clock = clock;
    this.#events = events;
    this.#sink = sink;
    this.#client = client;
    this.#policy = createKernelPolicy(options.scheduler, { cores });
    this.#kernelSwitch = options.costs.kernelSwitch;
    this.#dispatchLatency = options.costs.dispatchLatency;
    this.timers = new SlotTimers(cores);
    this.#running = new Int32Array(cores).fill(NONE);
    this.#last = new Int32Array(cores).fill(NONE);
    this.#phase = new Uint8Array(cores).fill(Phase.idle);
    this.#sliceEnd = new Float64Array(cores);
    this.#workStart = new Float64Array(cores);
    this.#idleSince = new Float64Array(cores);
    this.#preemptible = new Int32Array(cores).fill(NONE);
    this.#tracedCode = new Uint8Array(cores).fill(EventCode.coreIdle);
    this.#tracedThread = new Int32Array(cores).fill(NONE);
    this.#idleCores = cores;
  }

  /** A new kernel thread of a process; it waits for a core after `wake`. */
  create(process: number): number {
    const kernelThread = this.threads.allocate();
    this.#sink.record(this.#clock.now, EventCode.kernelNew, kernelThread, process);
    return kernelThread;
  }

  /** Makes a new, blocked or idle kernel thread ready. */
  wake(kernelThread: number): void {
    const state = this.threads.state[kernelThread] as KernelState;
    assert(
      state === KernelState.created || state === KernelState.blocked || state === KernelState.idle,
      () => `kernel thread ${kernelThread} woken in state ${state}`,
    );
    this.#enqueue(kernelThread, state === KernelState.created ? EnqueueReason.new : EnqueueReason.wake);
  }

  /** Gives the kernel thread `ns` of core time to spend; its client is resumed when they are spent. */
  work(kernelThread: number, ns: number, work: Work, rank: Rank): void {
    const t = this.threads;
    t.burst[kernelThread] = ns;
    t.work[kernelThread] = work;
    t.rank[kernelThread] = rank;
    const core = t.core[kernelThread] as number;
    if (core !== NONE) this.#startWork(core, kernelThread);
  }

  /**
   * Takes what is left of its program's present work from a kernel thread that is running or ready, so
   * that its client is resumed at this instant, or as soon as it is on a core; returns what it was, ns.
   * Overhead is not cut.
   */
  cut(kernelThread: number): number {
    const t = this.threads;
    if (t.work[kernelThread] !== Work.program) return 0;
    const core = t.core[kernelThread] as number;
    const isWorking = core !== NONE && this.#phase[core] === Phase.working;
    if (isWorking) this.#charge(core, kernelThread);
    const left = t.burst[kernelThread] as number;
    if (left === 0) return 0;
    t.burst[kernelThread] = 0;
    if (isWorking) this.work(kernelThread, 0, Work.program, Rank.completion);
    return left;
  }

  isRunning(kernelThread: number): boolean {
    return this.threads.core[kernelThread] !== NONE;
  }

  /** The running kernel thread turns to a program; how long for, its next `work` says. */
  beginProgram(kernelThread: number): void {
    this.#trace(this.threads.core[kernelThread] as number, EventCode.coreBusy, kernelThread);
    this.#client.working(kernelThread, Work.program);
  }

  /** The running kernel thread leaves its core until it is woken: blocked for `userThread`, or idle where that is NONE. */
  block(kernelThread: number, userThread: number): void {
    this.#leaveCore(kernelThread);
    if (userThread === NONE) {
      this.threads.state[kernelThread] = KernelState.idle;
      this.#sink.record(this.#clock.now, EventCode.kernelIdle, kernelThread, NONE);
    } else {
      this.threads.state[kernelThread] = KernelState.blocked;
      this.#sink.record(this.#clock.now, EventCode.kernelBlocked, kernelThread, userThread);
    }
  }

  /** The running kernel thread goes to the back of the run queue. */
  yield(kernelThread: number): void {
    this.#leaveCore(kernelThread);
    this.#client.preempted(kernelThread);
    this.#enqueue(kernelThread, EnqueueReason.yield);
  }

  /** The running kernel thread ends; its id may be used again. */
  exit(kernelThread: number): void {
    this.#leaveCore(kernelThread);
    this.threads.release(kernelThread);
    this.#sink.record(this.#clock.now, EventCode.kernelEnd, kernelThread, NONE);
  }

  /** The earliest core timer has fired: the switch or the work is done, or the quantum over. The clock shows its time. */
  fire(): void {
    const core = this.timers.nextSlot;
    const kernelThread = this.#running[core] as number;
    this.timers.clear(core);
    if (this.#phase[core] === Phase.switching) {
      this.#begin(core, kernelThread);
      return;
    }
    const t = this.threads;
    const left = (t.burst[kernelThread] as number) - (this.#clock.now - (this.#workStart[core] as number));
    if (left === 0) {
      this.#charge(core, kernelThread);
      this.#client.resume(kernelThread);
      return;
    }
    this.#leaveCore(kernelThread);
    this.#client.preempted(kernelThread);
    this.#enqueue(kernelThread, EnqueueReason.quantum);
  }

  /** Fills idle cores, and takes cores away, as the policy says. The last thing at an instant. */
  dispatch(): void {
    this.needsDispatch = false;
    const policy = this.#policy;
    if (policy.length > 0 && this.#idleCores > 0) this.#fillIdleCores();
    if (policy.preemptive) {
      while (policy.length > 0) {
        const core = policy.victim(this.#preemptible, this.#clock.now);
        if (core === NONE) break;
        const kernelThread = this.#running[core] as number;
        assert(kernelThread !== NONE, () => `policy preempts core ${core}`);
        this.#leaveCore(kernelThread);
        this.#client.preempted(kernelThread);
        this.#enqueue(kernelThread, EnqueueReason.preempted);
        this.#fillCore(core);
      }
    }
    if (this.#idleCores > 0) this.#traceIdleCores();
  }

  #fillIdleCores(): void {
    for (let core = 0; core < this.cores && this.#idleCores > 0 && this.#policy.length > 0; core++) {
      if (this.#phase[core] === Phase.idle) this.#fillCore(core);
    }
  }

  #fillCore(core: number): void {
    const kernelThread = this.#policy.pick(core, this.#clock.now);
    if (kernelThread === NONE) return;
    assert(
      this.threads.state[kernelThread] === KernelState.ready,
      () => `policy picks kernel thread ${kernelThread} in state ${this.threads.state[kernelThread]}`,
    );
    const preferred = this.#preferredCore(core, kernelThread);
    // This core is still idle: it gets its turn in the next round.
    if (preferred !== core) this.needsDispatch = true;
    this.#takeUp(preferred, kernelThread);
  }

  /** The core it ran on last keeps its caches warm and costs no switch: taken where it is idle too. */
  #preferredCore(core: number, kernelThread: number): number {
    const last = this.threads.lastCore[kernelThread] as number;
    if (last === NONE || this.#phase[last] !== Phase.idle) return core;
    return this.#last[last] === this.threads.serial[kernelThread] ? last : core;
  }

  #takeUp(core: number, kernelThread: number): void {
    const now = this.#clock.now;
    const t = this.threads;
    const last = this.#last[core] as number;
    this.#running[core] = kernelThread;
    const serial = t.serial[kernelThread] as number;
    this.#last[core] = serial;
    this.#idleCores -= 1;
    t.state[kernelThread] = KernelState.running;
    t.core[kernelThread] = core;
    t.lastCore[kernelThread] = core;
    let cost = 0;
    if (last !== NONE) {
      if (last !== serial) cost += this.#kernelSwitch;
      if ((this.#idleSince[core] as number) < now) cost += this.#dispatchLatency;
    }
    if (cost === 0) {
      this.#begin(core, kernelThread);
      return;
    }
    this.#phase[core] = Phase.switching;
    this.#trace(core, EventCode.coreOverhead, kernelThread);
    this.#client.working(kernelThread, Work.overhead);
    this.timers.set(core, now + cost, Rank.completion, this.#events.takeSequence());
  }

  /** The switch is over: the quantum begins, and what is left of the kernel thread's work. */
  #begin(core: number, kernelThread: number): void {
    const t = this.threads;
    this.#phase[core] = Phase.working;
    this.#preemptible[core] = kernelThread;
    this.#workStart[core] = this.#clock.now;
    this.#sliceEnd[core] = this.#clock.now + this.#policy.quantum(kernelThread);
    if (this.#policy.preemptive) this.needsDispatch = true;
    if ((t.burst[kernelThread] as number) > 0) {
      this.#startWork(core, kernelThread);
      return;
    }
    this.beginProgram(kernelThread);
    this.#client.resume(kernelThread);
  }

  #startWork(core: number, kernelThread: number): void {
    const t = this.threads;
    const now = this.#clock.now;
    this.#workStart[core] = now;
    const work = t.work[kernelThread] as Work;
    this.#trace(core, work === Work.program ? EventCode.coreBusy : EventCode.coreOverhead, kernelThread);
    this.#client.working(kernelThread, work);
    const done = now + (t.burst[kernelThread] as number);
    const sliceEnd = this.#sliceEnd[core] as number;
    if (sliceEnd < done) this.timers.set(core, sliceEnd, Rank.expiry, this.#events.takeSequence());
    else this.timers.set(core, done, t.rank[kernelThread] as Rank, this.#events.takeSequence());
  }

  /** Takes the running kernel thread off its core, keeping what is left of its work. */
  #leaveCore(kernelThread: number): void {
    const t = this.threads;
    const core = t.core[kernelThread] as number;
    assert(
      core !== NONE && this.#running[core] === kernelThread,
      () => `kernel thread ${kernelThread} is on no core`,
    );
    this.#charge(core, kernelThread);
    t.core[kernelThread] = NONE;
    this.#running[core] = NONE;
    this.#preemptible[core] = NONE;
    // Taken up again at once by the same kernel thread, it is a new stay and has to be recorded.
    this.#tracedThread[core] = NONE;
    this.#phase[core] = Phase.idle;
    this.#idleSince[core] = this.#clock.now;
    this.#idleCores += 1;
    this.timers.clear(core);
    this.needsDispatch = true;
  }

  /** Takes the time since the work began off the burst, and tells the policy. */
  #charge(core: number, kernelThread: number): void {
    const t = this.threads;
    const now = this.#clock.now;
    const ran = now - (this.#workStart[core] as number);
    this.#workStart[core] = now;
    if (ran === 0) return;
    t.burst[kernelThread] = (t.burst[kernelThread] as number) - ran;
    this.#policy.charge(kernelThread, ran, now);
  }

  #enqueue(kernelThread: number, reason: EnqueueReason): void {
    this.threads.state[kernelThread] = KernelState.ready;
    this.#sink.record(this.#clock.now, EventCode.kernelReady, kernelThread, NONE);
    this.#policy.enqueue(kernelThread, reason, this.#clock.now);
    this.needsDispatch = true;
  }

  /** Records what the core does, where the trace does not say so already. */
  #trace(core: number, code: EventCode, kernelThread: number): void {
    if (this.#tracedCode[core] === code && this.#tracedThread[core] === kernelThread) return;
    this.#tracedCode[core] = code;
    this.#tracedThread[core] = kernelThread;
    this.#sink.record(this.#clock.now, code, core, kernelThread);
  }

  #traceIdleCores(): void {
    for (let core = 0; core < this.cores; core++) {
      if (this.#phase[core] === Phase.idle) this.#trace(core, EventCode.coreIdle, NONE);
    }
  }
}
