import type { QueuedPolicyOptions } from "../../../src/machine/policies/registry.ts";
import { note, type Reason, type Task, TwinQueue } from "./queue.ts";

type FairOptions = Extract<QueuedPolicyOptions, { policy: "fair" }>;

/** Weights of nice −5, 0 and 5 in Linux: what the generated scenarios use. */
const WEIGHTS: Readonly<Record<number, number>> = { [-5]: 3121, 0: 1024, 5: 335 };

function weight(task: Task): number {
  const found = WEIGHTS[task.nice];
  if (found === undefined) throw new Error(`the twin knows no nice ${task.nice}`);
  return found;
}

/** Earliest eligible virtual deadline first, with the average summed anew, exactly, whenever somebody asks. */
export class TwinFair extends TwinQueue {
  readonly #number: number;
  readonly #slice: number;
  readonly #tick: number;
  readonly #preempts: boolean;
  /** Those that wait or run. */
  readonly #members = new Set<Task>();
  #last = 0;
  #emptied = 0;
  /** When somebody came last. */
  #joined = -1;

  constructor(options: FairOptions, cores: number, number: number) {
    super();
    this.#number = number;
    this.#slice = options.slice ?? 700_000 * (1 + Math.floor(Math.log2(Math.min(cores, 8))));
    this.#tick = options.exact ? 0 : options.tick;
    this.#preempts = options.wakeupPreemption;
  }

  #virtual(task: Task): number {
    return note(task, "origin") + Math.round((note(task, "spent") * 1024) / weight(task));
  }
  #virtualSlice(task: Task): number {
    return Math.max(Math.round((this.#slice * 1024) / weight(task)), 1);
  }
  #sums(): { weights: bigint; moment: bigint } {
    let weights = 0n;
    let moment = 0n;
    for (const task of this.#members) {
      weights += BigInt(weight(task));
      moment += BigInt(weight(task)) * BigInt(this.#virtual(task));
    }
    return { weights, moment };
  }
  /** The average, rounded down. */
  #average(): number {
    const { weights, moment } = this.#sums();
    if (weights === 0n) return this.#last;
    const quotient = moment / weights;
    return Number(moment < 0n && quotient * weights !== moment ? quotient - 1n : quotient);
  }
  #isEligible(task: Task): boolean {
    const { weights, moment } = this.#sums();
    return BigInt(this.#virtual(task)) * weights <= moment;
  }

  rank(): number {
    return 0;
  }
  override inOrder(): Task[] {
    const by = (key: (task: Task) => number) => (a: Task, b: Task) =>
      key(a) - key(b) || note(a, "place") - note(b, "place");
    const eligible = this.waiting.filter((task) => this.#isEligible(task));
    const others = this.waiting.filter((task) => !this.#isEligible(task));
    return [
      ...eligible.toSorted(by((task) => note(task, "due"))),
      ...others.toSorted(by((task) => this.#virtual(task))),
    ];
  }

  override join(task: Task, reason: Reason, now: number): void {
    if (reason === "preempted" || reason === "quantum") {
      if (this.#isServed(task)) this.#request(task);
    } else if (reason === "yield") task.notes.due = note(task, "due") + this.#virtualSlice(task);
    else {
      this.#enter(task, reason);
      task.notes.joined = now;
      this.#joined = now;
    }
    super.join(task, reason, now);
  }
  #enter(task: Task, reason: "new" | "wake" | "migrated"): void {
    const lag = reason === "new" ? 0 : this.#lag(task);
    const others = Number(this.#sums().weights);
    const left = note(task, "due") - this.#virtual(task);
    const shift = others === 0 ? 0 : Math.round((lag * (others + weight(task))) / others);
    task.notes.origin = this.#average() - shift;
    task.notes.spent = 0;
    this.#members.add(task);
    const slice = this.#virtualSlice(task);
    const request = { new: Math.floor(slice / 2), wake: slice, migrated: left }[reason];
    task.notes.due = note(task, "origin") + request;
  }
  #lag(task: Task): number {
    const lag = note(task, "lag");
    if (lag >= 0 || note(task, "queue") !== this.#number) return lag;
    if (note(task, "emptied") !== this.#emptied) return 0;
    return Math.min(Math.max(this.#average() - this.#virtual(task), lag), 0);
  }
  #isServed(task: Task): boolean {
    return this.#virtual(task) >= note(task, "due");
  }
  #request(task: Task): void {
    task.notes.due = this.#virtual(task) + this.#virtualSlice(task);
  }
  override begin(task: Task, now: number): number {
    task.notes.joined = -1;
    if (this.#isServed(task)) this.#request(task);
    const left = Math.max(Math.ceil(((note(task, "due") - this.#virtual(task)) * weight(task)) / 1024), 1);
    return this.#tick === 0 ? left : Math.ceil((now + left) / this.#tick) * this.#tick - now;
  }
  override claimants(now: number): Task[] {
    return this.#preempts && this.#joined === now ? this.inOrder() : [];
  }
  override gain(claimant: Task, running: Task, now: number): number {
    const isDue = this.#isServed(running);
    if (!this.#isEligible(claimant) || (claimant.notes.joined !== now && !isDue)) return 0;
    const nextDue = isDue ? this.#virtual(running) + this.#virtualSlice(running) : Number.NEGATIVE_INFINITY;
    const staysOn = this.#isEligible(running) && nextDue < note(claimant, "due");
    return staysOn ? 0 : Math.max(this.#virtual(running) - this.#average(), 1);
  }
  override ran(task: Task, ns: number): void {
    task.notes.spent = note(task, "spent") + ns;
  }
  override leave(task: Task): void {
    const limit = Math.round((Math.max(2 * this.#slice, this.#tick) * 1024) / weight(task));
    task.notes.lag = Math.max(Math.min(this.#average() - this.#virtual(task), limit), -limit);
    this.#members.delete(task);
    if (this.#members.size === 0) {
      this.#last = this.#virtual(task);
      this.#emptied += 1;
    }
    task.notes.queue = this.#number;
    task.notes.emptied = this.#emptied;
  }
}
