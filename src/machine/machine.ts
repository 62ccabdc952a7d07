import { assert, InvariantError } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import type { Clock } from "../engine/clock.ts";
import type { EventList } from "../engine/event-list.ts";
import { Rank, SlotTimers } from "../engine/slot-timers.ts";
import { EventCode } from "../trace/events.ts";
import type { Journal } from "../trace/journal.ts";
import { CoreSet } from "./core-set.ts";
import type { KernelMachine, KernelThreadClient, MachineParts } from "./kernel-machine.ts";
import { KernelState, KernelThreadTable, MAX_CORE, Work } from "./kernel-threads.ts";
import type { MachineOptions } from "./options.ts";
import { EnqueueReason, type PolicyHost } from "./policies/policy.ts";
import { type QueuedPolicyOptions, runQueuesOf } from "./policies/registry.ts";
import { createRunQueues } from "./run-queues/create.ts";
import type { CoreView, RunQueues } from "./run-queues/run-queues.ts";

const Phase = { idle: 0, switching: 1, working: 2 } as const;

/** Cores that run kernel threads as the policy decides, each decision checked, every switch charged (design rules 1 and 2). */
export class Machine implements KernelMachine {
  readonly cores: number;
  readonly threads: KernelThreadTable;
  readonly #clock: Clock;
  readonly #events: EventList;
  readonly #journal: Journal;
  readonly #client: KernelThreadClient;
  readonly #queues: RunQueues;
  readonly #kernelSwitch: number;
  readonly #migration: number;
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
  readonly #idle: CoreSet;
  /** Cores left since the last dispatch. */
  readonly #vacated: CoreSet;
  needsDispatch = false;

  constructor(options: MachineOptions, scheduler: QueuedPolicyOptions, parts: MachineParts) {
    const cores = options.cores;
    assert(cores <= MAX_CORE + 1, () => `${cores} cores`);
    this.cores = cores;
    this.threads = new KernelThreadTable(parts.reuseIds);
    this.#clock = parts.clock;
    this.#events = parts.events;
    this.#journal = parts.journal;
    this.#client = parts.client;
    this.#queues = createRunQueues(scheduler, this.#host(parts), this.#coreView(parts), parts.hasAffinity);
    this.#migration = runQueuesOf(scheduler).migrationCost;
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
    this.#idle = new CoreSet(cores);
    for (let core = 0; core < cores; core++) this.#idle.add(core);
    this.#vacated = new CoreSet(cores);
  }

  create(process: number): number {
    const kernelThread = this.threads.allocate();
    this.#journal.record(EventCode.kernelNew, kernelThread, process);
    return kernelThread;
  }

  wake(kernelThread: number): void {
    const state = this.threads.state[kernelThread] as KernelState;
    const waits =
      state === KernelState.created || state === KernelState.blocked || state === KernelState.idle;
    if (!waits) this.#refuse("wakes", kernelThread);
    this.#enqueue(kernelThread, state === KernelState.created ? EnqueueReason.new : EnqueueReason.wake);
  }

  work(kernelThread: number, ns: number, work: Work, rank: Rank): void {
    const t = this.threads;
    t.burst[kernelThread] = ns;
    t.work[kernelThread] = work;
    t.rank[kernelThread] = rank;
    const core = t.core[kernelThread] as number;
    if (core !== NONE) this.#startWork(core, kernelThread);
  }

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

  isSwitching(kernelThread: number): boolean {
    const core = this.threads.core[kernelThread] as number;
    return core !== NONE && this.#phase[core] === Phase.switching;
  }

  beginProgram(kernelThread: number): void {
    this.#trace(this.threads.core[kernelThread] as number, EventCode.coreBusy, kernelThread);
    this.#client.working(kernelThread, Work.program);
  }

  block(kernelThread: number, userThread: number): void {
    this.#leaveQueues(kernelThread);
    if (userThread === NONE) {
      this.threads.state[kernelThread] = KernelState.idle;
      this.#journal.record(EventCode.kernelIdle, kernelThread, NONE);
    } else {
      this.threads.state[kernelThread] = KernelState.blocked;
      this.#journal.record(EventCode.kernelBlocked, kernelThread, userThread);
    }
  }

  yield(kernelThread: number): void {
    this.#leaveCore(kernelThread);
    this.#client.preempted(kernelThread);
    this.#enqueue(kernelThread, EnqueueReason.yield);
  }

  exit(kernelThread: number): void {
    this.#leaveQueues(kernelThread);
    this.threads.release(kernelThread);
    this.#journal.record(EventCode.kernelEnd, kernelThread, NONE);
  }

  changed(kernelThread: number): void {
    const state = this.threads.state[kernelThread] as KernelState;
    if (state !== KernelState.ready && state !== KernelState.running) return;
    this.#queues.update(kernelThread, this.#clock.now);
    this.#reconsider();
  }

  /** The switch or the work is done, or the quantum over. */
  fire(): void {
    const core = this.timers.nextSlot;
    const kernelThread = this.#running[core] as number;
    // The timer stays as it is: whatever follows sets it anew, or clears it as the core is left.
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

  /** Fills idle cores, and takes cores away, as the policy says. */
  dispatch(): void {
    this.needsDispatch = false;
    const queues = this.#queues;
    if (queues.length > 0) this.#fillIdleCores(false);
    if (queues.steals && queues.length > 0) this.#fillIdleCores(true);
    // Only when no idle core takes anybody any more; that is for the next round to see.
    if (queues.preemptive && !this.needsDispatch && queues.length > 0) this.#preemptOne();
    if (this.#vacated.size > 0) this.#traceIdleCores();
  }

  #preemptOne(): void {
    const core = this.#queues.victim(this.#preemptible, this.#clock.now);
    if (core === NONE) return;
    const kernelThread = this.#running[core] as number;
    this.#leaveCore(kernelThread);
    this.#client.preempted(kernelThread);
    this.#enqueue(kernelThread, EnqueueReason.preempted);
    this.#fillCore(core, false);
  }

  #fillIdleCores(stealing: boolean): void {
    const idle = this.#idle;
    for (let core = idle.from(0); core !== NONE; core = idle.from(core + 1)) {
      this.#fillCore(core, stealing);
      if (this.#queues.length === 0) return;
    }
  }

  #fillCore(core: number, stealing: boolean): void {
    const { now } = this.#clock;
    const kernelThread = stealing ? this.#queues.steal(core, now) : this.#queues.pick(core, now);
    if (kernelThread === NONE) return;
    if (this.threads.state[kernelThread] !== KernelState.ready) this.#refuse("picks", kernelThread);
    const preferred = this.#queues.shared ? this.#preferredCore(core, kernelThread) : core;
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
    this.#idle.delete(core);
    const lastCore = t.lastCore[kernelThread] as number;
    t.state[kernelThread] = KernelState.running;
    t.core[kernelThread] = core;
    t.lastCore[kernelThread] = core;
    let cost = lastCore === core || lastCore === NONE ? 0 : this.#migration;
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
    this.#sliceEnd[core] = this.#clock.now + this.#queues.begin(core, kernelThread, this.#clock.now);
    this.#reconsider();
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
    if (this.#queues.predictive) this.#reconsider();
    const done = now + (t.burst[kernelThread] as number);
    const sliceEnd = this.#sliceEnd[core] as number;
    if (sliceEnd < done) this.timers.set(core, sliceEnd, Rank.expiry, this.#events.takeSequence());
    else this.timers.set(core, done, t.rank[kernelThread] as Rank, this.#events.takeSequence());
  }

  /** Takes the running kernel thread off its core, keeping what is left of its work. */
  #leaveCore(kernelThread: number): void {
    const t = this.threads;
    const core = t.core[kernelThread] as number;
    if (core === NONE || this.#running[core] !== kernelThread)
      this.#refuse("takes off its core", kernelThread);
    this.#charge(core, kernelThread);
    t.core[kernelThread] = NONE;
    this.#running[core] = NONE;
    this.#preemptible[core] = NONE;
    // Taken up again at once by the same kernel thread, it is a new stay and has to be recorded.
    this.#tracedThread[core] = NONE;
    this.#phase[core] = Phase.idle;
    this.#idleSince[core] = this.#clock.now;
    this.#idle.add(core);
    this.#vacated.add(core);
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
    this.#queues.charge(core, kernelThread, ran, now);
  }

  /** Takes the running kernel thread off its core; it will not be ready for now. */
  #leaveQueues(kernelThread: number): void {
    const core = this.threads.core[kernelThread] as number;
    this.#leaveCore(kernelThread);
    this.#queues.leave(core, kernelThread, this.#clock.now);
  }

  /** What runs has changed in a way that may make it give way to one that waits. */
  #reconsider(): void {
    if (this.#queues.preemptive && this.#queues.length > 0) this.needsDispatch = true;
  }

  #enqueue(kernelThread: number, reason: EnqueueReason): void {
    this.threads.state[kernelThread] = KernelState.ready;
    const carried = this.#client.mounted(kernelThread);
    this.#journal.record(EventCode.kernelReady, kernelThread, carried);
    this.#queues.enqueue(kernelThread, reason, this.#clock.now);
    this.needsDispatch = true;
  }

  /** Records what the core does, where the trace does not say so already. */
  #trace(core: number, code: EventCode, kernelThread: number): void {
    if (this.#tracedCode[core] === code && this.#tracedThread[core] === kernelThread) return;
    this.#tracedCode[core] = code;
    this.#tracedThread[core] = kernelThread;
    this.#journal.record(code, core, kernelThread);
  }

  #traceIdleCores(): void {
    const vacated = this.#vacated;
    for (let core = vacated.from(0); core !== NONE; core = vacated.from(core + 1)) {
      vacated.delete(core);
      if (this.#phase[core] === Phase.idle) this.#trace(core, EventCode.coreIdle, NONE);
    }
  }

  /** A broken invariant. A method of its own: a message made on the spot would cost its caller memory each time. */
  #refuse(deed: string, kernelThread: number): never {
    const state = this.threads.state[kernelThread];
    throw new InvariantError(`the machine ${deed} kernel thread ${kernelThread} in state ${state}`);
  }

  /** What a policy may ask. */
  #host({ facts, stream }: MachineParts): PolicyHost {
    let random: (() => number) | null = null;
    return {
      cores: this.cores,
      priority: (kernelThread) => facts.priority(kernelThread),
      nice: (kernelThread) => facts.nice(kernelThread),
      tickets: (kernelThread) => facts.tickets(kernelThread),
      period: (kernelThread) => facts.period(kernelThread),
      deadline: (kernelThread) => facts.deadline(kernelThread),
      affinity: (kernelThread) => facts.affinity(kernelThread),
      nextBurst: (kernelThread) => this.#left(kernelThread) + facts.nextBurst(kernelThread),
      settle: (kernelThread) => {
        const core = this.threads.core[kernelThread] as number;
        if (core !== NONE && this.#phase[core] === Phase.working) this.#charge(core, kernelThread);
      },
      random: () => {
        random ??= stream();
        return random();
      },
    };
  }

  #coreView({ facts }: MachineParts): CoreView {
    return {
      cores: this.cores,
      lastCore: (kernelThread) => this.threads.lastCore[kernelThread] as number,
      isIdle: (core) => this.#phase[core] === Phase.idle,
      affinity: (kernelThread) => facts.affinity(kernelThread),
    };
  }

  /** Core time that the work in progress still takes, ns. */
  #left(kernelThread: number): number {
    const t = this.threads;
    const core = t.core[kernelThread] as number;
    const burst = t.burst[kernelThread] as number;
    const isWorking = core !== NONE && this.#phase[core] === Phase.working;
    return isWorking ? burst - (this.#clock.now - (this.#workStart[core] as number)) : burst;
  }
}
