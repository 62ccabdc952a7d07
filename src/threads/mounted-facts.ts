import { at } from "../base/assert.ts";
import type { KernelThreadFacts } from "../machine/policies/policy.ts";
import { BurstForecast } from "./burst-forecast.ts";
import type { Plan, SchedulingPlan } from "./plan.ts";
import type { ThreadTable } from "./thread-table.ts";

/** Who is mounted where. */
export interface MountView {
  readonly table: ThreadTable;
  mounted(kernelThread: number): number;
  keepsKernelThread(thread: number): boolean;
}

/** What kernel policies may know of a kernel thread: what its user thread says. */
export class MountedFacts implements KernelThreadFacts {
  readonly #plan: Plan;
  readonly #mounts: MountView;
  readonly #forecast: BurstForecast;
  /** By group. */
  readonly #affinities: readonly (Uint8Array | null)[];

  constructor(plan: Plan, mounts: MountView) {
    this.#plan = plan;
    this.#mounts = mounts;
    this.#forecast = new BurstForecast(plan, mounts.table);
    const { cores } = plan.input.machine;
    this.#affinities = plan.groups.map(({ scheduling: { affinity } }) => {
      return affinity === null ? null : maskOf(affinity, cores);
    });
  }

  /** Whether anybody asks for certain cores. */
  get hasAffinity(): boolean {
    return this.#affinities.some((mask) => mask !== null);
  }

  priority(kernelThread: number): number {
    return this.#mounts.table.priority[this.#mounts.mounted(kernelThread)] as number;
  }
  nice(kernelThread: number): number {
    return this.#scheduling(kernelThread).nice;
  }
  tickets(kernelThread: number): number {
    return this.#scheduling(kernelThread).tickets;
  }
  period(kernelThread: number): number {
    return this.#scheduling(kernelThread).period;
  }
  deadline(kernelThread: number): number {
    return this.#mounts.table.deadline[this.#mounts.mounted(kernelThread)] as number;
  }
  nextBurst(kernelThread: number): number {
    return this.#forecast.next(this.#mounts.mounted(kernelThread));
  }
  affinity(kernelThread: number): Uint8Array | null {
    const thread = this.#mounts.mounted(kernelThread);
    if (!this.#mounts.keepsKernelThread(thread)) return null;
    return this.#affinities[this.#mounts.table.group[thread] as number] ?? null;
  }

  #scheduling(kernelThread: number): SchedulingPlan {
    const thread = this.#mounts.mounted(kernelThread);
    return at(this.#plan.groups, this.#mounts.table.group[thread] as number).scheduling;
  }
}

function maskOf(affinity: readonly number[], cores: number): Uint8Array {
  const mask = new Uint8Array(cores);
  for (const core of affinity) mask[core] = 1;
  return mask;
}
