import type { Costs } from "../../../src/machine/costs.ts";
import { type QueuedPolicyOptions, runQueuesOf } from "../../../src/machine/policies/registry.ts";
import { type Agenda, COMPLETION, DISPATCH, EXPIRY, type TwinEvent } from "./agenda.ts";
import type { Reason, Task } from "./queue.ts";
import { type CoreSight, TwinRunQueues } from "./run-queues.ts";
import type { TwinCores, TwinThreads } from "./threads.ts";

interface Core extends CoreSight {
  sliceEnd: number;
  /** Since when the present stretch has not been charged. */
  uncharged: number;
  last: Task | null;
  idleSince: number;
  /** The event that ends the present work, or the switch. */
  pending: TwinEvent | null;
}

/** Cores that take tasks from run queues that are sorted whenever somebody is taken, under any policy. */
export class QueuedCores implements TwinCores {
  readonly #agenda: Agenda;
  readonly #threads: TwinThreads;
  readonly #costs: Costs;
  readonly #migration: number;
  readonly #cores: Core[];
  readonly #queues: TwinRunQueues;
  /** The policy looks at what runs whenever it goes on to new work. */
  readonly #predicts: boolean;
  /** By thread. */
  readonly #lastCore = new Map<number, number>();

  constructor(
    scheduler: QueuedPolicyOptions,
    machine: { readonly cores: number; readonly costs: Costs; readonly seed: string | number },
    agenda: Agenda,
    threads: TwinThreads,
  ) {
    this.#agenda = agenda;
    this.#threads = threads;
    this.#costs = machine.costs;
    this.#migration = runQueuesOf(scheduler).migrationCost;
    this.#cores = Array.from({ length: machine.cores }, () => {
      return {
        task: null,
        isSwitching: false,
        last: null,
        sliceEnd: 0,
        uncharged: 0,
        idleSince: 0,
        pending: null,
      };
    });
    this.#predicts = scheduler.policy === "srtf";
    this.#queues = new TwinRunQueues(scheduler, machine.seed, this.#cores);
  }

  ready(id: number, reason: Reason): void {
    this.#settle();
    const lastCore = this.#lastCore.get(id) ?? null;
    this.#queues.join(this.#threads.task(id), reason, lastCore, this.#agenda.now);
    this.tell();
  }

  tell(): void {
    this.#agenda.schedule(this.#agenda.now, DISPATCH, () => this.#dispatch());
  }

  works(id: number): void {
    const { core, index } = this.#coreOf(id);
    const { now } = this.#agenda;
    this.#threads.says(id);
    if (this.#predicts) this.tell();
    const done = now + (this.#threads.work(id)?.left ?? 0);
    if (done <= core.sliceEnd) {
      core.pending = this.#agenda.schedule(done, COMPLETION, () => {
        this.#settle();
        this.#threads.proceed(id);
      });
    } else {
      core.pending = this.#agenda.schedule(core.sliceEnd, EXPIRY, () => {
        this.#settle();
        this.#putBack(index, id, "quantum");
      });
    }
  }

  yields(id: number): void {
    this.#putBack(this.#coreOf(id).index, id, "yield");
  }

  leaves(id: number): void {
    const { index } = this.#coreOf(id);
    this.#leave(index);
    this.#queues.of(index).leave(this.#threads.task(id), this.#agenda.now);
    this.tell();
  }

  #core(index: number): Core {
    const core = this.#cores[index];
    if (!core) throw new Error(`no core ${index}`);
    return core;
  }

  #coreOf(id: number): { readonly core: Core; readonly index: number } {
    const index = this.#cores.findIndex(({ task }) => task?.id === id);
    return { core: this.#core(index), index };
  }

  /** Charges all that work. */
  #settle(): void {
    const { now } = this.#agenda;
    for (const [index, core] of this.#cores.entries()) {
      const ran = now - core.uncharged;
      if (!core.task || core.isSwitching || ran === 0) continue;
      core.uncharged = now;
      const work = this.#threads.work(core.task.id);
      if (work) work.left -= ran;
      this.#queues.of(index).ran(core.task, ran);
    }
  }

  #dispatch(): void {
    const { now } = this.#agenda;
    this.#settle();
    const filled = this.#fill((core) => this.#queues.take(core, now));
    const stolen = this.#fill((core) => this.#queues.steal(core, now));
    if (filled || stolen) {
      this.tell();
      return;
    }
    const victim = this.#queues.waiting === 0 ? undefined : this.#queues.victim(now);
    if (victim === undefined) return;
    this.#putBack(victim, this.#core(victim).task?.id ?? 0, "preempted");
    const next = this.#queues.take(victim, now);
    if (next) this.#start(victim, next);
    this.tell();
  }

  /** Gives idle cores what `take` finds for them; false where that is nothing. */
  #fill(take: (core: number) => Task | undefined): boolean {
    let found = false;
    for (const [index, core] of this.#cores.entries()) {
      const task = core.task || this.#queues.waiting === 0 ? undefined : take(index);
      if (!task) continue;
      found = true;
      const last = this.#lastCore.get(task.id);
      const there = last === undefined ? undefined : this.#cores[last];
      const prefersLast = this.#queues.shared && last !== undefined && !there?.task && there?.last === task;
      this.#start(prefersLast ? last : index, task);
    }
    return found;
  }

  #start(index: number, task: Task): void {
    const core = this.#core(index);
    const cost = this.#switchCost(core, index, task);
    core.task = task;
    core.last = task;
    this.#lastCore.set(task.id, index);
    if (cost === 0) {
      this.#begin(index, task);
      return;
    }
    core.isSwitching = true;
    this.#threads.enter(task.id, "overhead");
    core.pending = this.#agenda.schedule(this.#agenda.now + cost, COMPLETION, () => this.#begin(index, task));
  }

  /** Rule 2: the very first is free; waking up an idle core and coming from another one cost extra. */
  #switchCost(core: Core, index: number, task: Task): number {
    const { kernelSwitch, dispatchLatency } = this.#costs;
    const before = this.#lastCore.get(task.id) ?? index;
    const migration = before === index ? 0 : this.#migration;
    if (core.last === null) return migration;
    const wakesUp = core.idleSince < this.#agenda.now;
    return migration + (core.last === task ? 0 : kernelSwitch) + (wakesUp ? dispatchLatency : 0);
  }

  #begin(index: number, task: Task): void {
    const core = this.#core(index);
    const { now } = this.#agenda;
    core.isSwitching = false;
    core.uncharged = now;
    core.sliceEnd = now + this.#queues.of(index).begin(task, now);
    this.tell();
    this.#threads.begin(task.id);
  }

  #putBack(index: number, id: number, reason: Reason): void {
    this.#leave(index);
    this.#threads.enter(id, "ready");
    this.ready(id, reason);
  }

  #leave(index: number): void {
    this.#settle();
    const core = this.#core(index);
    this.#agenda.cancel(core.pending);
    core.task = null;
    core.idleSince = this.#agenda.now;
  }
}
