import { NONE } from "../../base/ids.ts";
import { EnqueueReason } from "../../machine/policies/policy.ts";
import { ThreadQueue } from "../thread-queue.ts";
import type { ThreadTable } from "../thread-table.ts";
import { PerKernelThread } from "./per-kernel-thread.ts";
import { defineScheduler, type UserScheduler } from "./scheduler.ts";

/** Picks of a kernel thread between two looks at the global queue before its own. */
const GLOBAL_TURN = 61;
/** Most user threads in a kernel thread's own queue; what comes on top sends half of them to the global queue. */
const LOCAL_CAPACITY = 256;

/** What a kernel thread has of its own. */
class Local {
  readonly queue: ThreadQueue;
  /** What it runs next, before its queue: the user thread that it made ready last. */
  next = NONE;
  picks = 0;
  constructor(table: ThreadTable) {
    this.queue = new ThreadQueue(table);
  }
}

/**
 * Work stealing as Go's scheduler does it (runtime/proc.go: runqput, findRunnable, runqsteal, globrunqget):
 * each kernel thread has a queue of its own and a slot for what it made ready last; one that runs dry
 * takes its share of the global queue, or else steals half of another's. Timers, devices, arrivals,
 * yields and ended quanta put user threads in the global queue, which every 61st pick looks at first. Go
 * begins to look for a victim at random; here it is the kernel thread after the thief, for the sake of
 * repeatable runs. A slot is stolen only where no queue has anything left. Who comes from its kernel thread's
 * slot goes on in the quantum of whoever ran before (execute's `inheritTime`), or two that wake each other in
 * turn would keep all others waiting. Go runs expired timers where they were set; here they count as I/O.
 */
class WorkStealing implements UserScheduler {
  readonly #nextSlot: boolean;
  readonly #global: ThreadQueue;
  readonly #local: PerKernelThread<Local>;
  #length = 0;
  readonly preemptive = false;
  inherits = false;
  readonly topUrgency = Number.NEGATIVE_INFINITY;

  constructor(table: ThreadTable, nextSlot: boolean) {
    this.#nextSlot = nextSlot;
    this.#global = new ThreadQueue(table);
    this.#local = new PerKernelThread(() => new Local(table));
  }

  get length(): number {
    return this.#length;
  }

  enqueue(thread: number, reason: EnqueueReason, kernelThread: number): void {
    this.#length += 1;
    const given = reason === EnqueueReason.yield || reason === EnqueueReason.quantum;
    if (kernelThread === NONE || given) {
      this.#global.push(thread);
      return;
    }
    const local = this.#local.of(kernelThread);
    if (!this.#nextSlot) {
      this.#push(local, thread);
      return;
    }
    const kicked = local.next;
    local.next = thread;
    if (kicked !== NONE) this.#push(local, kicked);
  }

  pick(kernelThread: number): number {
    if (this.#length === 0) return NONE;
    this.#length -= 1;
    if (kernelThread === NONE) return this.#pickForNew();
    const place = this.#local.placeOf(kernelThread);
    const local = this.#local.all[place] as Local;
    local.picks += 1;
    this.inherits = false;
    if (local.picks % GLOBAL_TURN === 0 && this.#global.length > 0) return this.#global.shift();
    if (local.next !== NONE) {
      this.inherits = true;
      return takeNext(local);
    }
    if (local.queue.length > 0) return local.queue.shift();
    if (this.#global.length > 0) return this.#takeShare(local);
    return this.#steal(place, local);
  }

  urgency(): number {
    return 0;
  }

  update(): void {}

  /** A kernel thread that has no queue yet. */
  #pickForNew(): number {
    if (this.#global.length > 0) return this.#global.shift();
    const victim = this.#local.all.find(({ queue }) => queue.length > 0);
    if (victim !== undefined) return victim.queue.shift();
    return this.#takeSlot(0);
  }

  /** An equal share of the global queue, at most half of what the own queue can hold; the first runs now. */
  #takeShare(local: Local): number {
    const global = this.#global;
    const share = Math.floor(global.length / this.#local.all.length) + 1;
    const count = Math.min(global.length, share, LOCAL_CAPACITY / 2);
    const first = global.shift();
    for (let i = 1; i < count; i++) local.queue.push(global.shift());
    return first;
  }

  /** Half of another's queue, rounded up; the last of it runs now. */
  #steal(place: number, local: Local): number {
    const locals = this.#local.all;
    for (let i = 1; i < locals.length; i++) {
      const { queue } = locals[(place + i) % locals.length] as Local;
      if (queue.length === 0) continue;
      const count = Math.ceil(queue.length / 2);
      for (let k = 1; k < count; k++) local.queue.push(queue.shift());
      return queue.shift();
    }
    return this.#takeSlot(place + 1);
  }

  /** What somebody made ready last; the search begins at `place`. */
  #takeSlot(place: number): number {
    const locals = this.#local.all;
    for (let i = 0; i < locals.length; i++) {
      const victim = locals[(place + i) % locals.length] as Local;
      if (victim.next !== NONE) return takeNext(victim);
    }
    return NONE;
  }

  #push(local: Local, thread: number): void {
    const { queue } = local;
    if (queue.length === LOCAL_CAPACITY) {
      for (let i = 0; i < LOCAL_CAPACITY / 2; i++) this.#global.push(queue.shift());
      this.#global.push(thread);
    } else queue.push(thread);
  }
}

function takeNext(local: Local): number {
  const thread = local.next;
  local.next = NONE;
  return thread;
}

export const workStealing = defineScheduler({
  name: "work-stealing",
  doc: "a queue for each kernel thread; who runs dry steals half of another's",
  options: {
    nextSlot: {
      type: "flag",
      default: true,
      doc: "run what was made ready last before the own queue, as Go does",
    },
  },
  create: (options, table) => new WorkStealing(table, options.nextSlot),
});
