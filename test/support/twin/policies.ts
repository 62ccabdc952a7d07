import { keysOf, sequentialStream } from "../../../src/base/random.ts";
import type { QueuedPolicyOptions } from "../../../src/machine/policies/registry.ts";
import { TwinFair } from "./fair.ts";
import { Lottery } from "./lottery.ts";
import { Mlfq } from "./mlfq.ts";
import { note, type Reason, type Task, TwinQueue } from "./queue.ts";

class Fifo extends TwinQueue {
  readonly #quantum: number;
  constructor(quantum: number) {
    super();
    this.#quantum = quantum;
  }
  rank(): number {
    return 0;
  }
  override begin(): number {
    return this.#quantum;
  }
}

/** The smallest key first; with `preemptive`, at once. */
class Keyed extends TwinQueue {
  readonly #key: (task: Task) => number;
  readonly #preemptive: boolean;
  constructor(key: (task: Task) => number, preemptive: boolean) {
    super();
    this.#key = key;
    this.#preemptive = preemptive;
  }
  rank(task: Task): number {
    return note(task, "key");
  }
  override join(task: Task, reason: Reason, now: number): void {
    const before = { key: task.notes.key, place: note(task, "place") };
    super.join(task, reason, now);
    task.notes.key = Math.min(this.#key(task), Number.MAX_SAFE_INTEGER);
    if (reason === "preempted" && before.key === task.notes.key) task.notes.place = before.place;
  }
  override claimants(now: number): Task[] {
    return this.#preemptive ? this.inOrder(now) : [];
  }
  override gain(claimant: Task, running: Task): number {
    return Math.min(this.#key(running), Number.MAX_SAFE_INTEGER) - note(claimant, "key");
  }
}

class ShortestRemaining extends TwinQueue {
  rank(task: Task): number {
    return task.burst();
  }
  override claimants(now: number): Task[] {
    return this.inOrder(now);
  }
  override gain(claimant: Task, running: Task): number {
    return running.burst() - claimant.burst();
  }
}

type PriorityOptions = Extract<QueuedPolicyOptions, { policy: "priority" }>;

class Priority extends TwinQueue {
  readonly #options: PriorityOptions;
  constructor(options: PriorityOptions) {
    super();
    this.#options = options;
  }
  #base(task: Task): number {
    return this.#options.order === "low-first" ? task.priority : -task.priority;
  }
  #level(task: Task, now: number): number {
    const { aging } = this.#options;
    return this.#base(task) - (aging === null ? 0 : Math.floor((now - note(task, "since")) / aging));
  }
  rank(task: Task, now: number): number {
    const { aging } = this.#options;
    return aging === null ? this.#base(task) : this.#base(task) * aging - (now - note(task, "since"));
  }
  override join(task: Task, reason: Reason, now: number): void {
    const place = note(task, "place");
    super.join(task, reason, now);
    if (reason !== "migrated") task.notes.since = now;
    if (reason === "preempted" && this.#options.aging === null) task.notes.place = place;
    if (reason !== "preempted" && reason !== "migrated")
      task.notes.left = this.#options.quantum ?? Number.POSITIVE_INFINITY;
  }
  override begin(task: Task, now: number): number {
    task.notes.level = this.#level(task, now);
    return note(task, "left");
  }
  override ran(task: Task, ns: number): void {
    task.notes.left = note(task, "left") - ns;
  }
  override claimants(now: number): Task[] {
    return this.#options.preemptive ? this.inOrder(now) : [];
  }
  override gain(claimant: Task, running: Task, now: number): number {
    return note(running, "level") - this.#level(claimant, now);
  }
}

/** Passes in units of one ticket's quantum; equal fractions are made equal by a common multiple. */
const STRIDE = 18_018_000;

class Stride extends TwinQueue {
  readonly #quantum: number;
  #now = 0;
  constructor(quantum: number) {
    super();
    this.#quantum = quantum;
  }
  #pass(task: Task): number {
    return note(task, "origin") + (STRIDE / task.tickets) * (note(task, "spent") / this.#quantum);
  }
  rank(task: Task): number {
    return this.#pass(task);
  }
  override join(task: Task, reason: Reason, now: number): void {
    if (reason === "new" || reason === "wake" || reason === "migrated") {
      task.notes.origin = this.#now + (reason === "new" ? 0 : note(task, "ahead"));
      task.notes.spent = 0;
    }
    super.join(task, reason, now);
  }
  override begin(task: Task): number {
    this.#now = Math.max(this.#now, this.#pass(task));
    return this.#quantum;
  }
  override ran(task: Task, ns: number): void {
    task.notes.spent = note(task, "spent") + ns;
  }
  override leave(task: Task): void {
    task.notes.ahead = Math.max(this.#pass(task) - this.#now, 0);
  }
}

/** Makes queues of one policy, as many as are asked for. */
export function twinQueues(
  options: QueuedPolicyOptions,
  seed: string | number,
  cores: number,
): () => TwinQueue {
  let stream: (() => number) | undefined;
  const random = () => {
    stream ??= sequentialStream(keysOf(seed), "kernel scheduler");
    return stream();
  };
  let queues = 0;
  switch (options.policy) {
    case "fcfs":
      return () => new Fifo(Number.POSITIVE_INFINITY);
    case "round-robin":
      return () => new Fifo(options.quantum);
    case "sjf":
      return () => new Keyed((task) => task.burst(), false);
    case "srtf":
      return () => new ShortestRemaining();
    case "priority":
      return () => new Priority(options);
    case "rate-monotonic":
      return () => new Keyed((task) => task.period, true);
    case "edf":
      return () => new Keyed((task) => task.deadline, true);
    case "mlfq":
      return () => new Mlfq(options);
    case "lottery":
      return () => new Lottery(options, random);
    case "stride":
      return () => new Stride(options.quantum);
    case "fair":
      return () => {
        queues += 1;
        return new TwinFair(options, cores, queues);
      };
  }
}
