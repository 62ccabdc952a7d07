import type { QueuedPolicyOptions } from "../../../src/machine/policies/registry.ts";
import { note, type Reason, type Task, TwinQueue } from "./queue.ts";

type MlfqOptions = Extract<QueuedPolicyOptions, { policy: "mlfq" }>;

/** Levels; see the policy for what each reason to join means. */
export class Mlfq extends TwinQueue {
  readonly #options: MlfqOptions;
  #front = 0;
  #boosts = 0;
  constructor(options: MlfqOptions) {
    super();
    this.#options = options;
  }
  rank(task: Task): number {
    return note(task, "level");
  }
  #boostsUntil(now: number): number {
    return this.#options.boost === null ? 0 : Math.floor(now / this.#options.boost);
  }
  #put(task: Task, level: number, now: number): void {
    task.notes.level = level;
    task.notes.left = this.#options.quanta[Math.min(level, this.#options.quanta.length - 1)] ?? 0;
    task.notes.boosts = this.#boostsUntil(now);
  }
  /** Those who wait go to the top, behind who is there, in order. */
  #boost(now: number): void {
    if (this.#boosts === this.#boostsUntil(now)) return;
    this.#boosts = this.#boostsUntil(now);
    for (const task of super.inOrder(now)) {
      if (note(task, "level") === 0) continue;
      this.#put(task, 0, now);
      this.drop(task);
      super.join(task, "wake", now);
    }
  }
  override inOrder(now: number): Task[] {
    this.#boost(now);
    return super.inOrder(now);
  }
  override join(task: Task, reason: Reason, now: number): void {
    this.#boost(now);
    const { levels, accounting } = this.#options;
    if (reason === "new" || note(task, "boosts") < this.#boostsUntil(now)) this.#put(task, 0, now);
    else if (note(task, "left") <= 0) this.#put(task, Math.min(note(task, "level") + 1, levels - 1), now);
    else if (!accounting && (reason === "wake" || reason === "yield"))
      this.#put(task, note(task, "level"), now);
    super.join(task, reason, now);
    if (reason === "preempted") {
      this.#front -= 1;
      task.notes.place = this.#front;
    }
  }
  override begin(task: Task, now: number): number {
    if (note(task, "boosts") < this.#boostsUntil(now)) this.#put(task, 0, now);
    return note(task, "left");
  }
  override ran(task: Task, ns: number): void {
    task.notes.left = note(task, "left") - ns;
  }
  override claimants(now: number): Task[] {
    return this.inOrder(now);
  }
  override gain(claimant: Task, running: Task, now: number): number {
    if (note(running, "boosts") < this.#boostsUntil(now)) return 0;
    return note(running, "level") - note(claimant, "level");
  }
}
