import type { QueuedPolicyOptions } from "../../../src/machine/policies/registry.ts";
import { note, type Reason, type Task, TwinQueue } from "./queue.ts";

type LotteryOptions = Extract<QueuedPolicyOptions, { policy: "lottery" }>;

/** Tasks lie in slots; who joins takes the slot left last. */
export class Lottery extends TwinQueue {
  readonly #options: LotteryOptions;
  readonly #random: () => number;
  readonly #slots: (Task | null)[] = [];
  readonly #free: number[] = [];
  constructor(options: LotteryOptions, random: () => number) {
    super();
    this.#options = options;
    this.#random = random;
  }
  rank(): number {
    return 0;
  }
  override join(task: Task, reason: Reason, now: number): void {
    super.join(task, reason, now);
    if (reason === "new") task.notes.used = 0;
    this.#slots[this.#free.pop() ?? this.#slots.length] = task;
  }
  override drop(task: Task): void {
    super.drop(task);
    const slot = this.#slots.indexOf(task);
    this.#slots[slot] = null;
    this.#free.push(slot);
  }
  #tickets(task: Task): number {
    const used = note(task, "used");
    const { compensation, quantum } = this.#options;
    return compensation && used > 0 && used < quantum ? (task.tickets * quantum) / used : task.tickets;
  }
  override take(now: number, allowed: (task: Task) => boolean): Task | undefined {
    const passed: Task[] = [];
    let found: Task | undefined;
    while (this.waiting.length > 0 && !found) {
      const there = this.#slots.filter((task) => task !== null);
      const total = there.reduce((sum, task) => sum + this.#tickets(task), 0);
      let left = there.length === 1 ? 0 : this.#random() * total;
      const drawn = there.find((task) => {
        left -= this.#tickets(task);
        return left < 0;
      });
      if (!drawn) throw new Error("nobody has drawn");
      this.drop(drawn);
      if (allowed(drawn)) found = drawn;
      else passed.push(drawn);
    }
    for (const task of passed.toReversed()) this.join(task, "preempted", now);
    return found;
  }
  override begin(task: Task): number {
    task.notes.used = 0;
    return this.#options.quantum;
  }
  override ran(task: Task, ns: number): void {
    task.notes.used = note(task, "used") + ns;
  }
}
