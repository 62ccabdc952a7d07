import { unreachable } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import type { Ns } from "../base/time.ts";
import { Clock } from "../engine/clock.ts";
import { EventList } from "../engine/event-list.ts";
import { Rank, type SlotTimers } from "../engine/slot-timers.ts";
import type { KernelMachine } from "../machine/kernel-machine.ts";
import type { ChunkSink } from "../trace/chunk-sink.ts";
import { EventCode } from "../trace/events.ts";
import { Journal } from "../trace/journal.ts";
import type { Outcome, RunEnd } from "../trace/meta.ts";
import { type ArrivalReceiver, ArrivalSources } from "./arrival-sources.ts";
import { DataSteps } from "./data-steps.ts";
import type { Deadlines } from "./deadlines.ts";
import { Interpreter } from "./interpreter.ts";
import { JobSteps } from "./job-steps.ts";
import { KernelEntry } from "./kernel-entry.ts";
import { Lifecycle } from "./lifecycle.ts";
import { LockPriorities } from "./lock-priorities.ts";
import { LockSteps } from "./lock-steps.ts";
import type { ObjectOptions } from "./options.ts";
import type { Plan } from "./plan.ts";
import { SpawnSteps } from "./spawn-steps.ts";
import type { StepControl } from "./stepping/step-control.ts";
import { SyncObjects } from "./sync-objects.ts";
import { SyncSteps } from "./sync-steps.ts";
import { ThreadLibrary } from "./thread-library.ts";
import { ThreadTimers } from "./thread-timers.ts";

/** Events after which a run ends, where nothing else is said: nothing runs for ever (design rule 6). */
export const DEFAULT_MAX_EVENTS = 50_000_000;

export interface SimulationOptions {
  /** Events after which the run ends with `event-limit`. */
  readonly maxEvents: number;
  /**
   * Ended threads' ids go to new ones, so that memory follows the threads alive. Without it ids are
   * serial numbers, which a trace that is kept needs. Results are the same.
   */
  readonly reuseIds: boolean;
  /** Decides every step, on a plan made for that; absent: time does. */
  readonly control?: StepControl;
}

/** One run of a plan: a discrete-event simulation, advanced in pieces by its caller. */
export class Simulation implements ArrivalReceiver {
  readonly #clock = new Clock();
  readonly #events = new EventList();
  readonly #journal: Journal;
  readonly #maxEvents: number;
  readonly #horizon: number;
  readonly #library: ThreadLibrary;
  readonly #machine: KernelMachine;
  readonly #coreTimers: SlotTimers;
  readonly #deadlines: Deadlines | null;
  readonly #lifecycle: Lifecycle;
  readonly #objects: SyncObjects;
  readonly #interpreter: Interpreter;
  readonly #sources: ArrivalSources;
  readonly #timers: ThreadTimers;
  #jobs = 0;
  /** Events at the last dispatch: a second one with no event between counts as an event itself. */
  #eventsAtDispatch = -1;
  #outcome: Outcome | null = null;

  constructor(plan: Plan, listener: ChunkSink, options: SimulationOptions) {
    const clock = this.#clock;
    const events = this.#events;
    const { control = null } = options;
    const journal = control?.createJournal(listener, clock) ?? new Journal(listener, clock);
    this.#journal = journal;
    this.#maxEvents = options.maxEvents;
    this.#horizon = plan.input.until ?? Number.POSITIVE_INFINITY;
    this.#sources = new ArrivalSources(plan, clock, events, this);
    const timers =
      control?.createTimers(clock, events, this.#sources.count) ??
      new ThreadTimers(
        clock,
        events,
        this.#sources.count,
        plan.features.quotas ? plan.processes.length : 0,
        plan.features.slots,
      );
    this.#timers = timers;
    const library = new ThreadLibrary(plan, options.reuseIds, clock, events, journal, timers, control);
    this.#library = library;
    this.#machine = library.machine;
    this.#coreTimers = library.machine.timers;
    this.#deadlines = library.deadlines;
    this.#lifecycle = new Lifecycle(plan, library, journal);
    this.#objects = new SyncObjects(plan, library.table);
    const kernel = new KernelEntry(library, plan.input.machine.costs);
    const objects = this.#objects;
    const priorities = plan.locks.byPriority
      ? new LockPriorities(plan, library, (id) => objects.mutex(id))
      : null;
    const locks = new LockSteps(objects, library, kernel, priorities, journal);
    this.#interpreter = new Interpreter({
      plan,
      library,
      lifecycle: this.#lifecycle,
      kernel,
      locks,
      sync: new SyncSteps(this.#objects, library, kernel, locks, journal),
      spawns: new SpawnSteps(plan, library, this.#lifecycle, kernel),
      jobs: new JobSteps(this.#objects, library, kernel, plan.code, journal),
      data: new DataSteps(plan.code, this.#objects, library.table, journal),
      clock,
      timers,
      control,
    });
    library.attach(this.#interpreter);
    control?.attach(library, objects, this.#interpreter);
    this.#recordInitialValues(plan.input.objects);
    this.#sources.start();
  }

  /** Simulated time, ns. */
  get now(): Ns {
    return this.#clock.now as Ns;
  }

  /** Events so far. */
  get events(): number {
    return this.#clock.events;
  }

  /** Processes about that many events; true while there is more to do. Throws a `RunTooLong` (`ClockOverflow`, `TimersExhausted`). */
  advance(events: number): boolean {
    const clock = this.#clock;
    const end = clock.events + events;
    let goesOn = true;
    while (goesOn && clock.events < end) goesOn = this.#step();
    this.#journal.flush();
    return goesOn;
  }

  /** How the run ended; `interrupted` where it was not over. */
  end(): RunEnd {
    this.#journal.flush();
    const endNs = this.#outcome === "horizon" ? this.#horizon : this.#clock.now;
    return { outcome: this.#outcome ?? "interrupted", endNs: endNs as Ns, events: this.#clock.events };
  }

  arriveThread(group: number): void {
    this.#lifecycle.create(group);
  }

  expectThreads(count: number): void {
    this.#lifecycle.reserve(count);
  }

  arriveJob(poolIndex: number): void {
    const pool = this.#objects.pool(poolIndex);
    const job = this.#jobs;
    this.#jobs += 1;
    this.#journal.record(EventCode.jobEnqueued, job, poolIndex);
    const worker = pool.put(job);
    if (worker === NONE) {
      this.#journal.record(EventCode.value, pool.length, pool.id);
      return;
    }
    this.#library.table.jobIndex[worker] = pool.nextIndex();
    this.#handOver(worker, job, pool.id);
  }

  closePool(poolIndex: number): void {
    const pool = this.#objects.pool(poolIndex);
    pool.close();
    for (let worker = pool.takers.shift(); worker !== NONE; worker = pool.takers.shift()) {
      this.#handOver(worker, pool.take(), pool.id);
    }
  }

  #recordInitialValues(objects: readonly ObjectOptions[]): void {
    objects.forEach((object, id) => {
      const value = initialValue(object);
      if (value !== null) this.#journal.record(EventCode.value, value, id);
    });
  }

  #handOver(worker: number, job: number, object: number): void {
    this.#library.table.job[worker] = job;
    this.#journal.record(EventCode.taken, worker, object);
    this.#library.wake(worker, NONE);
  }

  /** One event, or the dispatch that ends an instant; false when the run is over. */
  #step(): boolean {
    const clock = this.#clock;
    const events = this.#events;
    const machine = this.#machine;
    const timers = this.#coreTimers;
    const timerTime = events.nextTime;
    const coreTime = timers.nextTime;
    const next = Math.min(timerTime, coreTime);
    if (machine.needsDispatch && next > clock.now) return this.#dispatch();
    const deadlines = this.#deadlines;
    if (deadlines !== null && deadlines.nextTime < next && deadlines.nextTime <= this.#horizon)
      return this.#miss(deadlines);
    if (next > this.#horizon || next === Number.POSITIVE_INFINITY) return this.#stop(next);
    if (clock.events >= this.#maxEvents) return this.#stopAtLimit();
    clock.events += 1;
    if (next !== clock.now) clock.advanceTo(next);
    const coreIsNext =
      coreTime < timerTime ||
      (coreTime === timerTime &&
        timers.nextRank === Rank.completion &&
        timers.nextSequence < events.nextSequence);
    if (coreIsNext) machine.fire();
    else this.#fireTimer(events.pop());
    return true;
  }

  /** All that happens up to the next deadline has happened. */
  #miss(deadlines: Deadlines): boolean {
    const clock = this.#clock;
    if (clock.events >= this.#maxEvents) return this.#stopAtLimit();
    clock.events += 1;
    clock.advanceTo(deadlines.nextTime);
    deadlines.miss();
    return true;
  }

  #dispatch(): boolean {
    const clock = this.#clock;
    if (this.#eventsAtDispatch === clock.events) {
      if (clock.events >= this.#maxEvents) return this.#stopAtLimit();
      clock.events += 1;
    }
    this.#machine.dispatch();
    this.#eventsAtDispatch = clock.events;
    return true;
  }

  #fireTimer(id: number): void {
    const timers = this.#timers;
    if (id < this.#sources.count) this.#sources.fire(id);
    else if (timers.isOfProcess(id)) this.#library.quotas?.timeout(id - this.#sources.count);
    else if (timers.isSlotLoss(id)) this.#library.loseSlot(timers.threadOf(id));
    else this.#interpreter.wake(timers.threadOf(id));
  }

  /** More was to happen than may. */
  #stopAtLimit(): false {
    this.#outcome = "event-limit";
    return false;
  }

  #stop(next: number): false {
    if (next !== Number.POSITIVE_INFINITY) this.#outcome = "horizon";
    else this.#outcome = this.#lifecycle.live > 0 ? "deadlock" : "completed";
    return false;
  }
}

/** Count, length or value that an object begins with; null where it has none. */
function initialValue(object: ObjectOptions): number | null {
  switch (object.kind) {
    case "semaphore":
      return object.count;
    case "variable":
      return object.value;
    case "list":
      return object.length;
    case "queue":
      return 0;
    case "mutex":
    case "rwlock":
    case "condition":
    case "barrier":
      return null;
    default:
      return unreachable(object);
  }
}
