import { ms } from "../../base/time.ts";
import { KeyedQueue } from "../../engine/keyed-queue.ts";
import { NumberColumn } from "../../engine/number-column.ts";
import { BasicPolicy, definePolicy, EnqueueReason, type KernelPolicy, type PolicyHost } from "./policy.ts";

/**
 * Stride of one ticket. Divisible by all small numbers (2^4 · 3^2 · 5^3 · 7 · 11 · 13), so that the strides of
 * common numbers of tickets are whole and equal passes are exactly equal.
 */
const STRIDE_OF_ONE_TICKET = 18_018_000;

/** What is known of kernel threads, shared by all queues of a run. */
class Passes {
  /** Of one that waits or runs: its pass. Of one that does not: how far its pass was ahead of its queue's. */
  readonly pass = new NumberColumn();
  /** Its pass and tickets when it joined, and core time since then: passes are rounded once, and equal ones stay equal. */
  readonly origin = new NumberColumn();
  readonly tickets = new NumberColumn();
  readonly spent = new NumberColumn();
}

/**
 * Stride scheduling (Waldspurger & Weihl, MIT/LCS/TM-528, 1995): the smallest pass runs, and its pass goes on
 * by its stride, which is inversely proportional to its tickets; by a part of it for a part of a quantum.
 * Who joins begins at the pass that got a core last, and what it was ahead when it left (their section 3.2 with the
 * start-time rule of Goyal et al., SIGCOMM 1996, in place of an average): nobody saves up time by sleeping.
 */
class Stride extends BasicPolicy {
  readonly #host: PolicyHost;
  readonly #quantum: number;
  readonly #passes: Passes;
  readonly #queue = new KeyedQueue();
  /** The largest pass that got a core so far: whoever was picked and put back again does not count. */
  #now = 0;

  constructor(host: PolicyHost, quantum: number, passes: Passes) {
    super();
    this.#host = host;
    this.#quantum = quantum;
    this.#passes = passes;
  }
  get length(): number {
    return this.#queue.length;
  }
  enqueue(kernelThread: number, reason: EnqueueReason): void {
    const { pass } = this.#passes;
    if (reason === EnqueueReason.new) this.#join(kernelThread, this.#now);
    else if (reason === EnqueueReason.wake || reason === EnqueueReason.migrated) {
      this.#join(kernelThread, this.#now + pass.get(kernelThread));
    }
    this.#queue.add(kernelThread, pass.get(kernelThread));
  }
  pick(): number {
    return this.#queue.shift();
  }
  putBack(kernelThread: number): void {
    this.#queue.putBack(kernelThread);
  }
  override begin(kernelThread: number): number {
    this.#now = Math.max(this.#now, this.#passes.pass.get(kernelThread));
    return this.#quantum;
  }
  override charge(kernelThread: number, ran: number): void {
    const { pass, origin, spent } = this.#passes;
    const stride = STRIDE_OF_ONE_TICKET / this.#host.tickets(kernelThread);
    const all = spent.get(kernelThread) + ran;
    spent.set(kernelThread, all);
    pass.set(kernelThread, origin.get(kernelThread) + stride * (all / this.#quantum));
  }
  override update(kernelThread: number): void {
    // With other tickets its pass goes on from here at another speed.
    if (this.#passes.tickets.get(kernelThread) === this.#host.tickets(kernelThread)) return;
    this.#join(kernelThread, this.#passes.pass.get(kernelThread));
  }
  override leave(kernelThread: number): void {
    const { pass } = this.#passes;
    pass.set(kernelThread, Math.max(pass.get(kernelThread) - this.#now, 0));
  }

  #join(kernelThread: number, pass: number): void {
    this.#passes.pass.set(kernelThread, pass);
    this.#passes.origin.set(kernelThread, pass);
    this.#passes.tickets.set(kernelThread, this.#host.tickets(kernelThread));
    this.#passes.spent.set(kernelThread, 0);
  }

  sibling(): KernelPolicy {
    return new Stride(this.#host, this.#quantum, this.#passes);
  }
}

export const stride = definePolicy({
  name: "stride",
  doc: "time in exact proportion to `tickets`",
  options: {
    quantum: { type: "duration", default: ms(10), doc: "longest time on the core at a stretch" },
  },
  queues: "global",
  create: (options, host) => new Stride(host, options.quantum, new Passes()),
});
