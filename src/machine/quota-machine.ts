import { NONE } from "../base/ids.ts";
import type { Clock } from "../engine/clock.ts";
import type { EventList } from "../engine/event-list.ts";
import { NumberColumn } from "../engine/number-column.ts";
import type { Rank, SlotTimers } from "../engine/slot-timers.ts";
import { CpuQuota } from "./cpu-quota.ts";
import type { KernelMachine, KernelThreadClient } from "./kernel-machine.ts";
import type { KernelThreadTable, Work } from "./kernel-threads.ts";
import type { QuotaOptions } from "./options.ts";

/** What kernel threads carry, where processes have quotas. */
export interface ThrottledClient extends KernelThreadClient {
  /** The kernel thread may not run before the next period: it is blocked, though its user thread could go on. */
  throttled(kernelThread: number): void;
  /** It may run again. */
  released(kernelThread: number): void;
}

/** What a machine with quotas is built on and with. */
export interface QuotaParts {
  /** By process; null = no limit. */
  readonly quotas: readonly (QuotaOptions | null)[];
  readonly client: ThrottledClient;
  readonly clock: Clock;
  readonly events: EventList;
  /** The timer of the first process; the others' follow. */
  readonly firstTimerId: number;
}

/** In `#onCore`. */
const ON = 1;

/**
 * A machine on which processes have quotas of core time per period, as Linux's CFS bandwidth control gives
 * containers (Turner, Rao & Rao, "CPU bandwidth control for CFS", Linux Symposium 2010;
 * kernel/sched/fair.c: cfs_bandwidth): when the kernel threads of a process have used up its quota, all of
 * them are throttled until the next period. Linux hands quota out to cores in slices of 5 ms; here it is
 * one exact account. Stands between the machine and its client.
 */
export class QuotaMachine implements KernelMachine, KernelThreadClient {
  readonly #machine: KernelMachine;
  readonly #client: ThrottledClient;
  readonly #clock: Clock;
  readonly #events: EventList;
  readonly #firstTimerId: number;
  readonly #quotas: readonly (CpuQuota | null)[];
  readonly #process = new NumberColumn();
  readonly #onCore = new NumberColumn();
  /** By process: kernel threads on cores, and those that wait for the next period. */
  readonly #running: readonly Set<number>[];
  readonly #held: readonly number[][];
  /** Processes that have used up their quota at this instant: throttled as its last thing. */
  readonly #usedUp = new Set<number>();
  /** Of a throttled process, and on a core nevertheless. */
  readonly #toStop = new Set<number>();

  constructor(parts: QuotaParts, machine: (client: KernelThreadClient) => KernelMachine) {
    this.#client = parts.client;
    this.#clock = parts.clock;
    this.#events = parts.events;
    this.#firstTimerId = parts.firstTimerId;
    this.#quotas = parts.quotas.map((options) => (options === null ? null : new CpuQuota(options)));
    this.#running = parts.quotas.map(() => new Set());
    this.#held = parts.quotas.map(() => []);
    this.#machine = machine(this);
  }

  get threads(): KernelThreadTable {
    return this.#machine.threads;
  }
  get timers(): SlotTimers {
    return this.#machine.timers;
  }
  get needsDispatch(): boolean {
    return this.#machine.needsDispatch || this.#usedUp.size > 0 || this.#toStop.size > 0;
  }

  create(process: number): number {
    const kernelThread = this.#machine.create(process);
    this.#process.set(kernelThread, process);
    return kernelThread;
  }

  wake(kernelThread: number): void {
    if (this.#isThrottled(kernelThread)) this.#hold(kernelThread);
    else this.#machine.wake(kernelThread);
  }

  work(kernelThread: number, ns: number, work: Work, rank: Rank): void {
    this.#machine.work(kernelThread, ns, work, rank);
  }
  cut(kernelThread: number): number {
    return this.#machine.cut(kernelThread);
  }
  isRunning(kernelThread: number): boolean {
    return this.#machine.isRunning(kernelThread);
  }
  isSwitching(kernelThread: number): boolean {
    return this.#machine.isSwitching(kernelThread);
  }
  beginProgram(kernelThread: number): void {
    this.#machine.beginProgram(kernelThread);
  }
  block(kernelThread: number, userThread: number): void {
    this.#leave(kernelThread);
    this.#machine.block(kernelThread, userThread);
  }
  yield(kernelThread: number): void {
    this.#machine.yield(kernelThread);
  }
  exit(kernelThread: number): void {
    this.#leave(kernelThread);
    this.#machine.exit(kernelThread);
  }
  changed(kernelThread: number): void {
    this.#machine.changed(kernelThread);
  }
  fire(): void {
    this.#machine.fire();
  }

  /** Gives out cores; whoever then is on one without quota has to leave it, having run for no time. */
  dispatch(): void {
    const usedUp = [...this.#usedUp];
    this.#usedUp.clear();
    for (const process of usedUp) {
      const quota = this.#quotas[process];
      if (quota === null || quota === undefined) continue;
      quota.throttled = true;
      for (const kernelThread of this.#running[process] ?? []) this.#toStop.add(kernelThread);
      this.#setTimer(process);
    }
    this.#machine.dispatch();
    for (const kernelThread of this.#toStop) {
      // One that switches says so when it is there.
      const stops = this.#machine.isRunning(kernelThread) && !this.#machine.isSwitching(kernelThread);
      if (stops && this.#isThrottled(kernelThread)) this.#throttle(kernelThread);
    }
    this.#toStop.clear();
  }

  /** The timer of a process has fired: a new period, or no quota left. */
  timeout(process: number): void {
    const quota = this.#quotas[process];
    if (quota === null || quota === undefined) return;
    quota.settle(this.#clock.now);
    if (quota.isUsedUp) this.#usedUp.add(process);
    else if (quota.throttled) this.#release(process, quota);
    this.#setTimer(process);
  }

  resume(kernelThread: number): void {
    if (this.#isThrottled(kernelThread)) this.#throttle(kernelThread);
    else this.#client.resume(kernelThread);
  }

  mounted(kernelThread: number): number {
    return this.#client.mounted(kernelThread);
  }

  working(kernelThread: number, work: Work): void {
    if (this.#onCore.get(kernelThread) !== ON) this.#enter(kernelThread);
    if (this.#isThrottled(kernelThread)) this.#toStop.add(kernelThread);
    this.#client.working(kernelThread, work);
  }

  preempted(kernelThread: number): void {
    this.#leave(kernelThread);
    this.#client.preempted(kernelThread);
  }

  #quotaOf(kernelThread: number): CpuQuota | null {
    return this.#quotas[this.#process.get(kernelThread)] ?? null;
  }

  #isThrottled(kernelThread: number): boolean {
    return this.#quotaOf(kernelThread)?.throttled === true;
  }

  /** The running kernel thread has to wait for the next period. */
  #throttle(kernelThread: number): void {
    this.#hold(kernelThread);
    this.block(kernelThread, this.#client.mounted(kernelThread));
  }

  #hold(kernelThread: number): void {
    this.#held[this.#process.get(kernelThread)]?.push(kernelThread);
    this.#client.throttled(kernelThread);
  }

  #release(process: number, quota: CpuQuota): void {
    quota.throttled = false;
    for (const kernelThread of this.#held[process]?.splice(0) ?? []) {
      this.#client.released(kernelThread);
      this.#machine.wake(kernelThread);
    }
  }

  #enter(kernelThread: number): void {
    this.#onCore.set(kernelThread, ON);
    this.#count(kernelThread, 1);
  }

  #leave(kernelThread: number): void {
    if (this.#onCore.get(kernelThread) !== ON) return;
    this.#onCore.set(kernelThread, 0);
    this.#count(kernelThread, -1);
  }

  #count(kernelThread: number, by: 1 | -1): void {
    const process = this.#process.get(kernelThread);
    const quota = this.#quotaOf(kernelThread);
    if (quota === null) return;
    quota.change(by, this.#clock.now);
    if (by === 1) this.#running[process]?.add(kernelThread);
    else this.#running[process]?.delete(kernelThread);
    this.#setTimer(process);
  }

  #setTimer(process: number): void {
    const quota = this.#quotas[process];
    const id = this.#firstTimerId + process;
    this.#events.cancel(id);
    // At this instant's end there will be more to say.
    if (this.#usedUp.has(process)) return;
    const time = quota?.nextTime(this.#clock.now) ?? NONE;
    if (time !== NONE) this.#events.schedule(time, id);
  }
}
