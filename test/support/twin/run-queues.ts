import { type QueuedPolicyOptions, runQueuesOf } from "../../../src/machine/policies/registry.ts";
import { twinQueues } from "./policies.ts";
import type { Reason, Task, TwinQueue } from "./queue.ts";

/** What the queues may see of a core. */
export interface CoreSight {
  task: Task | null;
  /** Its task has not begun, and can't be taken away. */
  isSwitching: boolean;
}

/** One queue for all cores, or one for each, as the options say. */
export class TwinRunQueues {
  readonly #queues: readonly TwinQueue[];
  readonly #perCore: boolean;
  readonly #stealing: boolean;
  readonly #cores: readonly CoreSight[];

  constructor(options: QueuedPolicyOptions, seed: string | number, cores: readonly CoreSight[]) {
    const { queues, stealing } = runQueuesOf(options);
    const make = twinQueues(options, seed, cores.length);
    this.#perCore = queues === "per-core";
    this.#stealing = stealing;
    this.#cores = cores;
    this.#queues = Array.from({ length: this.#perCore ? cores.length : 1 }, make);
  }

  get shared(): boolean {
    return !this.#perCore;
  }
  get waiting(): number {
    return this.#queues.reduce((sum, { waiting }) => sum + waiting.length, 0);
  }
  of(core: number): TwinQueue {
    const queue = this.#queues[this.#perCore ? core : 0];
    if (!queue) throw new Error(`no queue of core ${core}`);
    return queue;
  }

  join(task: Task, reason: Reason, lastCore: number | null, now: number): void {
    const isNew = reason === "new" || reason === "wake";
    this.of(isNew ? this.#placeFor(task, lastCore) : (lastCore ?? 0)).join(task, reason, now);
  }
  #load(core: number): number {
    return this.of(core).waiting.length + (this.#cores[core]?.task ? 1 : 0);
  }
  #placeFor(task: Task, lastCore: number | null): number {
    if (!this.#perCore) return 0;
    const allowed = [...this.#cores.keys()].filter((core) => mayRun(task, core));
    const preferred = lastCore === null ? allowed : [lastCore, ...allowed];
    const best = preferred.toSorted((a, b) => this.#load(a) - this.#load(b))[0];
    if (best === undefined) throw new Error("no core to run on");
    return best;
  }

  take(core: number, now: number): Task | undefined {
    return this.of(core).take(now, (task) => mayRun(task, core));
  }
  steal(core: number, now: number): Task | undefined {
    if (!this.#perCore || !this.#stealing) return undefined;
    for (const queue of this.#queues.toSorted((a, b) => b.waiting.length - a.waiting.length)) {
      const stolen = queue.take(now, (task) => mayRun(task, core));
      if (!stolen) continue;
      queue.leave(stolen, now);
      this.of(core).join(stolen, "migrated", now);
      return this.take(core, now);
    }
    return undefined;
  }

  #preemptible(core: number): Task | null {
    const sight = this.#cores[core];
    return sight === undefined || sight.isSwitching ? null : sight.task;
  }

  /** The core whose task has to leave for one that waits. */
  victim(now: number): number | undefined {
    for (const [number, queue] of this.#queues.entries()) {
      const cores = this.#perCore ? [number] : [...this.#cores.keys()];
      if (!cores.some((core) => this.#preemptible(core))) continue;
      for (const claimant of queue.waiting.length === 0 ? [] : queue.claimants(now)) {
        const gains = cores.flatMap((core) => {
          const running = this.#preemptible(core);
          return running ? [{ core, gain: queue.gain(claimant, running, now) }] : [];
        });
        const above = gains.filter(({ gain }) => gain > 0).toSorted((a, b) => b.gain - a.gain);
        const best = above.find(({ core }) => mayRun(claimant, core));
        if (best) return best.core;
        // Only one that may not run where it would take a core gives way to a later one.
        if (above.length === 0) break;
      }
    }
    return undefined;
  }
}

function mayRun(task: Task, core: number): boolean {
  return task.affinity === null || task.affinity.includes(core);
}
