import { at } from "../../base/assert.ts";
import { formatDuration } from "../../base/format-duration.ts";
import { NONE } from "../../base/ids.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { grownInts, nextCapacity } from "../grow.ts";
import { objectName, threadName } from "../names.ts";
import type { RecordTime } from "../record-time.ts";
import type { Finding } from "../result.ts";
import type { ThreadLedger } from "../thread-ledger.ts";
import { makeFinding } from "./make-finding.ts";

/** Inversions that are told; user threads kept for each order. */
const MAX_FINDINGS = 8;
const MAX_THREADS = 3;

/** A lock, and how it is held or wanted: to read, beside others that read, or alone. */
interface Hold {
  readonly lock: number;
  readonly reads: boolean;
}

/** A hold as one number. */
const keyOf = (lock: number, reads: boolean): number => 2 * lock + (reads ? 1 : 0);
const lockOf = (key: number): number => key >> 1;
const isRead = (key: number): boolean => (key & 1) === 1;
const keyOfHold = (hold: Hold | undefined): number =>
  hold === undefined ? NONE : keyOf(hold.lock, hold.reads);

/** Whether one of the two keeps the other out: readers of a lock do not. */
const excludes = (one: Hold, other: Hold): boolean => one.lock === other.lock && !(one.reads && other.reads);

/** What is looked at besides the locks. */
interface LockOrderParts {
  readonly now: RecordTime;
  readonly threads: ThreadLedger;
}

/** That one lock was taken, or asked for, while another was held. */
interface Order {
  readonly held: Hold;
  readonly wanted: Hold;
  readonly firstNs: number;
  readonly threads: string[];
  /** Locks that were held too every time: they keep the others who do so out. */
  gates: readonly Hold[];
}

/**
 * Orders in which locks are taken while others are held (as Linux's lockdep and the goodlock algorithm look
 * at them: Havelund 2000). A circle of orders, by more than one user thread and without a lock that all of
 * them hold around it, is a deadlock that waits for its moment, even where this run came off well. A
 * reader of a read-write lock is taken to keep out writers only; that a writer which waits may in turn keep
 * out further readers is not looked at.
 */
export class LockOrder {
  readonly #meta: TraceMeta;
  readonly #now: RecordTime;
  readonly #threads: ThreadLedger;
  readonly #isLock: readonly boolean[];
  readonly #isMutex: readonly boolean[];
  /** By user thread: the lock it has held for longest, by its key, or {@link NONE}: mostly there is no other. */
  #first = new Int32Array(0);
  /** Of those that hold further ones: these, in order. */
  readonly #others = new Map<number, Hold[]>();
  readonly #orders = new Map<number, Order>();

  private constructor(meta: TraceMeta, parts: LockOrderParts) {
    this.#meta = meta;
    this.#now = parts.now;
    this.#threads = parts.threads;
    this.#isMutex = meta.objects.map(({ kind }) => kind === "mutex");
    this.#isLock = meta.objects.map(({ kind }) => kind === "mutex" || kind === "rwlock");
  }

  /** Null where there are fewer than two locks. */
  static watch(meta: TraceMeta, parts: LockOrderParts): LockOrder | null {
    const order = new LockOrder(meta, parts);
    return order.#isLock.filter((isLock) => isLock).length < 2 ? null : order;
  }

  /** The id belongs to a new user thread from now on. */
  create(thread: number): void {
    if (thread >= this.#first.length) return;
    this.#first[thread] = NONE;
    this.#others.delete(thread);
  }

  /** It has got the lock, to read or alone. */
  acquire(thread: number, lock: number, reads: boolean): void {
    if (this.#isLock[lock] !== true) return;
    if (thread >= this.#first.length) this.#grow(thread + 1);
    if (this.#first[thread] === NONE) this.#first[thread] = keyOf(lock, reads);
    else this.#acquireToo(thread, { lock, reads });
  }

  /** It begins to wait for the lock. What it wants of a read-write lock shows when it gets it. */
  wait(thread: number, lock: number): void {
    const holdsNone = thread >= this.#first.length || this.#first[thread] === NONE;
    if (!holdsNone && this.#isMutex[lock] === true) this.#want(thread, { lock, reads: false });
  }

  /** It gives the lock back, what it has of it since last where it holds it several times. */
  release(thread: number, lock: number): void {
    if (thread >= this.#first.length) return;
    const others = this.#others.size === 0 ? undefined : this.#others.get(thread);
    const place = others?.findLastIndex((hold) => hold.lock === lock) ?? NONE;
    if (place >= 0) others?.splice(place, 1);
    else if (lockOf(this.#first[thread] as number) === lock) this.#first[thread] = keyOfHold(others?.shift());
    if (others?.length === 0) this.#others.delete(thread);
  }

  /** One for each circle, in order of the first time that it was complete. `isTold`: whether these locks have deadlocked, and so been told of. */
  findings(isTold: (locks: readonly string[]) => boolean): readonly Finding[] {
    const seen = new Set<string>();
    const found: Finding[] = [];
    for (const order of this.#orders.values()) {
      const circle = this.#circle(order);
      if (circle === null) continue;
      const locks = circle.map(({ held }) => objectName(this.#meta, held.lock));
      const key = locks.toSorted().join("\n");
      if (seen.has(key) || !isDangerous(circle) || isTold(locks)) continue;
      seen.add(key);
      found.push(this.#finding(circle, locks));
    }
    return found.toSorted((a, b) => a.atNs - b.atNs).slice(0, MAX_FINDINGS);
  }

  #acquireToo(thread: number, hold: Hold): void {
    this.#want(thread, hold);
    const others = this.#others.get(thread);
    if (others === undefined) this.#others.set(thread, [hold]);
    else others.push(hold);
  }

  #want(thread: number, wanted: Hold): void {
    const first = this.#first[thread] as number;
    const all = [{ lock: lockOf(first), reads: isRead(first) }, ...(this.#others.get(thread) ?? [])];
    const name = threadName(this.#meta, this.#threads.group(thread), this.#threads.index(thread));
    for (const held of all) {
      if (held.lock !== wanted.lock) this.#add(held, wanted, all, name);
    }
  }

  #add(held: Hold, wanted: Hold, all: readonly Hold[], name: string): void {
    const key = keyOfHold(held) * 2 * this.#isLock.length + keyOfHold(wanted);
    const others = all.filter(({ lock }) => lock !== held.lock);
    let order = this.#orders.get(key);
    if (order === undefined) {
      order = { held, wanted, firstNs: this.#now.ns, threads: [], gates: others };
      this.#orders.set(key, order);
    } else if (order.gates.length > 0) order.gates = both(order.gates, others);
    if (order.threads.length < MAX_THREADS && !order.threads.includes(name)) order.threads.push(name);
  }

  #grow(needed: number): void {
    this.#first = grownInts(this.#first, nextCapacity(this.#first.length, needed), NONE);
  }

  /** The shortest circle that begins with this order, or null. */
  #circle(first: Order): readonly Order[] | null {
    const ways: (readonly Order[])[] = [[first]];
    const reached = new Set([keyOfHold(first.wanted)]);
    for (const way of ways) {
      const last = at(way, way.length - 1);
      if (excludes(last.wanted, first.held)) return way;
      for (const order of this.#orders.values()) {
        const key = keyOfHold(order.wanted);
        if (reached.has(key) || !excludes(last.wanted, order.held)) continue;
        reached.add(key);
        ways.push([...way, order]);
      }
    }
    return null;
  }

  #finding(circle: readonly Order[], locks: readonly string[]): Finding {
    const steps = circle.map(({ held, wanted, threads, firstNs }) => {
      const name = (lock: number) => objectName(this.#meta, lock);
      const to = (hold: Hold) => (hold.reads ? " to read" : "");
      return (
        `${threads[0] ?? "a user thread"} takes ${name(wanted.lock)}${to(wanted)} while it holds ` +
        `${name(held.lock)}${to(held)} (${formatDuration(firstNs)})`
      );
    });
    return makeFinding("lock-order", {
      atNs: Math.max(...circle.map(({ firstNs }) => firstNs)),
      threads: [...new Set(circle.flatMap(({ threads }) => threads))],
      objects: locks,
      message: `${steps.join("; ")}. At another moment each would wait for the other for ever.`,
    });
  }
}

/** What is held in both, to read where it is so in one of them. */
function both(some: readonly Hold[], others: readonly Hold[]): readonly Hold[] {
  return some.flatMap(({ lock, reads }) => {
    const other = others.find((hold) => hold.lock === lock);
    return other === undefined ? [] : [{ lock, reads: reads || other.reads }];
  });
}

/** Done by more than one user thread, with no lock around all of it that keeps them apart. */
function isDangerous(circle: readonly Order[]): boolean {
  if (new Set(circle.flatMap(({ threads }) => threads)).size < 2) return false;
  const inCircle = new Set(circle.map(({ held }) => held.lock));
  const gates = circle.map((order) => order.gates.filter(({ lock }) => !inCircle.has(lock)));
  return !(gates[0] ?? []).some(({ lock }) => {
    const holds = gates.map((own) => own.find((hold) => hold.lock === lock));
    const readers = holds.filter((hold) => hold?.reads === true).length;
    return holds.every((hold) => hold !== undefined) && readers <= 1;
  });
}
