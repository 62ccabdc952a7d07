import { KeyedQueue } from "../../engine/keyed-queue.ts";
import { NumberColumn } from "../../engine/number-column.ts";
import { BasicPolicy, definePolicy, EnqueueReason, type KernelPolicy, type PolicyHost } from "./policy.ts";

interface Settings {
  readonly preemptive: boolean;
  /** ns; Infinity for none. */
  readonly quantum: number;
  /** Waiting time that is worth one level, ns; 0 for no aging. */
  readonly aging: number;
  /** 1 where low numbers are urgent, −1 where high ones are. */
  readonly sign: 1 | -1;
}

/** What is known of kernel threads, shared by all queues of a run. */
class Claims {
  /** What is left of the quantum, ns. */
  readonly quantumLeft = new NumberColumn();
  /** Since when it has waited, ns. Only with aging. */
  readonly since = new NumberColumn();
  /** By how many levels it had risen when it got its core. Only with aging. */
  readonly risen = new NumberColumn();
}

/**
 * Priority scheduling (Silberschatz 5.3.4; POSIX SCHED_FIFO, and SCHED_RR with a quantum): the most urgent
 * level first, equals first in, first out. Who is preempted keeps the rest of its quantum and, without
 * aging, its place ahead of its equals.
 *
 * Aging lifts a waiting kernel thread by one level for every `aging` of waiting. All that wait rise at the
 * same speed, so their order never changes: it is that of priority × aging + the time since which they wait.
 * Who gets the core keeps what it has risen by until it leaves. Levels are looked at where the machine
 * decides anyway: aging alone interrupts nobody.
 */
class Priority extends BasicPolicy {
  override readonly preemptive: boolean;
  readonly #queue = new KeyedQueue();
  readonly #host: PolicyHost;
  readonly #settings: Settings;
  readonly #claims: Claims;

  constructor(host: PolicyHost, settings: Settings, claims: Claims) {
    super();
    this.preemptive = settings.preemptive;
    this.#host = host;
    this.#settings = settings;
    this.#claims = claims;
  }
  get length(): number {
    return this.#queue.length;
  }
  enqueue(kernelThread: number, reason: EnqueueReason, now: number): void {
    const isPreempted = reason === EnqueueReason.preempted;
    if (!isPreempted && reason !== EnqueueReason.migrated) {
      this.#claims.quantumLeft.set(kernelThread, this.#settings.quantum);
    }
    if (this.#settings.aging > 0) {
      if (reason !== EnqueueReason.migrated) this.#claims.since.set(kernelThread, now);
      this.#queue.add(kernelThread, this.#key(kernelThread));
      return;
    }
    const key = this.#key(kernelThread);
    if (isPreempted && this.#queue.keyOf(kernelThread) === key) this.#queue.putBack(kernelThread);
    else this.#queue.add(kernelThread, key);
  }
  pick(): number {
    return this.#queue.shift();
  }
  putBack(kernelThread: number): void {
    this.#queue.putBack(kernelThread);
  }
  override begin(kernelThread: number, now: number): number {
    if (this.#settings.aging > 0) this.#claims.risen.set(kernelThread, this.#rise(kernelThread, now));
    return this.#claims.quantumLeft.get(kernelThread);
  }
  override candidate(): number {
    return this.#queue.first;
  }
  override gain(candidate: number, running: number, now: number): number {
    if (this.#settings.aging === 0) return this.#base(running) - this.#queue.keyOf(candidate);
    const isAt = this.#base(running) - this.#claims.risen.get(running);
    return isAt - (this.#base(candidate) - this.#rise(candidate, now));
  }
  override charge(kernelThread: number, ran: number): void {
    const { quantumLeft } = this.#claims;
    quantumLeft.set(kernelThread, quantumLeft.get(kernelThread) - ran);
  }
  override update(kernelThread: number): void {
    if (this.#queue.has(kernelThread)) this.#queue.update(kernelThread, this.#key(kernelThread));
  }
  sibling(): KernelPolicy {
    return new Priority(this.#host, this.#settings, this.#claims);
  }

  /** Its level before aging: the smaller, the more urgent. */
  #base(kernelThread: number): number {
    return this.#settings.sign * this.#host.priority(kernelThread);
  }

  #key(kernelThread: number): number {
    const { aging } = this.#settings;
    const base = this.#base(kernelThread);
    return aging === 0 ? base : base * aging + this.#claims.since.get(kernelThread);
  }

  /** By how many whole levels a waiting kernel thread has risen. */
  #rise(kernelThread: number, now: number): number {
    return Math.floor((now - this.#claims.since.get(kernelThread)) / this.#settings.aging);
  }
}

export const priority = definePolicy({
  name: "priority",
  doc: "the most urgent `priority` first",
  options: {
    preemptive: { type: "flag", default: true, doc: "a more urgent thread takes the core at once" },
    quantum: {
      type: "duration",
      default: null,
      doc: "equal priorities take turns of this length; without it, first come, first served",
    },
    aging: {
      type: "duration",
      default: null,
      doc: "a waiting thread rises by one priority each time this passes",
    },
    order: {
      type: "choice",
      values: ["low-first", "high-first"],
      default: "low-first",
      doc: "which numbers are urgent",
    },
  },
  queues: "global",
  create: (options, host) =>
    new Priority(
      host,
      {
        preemptive: options.preemptive,
        quantum: options.quantum ?? Number.POSITIVE_INFINITY,
        aging: options.aging ?? 0,
        sign: options.order === "low-first" ? 1 : -1,
      },
      new Claims(),
    ),
});
