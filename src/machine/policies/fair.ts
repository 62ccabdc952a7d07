import { NONE } from "../../base/ids.ts";
import { ms } from "../../base/time.ts";
import { KeyedQueue } from "../../engine/keyed-queue.ts";
import { FairClock } from "./fair-clock.ts";
import { FairEntities } from "./fair-entities.ts";
import { NICE_0_WEIGHT, weightOfNice } from "./nice-weights.ts";
import { BasicPolicy, definePolicy, EnqueueReason, type KernelPolicy, type PolicyHost } from "./policy.ts";

interface Settings {
  /** Length of a request, ns of core time. */
  readonly slice: number;
  /** Requests end at multiples of this, ns; 0 = exactly. */
  readonly tick: number;
  readonly wakeupPreemption: boolean;
}

/**
 * Earliest eligible virtual deadline first (Stoica & Abdel-Wahab, ODU TR 95-22, 1995), as Linux has it since
 * 6.6 (kernel/sched/fair.c): virtual run time advances by core time ÷ weight; whoever has had no more than its
 * share (lag ≥ 0) is eligible; of those the one with the earliest virtual deadline, one slice from where its
 * request began, gets the core. A request that is served is noticed at the next timer tick.
 *
 * Who sleeps keeps the lag it is owed, at most two slices' worth; what it owes fades while the others
 * catch up, as under Linux's delayed dequeue (6.12). Who wakes takes the core if it is now the one to pick
 * (`check_preempt_wakeup_fair`): it is eligible with the earliest deadline, and the running one is either no
 * longer eligible, or has been served and would be due later. Until then the running one is protected, however
 * early others are due (`RUN_TO_PARITY`). A joining also makes the kernel notice that a request is served.
 *
 * Simpler than Linux: there is one queue and not a tree of control groups; a sleeper that owes time does not
 * weigh in the average; cores balance only when they fall idle, not periodically, whatever a steal costs, and
 * take whoever would be picked there next; a wake-up is never drawn to the core of its waker.
 */
class Fair extends BasicPolicy {
  override readonly preemptive: boolean;
  readonly #host: PolicyHost;
  readonly #settings: Settings;
  readonly #entities: FairEntities;
  readonly #queue: number;
  readonly #clock = new FairClock();
  /** Those that wait: by virtual run time, and, once found eligible, by deadline. */
  readonly #early = new KeyedQueue();
  readonly #eligible = new KeyedQueue();
  #entered = 0;
  /** Those that run, and how many. */
  readonly #running: Int32Array;
  #runs = 0;
  /** When somebody has joined last, ns. */
  #lastJoined = NONE;

  constructor(host: PolicyHost, settings: Settings, entities: FairEntities) {
    super();
    this.preemptive = settings.wakeupPreemption;
    this.#host = host;
    this.#settings = settings;
    this.#entities = entities;
    this.#queue = entities.nextQueue();
    this.#running = new Int32Array(host.cores);
  }
  get length(): number {
    return this.#early.length + this.#eligible.length;
  }

  enqueue(kernelThread: number, reason: EnqueueReason, now: number): void {
    const e = this.#entities;
    switch (reason) {
      case EnqueueReason.new:
      case EnqueueReason.wake:
      case EnqueueReason.migrated:
        this.#join(kernelThread, reason);
        e.joined.set(kernelThread, now);
        this.#lastJoined = now;
        break;
      case EnqueueReason.preempted:
      case EnqueueReason.quantum:
        this.#stopRunning(kernelThread);
        if (this.#isServed(kernelThread)) this.#request(kernelThread);
        break;
      case EnqueueReason.yield:
        this.#stopRunning(kernelThread);
        e.deadline.set(kernelThread, e.deadline.get(kernelThread) + this.#virtualSlice(kernelThread));
        break;
    }
    e.order.set(kernelThread, this.#entered);
    this.#entered += 1;
    this.#insert(kernelThread);
  }

  pick(): number {
    const next = this.#best();
    if (next !== NONE) this.#queueOf(next).remove(next);
    return next;
  }

  putBack(kernelThread: number): void {
    this.#insert(kernelThread);
  }

  override begin(kernelThread: number, now: number): number {
    const e = this.#entities;
    e.joined.set(kernelThread, NONE);
    this.#running[this.#runs] = kernelThread;
    this.#runs += 1;
    if (this.#isServed(kernelThread)) this.#request(kernelThread);
    const virtual = e.deadline.get(kernelThread) - e.virtual.get(kernelThread);
    const left = Math.max(Math.ceil((virtual * e.weight.get(kernelThread)) / NICE_0_WEIGHT), 1);
    const { tick } = this.#settings;
    return tick === 0 ? left : Math.ceil((now + left) / tick) * tick - now;
  }

  override candidate(now: number): number {
    return this.#lastJoined === now ? this.#best() : NONE;
  }

  override gain(candidate: number, running: number, now: number): number {
    const e = this.#entities;
    if (!this.#clock.isEligible(e.virtual.get(candidate))) return 0;
    const isServed = this.#isServed(running);
    if (!isServed && e.joined.get(candidate) !== now) return 0;
    const virtual = e.virtual.get(running);
    if (this.#clock.isEligible(virtual)) {
      // One that has not been served is protected.
      if (!isServed || virtual + this.#virtualSlice(running) < e.deadline.get(candidate)) return 0;
    }
    // Of several that run, the one that is furthest ahead of its share leaves.
    return Math.max(virtual - this.#clock.now, 1);
  }

  override charge(kernelThread: number, ran: number): void {
    const e = this.#entities;
    const weight = e.weight.get(kernelThread);
    const spent = e.spent.get(kernelThread) + ran;
    e.spent.set(kernelThread, spent);
    const before = e.virtual.get(kernelThread);
    const virtual = e.origin.get(kernelThread) + Math.round((spent * NICE_0_WEIGHT) / weight);
    e.virtual.set(kernelThread, virtual);
    this.#clock.advance(weight, virtual - before);
  }

  override leave(kernelThread: number): void {
    this.#settleRunning();
    this.#stopRunning(kernelThread);
    const e = this.#entities;
    const weight = e.weight.get(kernelThread);
    const virtual = e.virtual.get(kernelThread);
    const { slice, tick } = this.#settings;
    const limit = Math.round((Math.max(2 * slice, tick) * NICE_0_WEIGHT) / weight);
    const lag = Math.max(Math.min(this.#clock.now - virtual, limit), -limit);
    this.#clock.remove(weight, virtual);
    e.lag.set(kernelThread, lag);
    e.queue.set(kernelThread, this.#queue);
    e.emptied.set(kernelThread, this.#clock.emptied);
  }

  override update(kernelThread: number): void {
    const e = this.#entities;
    const before = e.weight.get(kernelThread);
    const weight = weightOfNice(this.#host.nice(kernelThread));
    if (weight === before) return;
    const virtual = e.virtual.get(kernelThread);
    this.#clock.remove(before, virtual);
    this.#clock.add(weight, virtual);
    e.weight.set(kernelThread, weight);
    e.origin.set(kernelThread, virtual);
    e.spent.set(kernelThread, 0);
    const left = e.deadline.get(kernelThread) - virtual;
    e.deadline.set(kernelThread, virtual + Math.round((left * before) / weight));
    if (this.#eligible.has(kernelThread)) this.#eligible.update(kernelThread, e.deadline.get(kernelThread));
  }

  sibling(): KernelPolicy {
    return new Fair(this.#host, this.#settings, this.#entities);
  }

  /** Becomes a member: where it was, seen from the average (`place_entity`). */
  #join(kernelThread: number, reason: EnqueueReason): void {
    this.#settleRunning();
    const e = this.#entities;
    const weight = weightOfNice(this.#host.nice(kernelThread));
    const lag = reason === EnqueueReason.new ? 0 : this.#presentLag(kernelThread);
    const others = this.#clock.weights;
    // Its own joining moves the average towards it: without this its lag would shrink.
    const inflated = others === 0 ? 0 : Math.round((lag * (others + weight)) / others);
    const virtual = this.#clock.now - inflated;
    const left = e.deadline.get(kernelThread) - e.virtual.get(kernelThread);
    e.weight.set(kernelThread, weight);
    e.virtual.set(kernelThread, virtual);
    e.origin.set(kernelThread, virtual);
    e.spent.set(kernelThread, 0);
    this.#clock.add(weight, virtual);
    const slice = this.#virtualSlice(kernelThread);
    // A new one begins with half a slice, so that it does not wait for long (PLACE_DEADLINE_INITIAL); one that only
    // changes its queue takes the rest of its request along (PLACE_REL_DEADLINE).
    const isNew = reason === EnqueueReason.new;
    const request = reason === EnqueueReason.migrated ? left : isNew ? Math.floor(slice / 2) : slice;
    e.deadline.set(kernelThread, virtual + request);
  }

  /** What is left of the lag with which it went to sleep. What it owed is what the average has not caught up with. */
  #presentLag(kernelThread: number): number {
    const e = this.#entities;
    const lag = e.lag.get(kernelThread);
    if (lag >= 0 || e.queue.get(kernelThread) !== this.#queue) return lag;
    if (e.emptied.get(kernelThread) !== this.#clock.emptied) return 0;
    return Math.min(Math.max(this.#clock.now - e.virtual.get(kernelThread), lag), 0);
  }

  /** Whether it has had the core time that it asked for. */
  #isServed(kernelThread: number): boolean {
    const { virtual, deadline } = this.#entities;
    return virtual.get(kernelThread) >= deadline.get(kernelThread);
  }

  /** A new request of one slice, from where it stands. */
  #request(kernelThread: number): void {
    const { virtual, deadline } = this.#entities;
    deadline.set(kernelThread, virtual.get(kernelThread) + this.#virtualSlice(kernelThread));
  }

  /** At least 1, so that a request that has just begun is never served. */
  #virtualSlice(kernelThread: number): number {
    const slice = Math.round(
      (this.#settings.slice * NICE_0_WEIGHT) / this.#entities.weight.get(kernelThread),
    );
    return Math.max(slice, 1);
  }

  #insert(kernelThread: number): void {
    const { virtual, order } = this.#entities;
    this.#early.add(kernelThread, virtual.get(kernelThread), order.get(kernelThread));
  }

  #queueOf(kernelThread: number): KeyedQueue {
    return this.#early.has(kernelThread) ? this.#early : this.#eligible;
  }

  /**
   * The eligible one with the earliest deadline, left where it is; where none is, the one that is next. The
   * average may go back when somebody leaves, so eligibility is checked again before it counts.
   */
  #best(): number {
    this.#settleRunning();
    const e = this.#entities;
    for (let next = this.#early.first; next !== NONE; next = this.#early.first) {
      if (!this.#clock.isEligible(e.virtual.get(next))) break;
      this.#early.shift();
      this.#eligible.add(next, e.deadline.get(next), e.order.get(next));
    }
    for (let next = this.#eligible.first; next !== NONE; next = this.#eligible.first) {
      if (this.#clock.isEligible(e.virtual.get(next))) return next;
      this.#eligible.shift();
      this.#insert(next);
    }
    return this.#early.first;
  }

  /** Brings the virtual run times of those that run up to now. */
  #settleRunning(): void {
    for (let i = 0; i < this.#runs; i++) this.#host.settle(this.#running[i] as number);
  }

  #stopRunning(kernelThread: number): void {
    const place = this.#running.subarray(0, this.#runs).indexOf(kernelThread);
    if (place === NONE) return;
    this.#runs -= 1;
    this.#running.copyWithin(place, place + 1, this.#runs + 1);
  }
}

/** Linux's base slice: 0.70 ms, longer with more cores, of which at most 8 count (`get_update_sysctl_factor`). */
const BASE_SLICE = ms(0.7);
const MOST_CORES_COUNTED = 8;

function defaultSlice(cores: number): number {
  return BASE_SLICE * (1 + Math.floor(Math.log2(Math.min(cores, MOST_CORES_COUNTED))));
}

export const fair = definePolicy({
  name: "fair",
  doc: "equal shares by `nice`, as Linux since 6.6 (EEVDF)",
  options: {
    slice: {
      type: "duration",
      default: null,
      doc: "core time of one request; by default 0.7ms × (1 + log2 of the cores, at most 8)",
    },
    tick: { type: "duration", default: ms(4), doc: "the timer that ends slices (4ms: 250 Hz)" },
    exact: { type: "flag", default: false, doc: "end slices exactly, not at the next tick" },
    wakeupPreemption: { type: "flag", default: true, doc: "a woken thread may take the core at once" },
  },
  queues: "per-core",
  create: (options, host) =>
    new Fair(
      host,
      {
        slice: options.slice ?? defaultSlice(host.cores),
        tick: options.exact ? 0 : options.tick,
        wakeupPreemption: options.wakeupPreemption,
      },
      new FairEntities(),
    ),
});
