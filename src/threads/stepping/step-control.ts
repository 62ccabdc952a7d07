import { assert, at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import type { Clock } from "../../engine/clock.ts";
import type { EventList } from "../../engine/event-list.ts";
import type { KernelMachine, MachineParts } from "../../machine/kernel-machine.ts";
import { KernelState } from "../../machine/kernel-threads.ts";
import { type StepDirector, SteppedMachine, Turn } from "../../machine/stepped-machine.ts";
import type { Chunk } from "../../trace/chunk.ts";
import type { ChunkSink } from "../../trace/chunk-sink.ts";
import { EventCode } from "../../trace/events.ts";
import type { Journal, TimeSource } from "../../trace/journal.ts";
import type { Plan } from "../plan.ts";
import type { ProcessState } from "../process-state.ts";
import { Op } from "../program.ts";
import type { SyncObjects } from "../sync-objects.ts";
import type { ThreadTable } from "../thread-table.ts";
import { type Footprint, footprintOf, Use } from "./footprint.ts";
import { HeldTimers } from "./held-timers.ts";
import { SharedSteps } from "./shared-steps.ts";
import type { StateKeys } from "./state-keys.ts";
import { Waits } from "./waits.ts";
import { WatchedJournal } from "./watched-journal.ts";

/** Who may take the next step. */
export interface Moment {
  /** User threads that may, by id. Never empty. */
  readonly enabled: readonly number[];
  /** The one that took the last step, where it could go on: a step of another preempts it. Else NONE. */
  readonly current: number;
  /** By user thread: its group, and its number there. */
  readonly group: ArrayLike<number>;
  readonly index: ArrayLike<number>;
  /** The instruction before which a user thread stands; NONE where its io has yet to be over. */
  instruction(thread: number): number;
  /** The state as a text: see {@link StateKeys}. Only where a {@link StateFollower} has these. */
  state(): string;
}

/** A step that has been taken. */
export interface TakenStep {
  readonly thread: number;
  /** Its instruction, or NONE: the user thread only went on by itself, or its io was over. */
  readonly pc: number;
  readonly footprint: Footprint;
  /** User threads that could not go on before. */
  readonly woken: readonly number[];
  /** Somebody got something done by it: began or ended, did io or a job, took a lock, an item or a permit. */
  readonly achieves: boolean;
}

/** Decides every choice of a run. */
export interface StepChooser {
  /** The user thread that takes the next step, one of those enabled; NONE ends the run here. */
  choose(moment: Moment): number;
  stepped(step: TakenStep): void;
}

/** Follows the states that a run goes through. */
export interface StateFollower {
  /** Tells them apart. */
  readonly keys: StateKeys;
  /** Nobody can take a step any more, in this state; may be told more than once. */
  ended(state: string): void;
}

/** What wakes a user thread whose io is over. */
interface Waker {
  wake(thread: number): void;
}

/** What is asked of the thread library. */
interface SteppedLibrary {
  readonly table: ThreadTable;
  readonly machine: KernelMachine;
  readonly processes: readonly ProcessState[];
  /** The user thread mounted on a kernel thread, or NONE. */
  mounted(kernelThread: number): number;
  /** Whether the user thread keeps its kernel thread while it is blocked. */
  keepsKernelThread(thread: number): boolean;
  /** The kernel thread with which the user thread is blocked has been blocked for long. */
  loseSlot(thread: number): void;
  /** Mounts a ready user thread in the place of another. */
  displaceFor(thread: number): void;
}

interface Attached {
  readonly library: SteppedLibrary;
  readonly objects: SyncObjects;
  readonly waker: Waker;
}

/**
 * Takes a run step by step as a chooser says. Where kernel threads are user threads' own, or user threads
 * are preempted, any ready one may be next; else the scheduler of its process has put it on one of the
 * kernel threads first. A user thread stands before its next step on something shared; what lies between
 * two of these it does along with the first. Who would wait for a lock stands before it until it is free.
 */
export class StepControl implements StepDirector {
  readonly #plan: Plan;
  readonly #steps: SharedSteps;
  readonly #chooser: StepChooser;
  readonly #chunk: Chunk | undefined;
  #machine: SteppedMachine | null = null;
  #timers: HeldTimers | null = null;
  #attached: Attached | null = null;
  /** By process: user threads wait for a place on kernel threads that all together are too few; a waiting one may take another's place. */
  readonly #isShort: readonly boolean[];
  readonly #preempts: readonly boolean[];
  readonly #hasAfter: boolean;
  /** The kernel thread whose step it is, until it has begun it. */
  #granted = NONE;
  /** Who takes the present step, what it is and does. */
  #thread = NONE;
  #pc = NONE;
  #uses: number[] = [];
  #woken: number[] = [];
  #readsLock = NONE;
  #achieves = false;
  /** Who took the last step gave up its core after it. */
  #gaveWay = false;
  readonly #follower: StateFollower | null;
  readonly #waits: Waits;
  readonly #state = (): string => this.#stateText();
  readonly #instruction = (thread: number): number =>
    this.#timers?.waiting.has(thread) ? NONE : at(this.#parts().library.table.pc, thread);

  /** `plan` as it was compiled: the run's is what `steppedPlan` makes of it. `chunk`: where to record events to begin with; for many short runs, whose listeners keep nothing. */
  constructor(plan: Plan, chooser: StepChooser, chunk?: Chunk, follower: StateFollower | null = null) {
    this.#chunk = chunk;
    this.#follower = follower;
    this.#waits = new Waits(plan);
    this.#plan = plan;
    this.#steps = new SharedSteps(plan);
    this.#chooser = chooser;
    this.#hasAfter = plan.groups.some(({ after }) => after.length > 0);
    this.#preempts = plan.processes.map(({ model }) => model.userQuantum < Number.POSITIVE_INFINITY);
    this.#isShort = plan.processes.map(({ model }, process) => {
      if (model.keepsKernelThread) return false;
      return plan.features.spawn || userThreadsOf(plan, process) > model.maxKernelThreads;
    });
  }

  createMachine(parts: Omit<MachineParts, "facts" | "hasAffinity" | "stream">): KernelMachine {
    this.#machine = new SteppedMachine(parts, this);
    return this.#machine;
  }

  createTimers(clock: Clock, events: EventList, sources: number): HeldTimers {
    this.#timers = new HeldTimers(clock, events, sources);
    return this.#timers;
  }

  attach(library: SteppedLibrary, objects: SyncObjects, waker: Waker): void {
    this.#attached = { library, objects, waker };
  }

  /** A journal in which is seen what steps do to others. */
  createJournal(listener: ChunkSink, clock: TimeSource): Journal {
    const notice = (code: EventCode, subject: number, detail: number) => {
      if (this.#follower !== null) this.#waits.notice(code, subject, detail, this.#parts().objects);
      if (this.#thread !== NONE) this.#notice(code, subject, detail);
    };
    return new WatchedJournal(listener, clock, this.#chunk, notice);
  }

  /** Whether the user thread may carry out its instruction now; else it rests. */
  opens(kernelThread: number, pc: number): boolean {
    if (!this.#steps.isShared(pc)) return true;
    if (kernelThread !== this.#granted) {
      this.#machine?.rest();
      return false;
    }
    this.#granted = NONE;
    this.#pc = pc;
    if (this.#plan.code.ops[pc] === Op.readLock) this.#readsLock = at(this.#plan.code.a, pc);
    else this.#steps.addUses(pc, this.#thread, this.#keepsKernelThread(this.#thread), this.#uses);
    return true;
  }

  /** Io and sleep with which a kernel thread is blocked are over at once: that nobody goes ahead is up to the chooser. */
  settle(): void {
    const { library, waker } = this.#parts();
    const timers = this.#timers;
    if (timers === null) return;
    for (const thread of timers.waiting) {
      if (library.table.kernelThread[thread] === NONE) continue;
      timers.waiting.delete(thread);
      waker.wake(thread);
      if (thread === this.#thread) this.#gaveWay = true;
    }
    for (const thread of timers.slotLosses) {
      timers.slotLosses.delete(thread);
      library.loseSlot(thread);
    }
  }

  yielded(kernelThread: number): void {
    if (this.#parts().library.mounted(kernelThread) === this.#thread) this.#gaveWay = true;
  }

  next(): number {
    const { enabled, heldUp } = this.#candidates();
    const last = this.#thread;
    const mayGoOn = !this.#gaveWay && enabled.includes(last);
    const { library } = this.#parts();
    const { table } = library;
    this.#begin(NONE);
    if (enabled.length === 0) this.#follower?.ended(this.#stateText());
    // Who waits for a lock for ever is seen to wait for it.
    const thread =
      enabled.length > 0
        ? this.#chooser.choose({
            enabled,
            current: mayGoOn ? last : NONE,
            group: table.group,
            index: table.index,
            instruction: this.#instruction,
            state: this.#state,
          })
        : (heldUp[0] ?? NONE);
    const stuck = thread === NONE ? heldUp[0] : thread;
    if (stuck === undefined) return Turn.none;
    const isUnmounted = table.kernelThread[stuck] === NONE && this.#timers?.waiting.has(stuck) !== true;
    if (isUnmounted) library.displaceFor(stuck);
    this.#begin(stuck);
    return this.#turnOf(stuck);
  }

  stepped(): void {
    if (this.#readsLock !== NONE) this.#uses.push(footprintOf(this.#readsLock, Use.read));
    this.#granted = NONE;
    this.#chooser.stepped({
      thread: this.#thread,
      pc: this.#pc,
      footprint: this.#uses,
      woken: this.#woken,
      achieves: this.#achieves,
    });
  }

  #stateText(): string {
    assert(this.#follower !== null, "states of a run that nobody follows");
    const { library, objects } = this.#parts();
    const { table, processes } = library;
    return this.#follower.keys.of({ table, objects, processes, waits: this.#waits });
  }

  #parts(): Attached {
    const attached = this.#attached;
    assert(attached !== null, "a step before the run is put together");
    return attached;
  }

  #begin(thread: number): void {
    this.#thread = thread;
    this.#pc = NONE;
    this.#uses = [];
    this.#woken = [];
    this.#readsLock = NONE;
    this.#achieves = false;
    this.#gaveWay = false;
  }

  /** Who may take a step, and who would have to wait for a lock; by id. */
  #candidates(): { readonly enabled: readonly number[]; readonly heldUp: readonly number[] } {
    const { library } = this.#parts();
    const { table, machine } = library;
    const enabled: number[] = [];
    const heldUp: number[] = [];
    const displaceable = new Set<number>();
    for (let thread = 0; thread < table.created; thread += 1) {
      const kernelThread = table.kernelThread[thread] as number;
      if (table.state[thread] === EventCode.threadEnd || kernelThread === NONE) continue;
      const state = machine.threads.state[kernelThread];
      if (state !== KernelState.ready && state !== KernelState.running) continue;
      displaceable.add(table.process(thread));
      (this.#isHeldUp(thread) ? heldUp : enabled).push(thread);
    }
    for (let thread = 0; thread < table.created; thread += 1) {
      if (table.kernelThread[thread] === NONE && this.#mayComeIn(thread, displaceable)) enabled.push(thread);
    }
    return { enabled: enabled.toSorted((a, b) => a - b), heldUp };
  }

  /** Unmounted, its io may be over now; or, ready, it may take the place of another of its process. */
  #mayComeIn(thread: number, displaceable: ReadonlySet<number>): boolean {
    const { table } = this.#parts().library;
    if (this.#timers?.waiting.has(thread)) return true;
    const process = table.process(thread);
    if (this.#preempts[process] !== true || !displaceable.has(process)) return false;
    return table.state[thread] === EventCode.threadReady || table.state[thread] === EventCode.threadArrive;
  }

  #isHeldUp(thread: number): boolean {
    if (!this.#keepsKernelThread(thread)) return false;
    const { library, objects } = this.#parts();
    const pc = library.table.pc[thread] as number;
    const object = this.#steps.standsBefore(pc);
    if (object === NONE) return false;
    if (this.#plan.code.ops[pc] === Op.acquire) return objects.semaphore(object).count === 0;
    return !objects.mutex(object).isFree;
  }

  #keepsKernelThread(thread: number): boolean {
    return this.#parts().library.keepsKernelThread(thread);
  }

  /** Makes it the user thread's turn: gives the kernel thread that carries it. */
  #turnOf(thread: number): number {
    const { library, waker } = this.#parts();
    const { table } = library;
    if (this.#timers?.waiting.delete(thread)) {
      waker.wake(thread);
      return Turn.elsewhere;
    }
    this.#granted = table.kernelThread[thread] as number;
    return this.#granted;
  }

  /** What a step does to others, as its records say. */
  #notice(code: EventCode, subject: number, detail: number): void {
    const { table } = this.#parts().library;
    if (ACHIEVEMENTS.has(code)) this.#achieves = true;
    switch (code) {
      case EventCode.threadWake:
        this.#woken.push(subject);
        return;
      case EventCode.threadRunning:
        // Mounted now, it may go on; where user threads are preempted, it could before.
        if (subject !== this.#thread && this.#preempts[table.process(subject)] !== true)
          this.#woken.push(subject);
        return;
      case EventCode.threadEnd:
        if (this.#plan.features.spawn && table.parent[subject] !== NONE)
          this.#uses.push(footprintOf(this.#steps.childrenOf(table.parent[subject] as number), Use.end));
        if (this.#hasAfter) this.#uses.push(footprintOf(this.#steps.ends, Use.end));
        this.#touchRunQueue(subject);
        return;
      case EventCode.blockedLock:
        if (subject === this.#thread && detail === this.#readsLock) {
          this.#uses.push(footprintOf(detail, Use.change));
          this.#readsLock = NONE;
        }
        this.#touchRunQueue(subject);
        return;
      case EventCode.threadReady:
        if (detail === NONE) this.#touchRunQueue(subject);
        return;
      case EventCode.threadArrive:
      case EventCode.blockedIo:
      case EventCode.blockedSleep:
      case EventCode.blockedQueue:
      case EventCode.blockedSemaphore:
      case EventCode.blockedCondition:
      case EventCode.blockedBarrier:
      case EventCode.blockedJoin:
        this.#touchRunQueue(subject);
        return;
      default:
        return;
    }
  }

  #touchRunQueue(thread: number): void {
    const process = this.#parts().library.table.process(thread);
    if (this.#isShort[process] === true)
      this.#uses.push(footprintOf(this.#steps.runQueue(process), Use.change));
  }
}

/** What is something done, and no mere coming and going of values. */
const ACHIEVEMENTS: ReadonlySet<EventCode> = new Set([
  EventCode.threadArrive,
  EventCode.threadEnd,
  EventCode.blockedIo,
  EventCode.jobStart,
  EventCode.jobEnd,
  EventCode.acquired,
  EventCode.acquiredRead,
  EventCode.put,
  EventCode.taken,
  EventCode.instanceEnd,
]);

/** User threads of a process that share its kernel threads, where nobody is spawned. */
function userThreadsOf(plan: Plan, process: number): number {
  return plan.groups
    .filter((group) => group.process === process && !group.bound)
    .reduce((sum, { count }) => sum + (count ?? Number.POSITIVE_INFINITY), 0);
}
