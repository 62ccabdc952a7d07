import { at } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import type { Sampler } from "../base/sampler.ts";
import type { Clock } from "../engine/clock.ts";
import { Device } from "../machine/device.ts";
import { EventCode } from "../trace/events.ts";
import type { DataSteps } from "./data-steps.ts";
import type { JobSteps } from "./job-steps.ts";
import type { KernelEntry } from "./kernel-entry.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { LockSteps } from "./lock-steps.ts";
import { Outcome } from "./outcome.ts";
import type { Durations, Plan } from "./plan.ts";
import { type Code, Op } from "./program.ts";
import type { SpawnSteps } from "./spawn-steps.ts";
import type { StepControl } from "./stepping/step-control.ts";
import { Access } from "./sync/rwlock.ts";
import type { SyncSteps } from "./sync-steps.ts";
import type { ProgramRunner, ThreadLibrary } from "./thread-library.ts";
import type { ThreadTable } from "./thread-table.ts";
import type { ThreadTimers } from "./thread-timers.ts";

/** Jumps back in a row that take no time, before the event loop has a look: for limits and Ctrl-C. */
const JUMPS_WITHOUT_TIME = 1024;

/** Everything that steps act on. */
export interface InterpreterParts {
  readonly plan: Plan;
  readonly library: ThreadLibrary;
  readonly lifecycle: Lifecycle;
  readonly kernel: KernelEntry;
  readonly locks: LockSteps;
  readonly sync: SyncSteps;
  readonly data: DataSteps;
  readonly jobs: JobSteps;
  readonly spawns: SpawnSteps;
  readonly clock: Clock;
  readonly timers: ThreadTimers;
  /** Says when steps are taken; null: whenever they can be. */
  readonly control: StepControl | null;
}

/** Runs programs, instruction by instruction. */
export class Interpreter implements ProgramRunner {
  readonly #library: ThreadLibrary;
  readonly #table: ThreadTable;
  readonly #lifecycle: Lifecycle;
  readonly #jobs: JobSteps;
  readonly #kernel: KernelEntry;
  readonly #locks: LockSteps;
  readonly #sync: SyncSteps;
  readonly #data: DataSteps;
  readonly #spawns: SpawnSteps;
  readonly #clock: Clock;
  readonly #timers: ThreadTimers;
  readonly #code: Code;
  readonly #durations: Durations;
  readonly #plan: Plan;
  readonly #devices: readonly Device[];
  readonly #oversleep: number;
  readonly #control: StepControl | null;

  constructor(parts: InterpreterParts) {
    const { plan } = parts;
    this.#plan = plan;
    this.#library = parts.library;
    this.#table = parts.library.table;
    this.#lifecycle = parts.lifecycle;
    this.#jobs = parts.jobs;
    this.#kernel = parts.kernel;
    this.#locks = parts.locks;
    this.#sync = parts.sync;
    this.#data = parts.data;
    this.#spawns = parts.spawns;
    this.#clock = parts.clock;
    this.#timers = parts.timers;
    this.#control = parts.control;
    this.#code = plan.code;
    this.#durations = plan.durations;
    this.#devices = plan.input.machine.devices.map(({ servers }) => new Device(servers));
    this.#oversleep = plan.input.machine.costs.timerOversleep;
  }

  run(kernelThread: number, thread: number): void {
    const { ops, a, b, c } = this.#code;
    const t = this.#table;
    let jumps = 0;
    for (;;) {
      const pc = t.pc[thread] as number;
      const operand = a[pc] as number;
      const op = ops[pc] as Op;
      switch (op) {
        case Op.end:
          this.#end(kernelThread, thread);
          return;
        case Op.compute: {
          const ns = this.#draw(thread, operand, pc);
          t.pc[thread] = pc + 1;
          if (ns === 0) continue;
          this.#library.compute(kernelThread, thread, ns);
          return;
        }
        case Op.computeWithoutGil: {
          const ns = this.#draw(thread, operand, pc);
          t.pc[thread] = pc + 1;
          if (ns === 0) continue;
          this.#library.process(thread).gil?.release(thread);
          this.#library.compute(kernelThread, thread, ns);
          return;
        }
        case Op.offload: {
          const ns = this.#draw(thread, operand, pc);
          t.pc[thread] = pc + 1;
          if (ns === 0) continue;
          this.#library.offload(kernelThread, thread, ns);
          return;
        }
        case Op.jump:
          t.pc[thread] = operand;
          jumps += 1;
          break;
        case Op.loopBegin:
          this.#beginLoop(thread, pc, operand, b[pc] as number, c[pc] as number);
          continue;
        case Op.loopEnd:
          this.#endLoop(thread, pc, operand, b[pc] as number);
          jumps += 1;
          break;
        case Op.choose:
          t.pc[thread] = this.#choose(thread, operand, pc);
          continue;
        default: {
          if (this.#control !== null && !this.#control.opens(kernelThread, pc)) {
            this.#library.pause(kernelThread);
            return;
          }
          const outcome = this.#step(kernelThread, thread, op, operand, pc);
          if (outcome === Outcome.goesOn) {
            t.pc[thread] = pc + 1;
            continue;
          }
          if (outcome === Outcome.jumped) continue;
          if (outcome === Outcome.ends) this.#lifecycle.end(kernelThread, thread);
          return;
        }
      }
      if (jumps >= JUMPS_WITHOUT_TIME) {
        this.#clock.events += jumps;
        this.#library.pause(kernelThread);
        return;
      }
    }
  }

  /** The timer of a blocked user thread has fired: its io or sleep is over, or it has waited long for the GIL. */
  wake(thread: number): void {
    const t = this.#table;
    if (t.state[thread] === EventCode.blockedGil) {
      this.#library.process(thread).gil?.timeout(thread);
      return;
    }
    if (this.#devices.length > 0) this.#leaveDevice(thread);
    this.#library.wake(thread, NONE);
  }

  /** The user thread leaves the device that it waited for, if it did; the next one's turn begins. */
  #leaveDevice(thread: number): void {
    const t = this.#table;
    const device = t.device[thread] as number;
    if (device === NONE) return;
    t.device[thread] = NONE;
    const next = at(this.#devices, device).finish();
    if (next === NONE) return;
    this.#timers.set(next, t.remaining[next] as number);
    t.remaining[next] = 0;
  }

  /** A step other than computing and control flow: the most frequent ones here, so that this stays small. */
  #step(kernelThread: number, thread: number, op: Op, a: number, pc: number): Outcome {
    switch (op) {
      case Op.io:
        return this.#io(kernelThread, thread, pc, this.#hasBlockingIo(thread));
      case Op.lock:
        return this.#locks.lock(kernelThread, thread, a);
      case Op.unlock:
        return this.#locks.unlock(thread, a);
      default:
        return this.#rarerStep(kernelThread, thread, op, a, pc);
    }
  }

  #rarerStep(kernelThread: number, thread: number, op: Op, a: number, pc: number): Outcome {
    const b = this.#code.b[pc] as number;
    switch (op) {
      case Op.ioBlocking:
        return this.#io(kernelThread, thread, pc, true);
      case Op.ioNonblocking:
        return this.#io(kernelThread, thread, pc, false);
      case Op.sleep:
        return this.#sleep(kernelThread, thread, pc);
      case Op.deadline:
        this.#library.deadlines?.set(thread, this.#draw(thread, a, pc));
        return Outcome.goesOn;
      case Op.endInstance:
        return this.#endInstance(kernelThread, thread, a);
      case Op.yield:
        return this.#yield(kernelThread, thread, pc);
      case Op.readLock:
        return this.#locks.lockShared(kernelThread, thread, a, Access.read);
      case Op.writeLock:
        return this.#locks.lockShared(kernelThread, thread, a, Access.write);
      case Op.unlockShared:
        return this.#locks.unlockShared(thread, a);
      case Op.acquire:
        return this.#sync.acquire(kernelThread, thread, a, b);
      case Op.release:
        return this.#sync.release(thread, a, b);
      case Op.put:
        return this.#sync.put(kernelThread, thread, a);
      case Op.take:
        return this.#sync.take(kernelThread, thread, a);
      case Op.wait:
        return this.#sync.wait(kernelThread, thread, a, b);
      case Op.signal:
      case Op.broadcast:
        return this.#sync.signal(thread, a, op === Op.broadcast);
      case Op.barrier:
        return this.#sync.barrier(kernelThread, thread, a);
      case Op.spawn:
        return this.#spawns.spawn(kernelThread, thread, pc, a, b);
      case Op.join:
        return this.#spawns.join(kernelThread, thread, pc, a);
      case Op.takeJob:
        return this.#jobs.take(kernelThread, thread, pc, a);
      case Op.branch:
        if (this.#table.register[thread] === b) return Outcome.goesOn;
        this.#table.pc[thread] = a;
        return Outcome.jumped;
      default:
        this.#dataStep(thread, op, a, pc);
        return Outcome.goesOn;
    }
  }

  #dataStep(thread: number, op: Op, a: number, pc: number): void {
    const b = this.#code.b[pc] as number;
    switch (op) {
      case Op.load:
        this.#data.load(thread, a, b);
        return;
      case Op.store:
        this.#data.store(thread, a, b);
        return;
      case Op.updateAtomic:
        this.#data.update(thread, a, b, this.#code.c[pc] as number);
        return;
      case Op.add:
        this.#data.add(thread, a);
        return;
      case Op.look:
        this.#data.look(thread, a);
        return;
      case Op.remove:
        this.#data.remove(thread, a);
        return;
      case Op.append:
        this.#data.append(thread, a);
        return;
      case Op.endJob:
        this.#jobs.end(thread);
        return;
      default:
        throw new RangeError(`instruction ${op}`);
    }
  }

  /** The next draw of a duration, ns: for a step of the thread, or of the job that it works on. */
  #draw(thread: number, duration: number, pc: number): number {
    const fixed = this.#durations.fixed[duration] as number;
    if (fixed >= 0) return fixed;
    const t = this.#table;
    const counter = this.#durations.counters[duration] as number;
    const occurrence = counter === NONE ? 0 : this.#traceOccurrence(thread, counter);
    const draw = t.draws[thread] as number;
    t.draws[thread] = draw + 1;
    this.#durations.source.at(t.identity[thread] as number, this.#code.step[pc] as number, draw);
    return (this.#durations.samplers[duration] as Sampler).sample(occurrence);
  }

  /** The n-th thread of a group, and the n-th job of a pool, begin with the n-th value of a trace. */
  #traceOccurrence(thread: number, counter: number): number {
    const t = this.#table;
    const cell = thread * this.#code.counters + counter;
    const turn = t.counters[cell] as number;
    t.counters[cell] = turn + 1;
    const isWorker = at(this.#plan.groups, t.group[thread] as number).pool !== NONE;
    return turn + ((isWorker ? t.jobIndex[thread] : t.index[thread]) as number);
  }

  #beginLoop(thread: number, pc: number, exit: number, counter: number, times: number): void {
    this.#table.counters[thread * this.#code.counters + counter] = times;
    this.#table.pc[thread] = times === 0 ? exit : pc + 1;
  }

  #endLoop(thread: number, pc: number, start: number, counter: number): void {
    const cell = thread * this.#code.counters + counter;
    const left = (this.#table.counters[cell] as number) - 1;
    this.#table.counters[cell] = left;
    this.#table.pc[thread] = left > 0 ? start : pc + 1;
  }

  /** Where the branch that is drawn begins. */
  #choose(thread: number, choice: number, pc: number): number {
    const t = this.#table;
    const { limits, targets } = at(this.#code.choices, choice);
    const draw = t.draws[thread] as number;
    t.draws[thread] = draw + 1;
    const { source } = this.#durations;
    source.at(t.identity[thread] as number, this.#code.step[pc] as number, draw);
    const last = limits.length - 1;
    const target = source.next() * (limits[last] as number);
    let branch = 0;
    while (branch < last && target >= (limits[branch] as number)) branch += 1;
    return targets[branch] as number;
  }

  /** Whether io and sleep of the user thread block its kernel thread, where their steps do not say. */
  #hasBlockingIo(thread: number): boolean {
    return this.#library.traits.blockingIo[this.#table.group[thread] as number] === 1;
  }

  #io(kernelThread: number, thread: number, pc: number, blocking: boolean): Outcome {
    if (this.#kernel.pays(kernelThread, thread)) return Outcome.waits;
    const t = this.#table;
    const device = this.#code.b[pc] as number;
    const ns = this.#draw(thread, this.#code.a[pc] as number, pc);
    if (ns === 0 && device === NONE) return Outcome.goesOn;
    t.pc[thread] = pc + 1;
    if (device !== NONE) t.device[thread] = device;
    if (device === NONE || at(this.#devices, device).request(thread)) this.#timers.set(thread, ns);
    else t.remaining[thread] = ns;
    this.#library.block(kernelThread, thread, EventCode.blockedIo, device, blocking);
    return Outcome.waits;
  }

  #sleep(kernelThread: number, thread: number, pc: number): Outcome {
    if (this.#kernel.pays(kernelThread, thread)) return Outcome.waits;
    const ns = this.#draw(thread, this.#code.a[pc] as number, pc) + this.#oversleep;
    if (ns === 0) return Outcome.goesOn;
    this.#table.pc[thread] = pc + 1;
    this.#timers.set(thread, ns);
    const blocking = this.#hasBlockingIo(thread);
    this.#library.block(kernelThread, thread, EventCode.blockedSleep, NONE, blocking);
    return Outcome.waits;
  }

  /** A kernel thread yields by a system call, a user thread by a call of its library. */
  #yield(kernelThread: number, thread: number, pc: number): Outcome {
    if (this.#library.keepsKernelThread(thread) && this.#kernel.pays(kernelThread, thread))
      return Outcome.waits;
    this.#table.pc[thread] = pc + 1;
    this.#library.yield(kernelThread, thread);
    return Outcome.waits;
  }

  /** A periodic thread has run its program; it begins again when it is released next, or at once where that has passed. */
  #endInstance(kernelThread: number, thread: number, start: number): Outcome {
    const t = this.#table;
    if (t.phase[thread] === 0) this.#library.deadlines?.endInstance(thread);
    const wait = (t.released[thread] as number) - this.#clock.now;
    if (wait <= 0) {
      this.#kernel.reset(thread);
      t.pc[thread] = start;
      return Outcome.jumped;
    }
    if (this.#library.keepsKernelThread(thread) && this.#kernel.pays(kernelThread, thread))
      return Outcome.waits;
    t.pc[thread] = start;
    this.#timers.set(thread, wait);
    // A release is a timer of the library, exact and without a kernel thread of its own.
    this.#library.block(kernelThread, thread, EventCode.blockedSleep, NONE, false);
    return Outcome.waits;
  }

  #end(kernelThread: number, thread: number): void {
    const cost = this.#library.exitCost(thread);
    if (!this.#kernel.paysFor(kernelThread, thread, cost)) this.#lifecycle.end(kernelThread, thread);
  }
}
