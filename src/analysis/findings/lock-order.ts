import { at } from "../../base/assert.ts";
import { formatDuration } from "../../base/format-duration.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { objectName, threadName } from "../names.ts";
import type { Finding } from "../result.ts";
import { makeFinding } from "./make-finding.ts";

/** Inversions that are told; user threads kept for each order. */
const MAX_FINDINGS = 8;
const MAX_THREADS = 3;

/** A lock, and how it is held or wanted: to read, beside others that read, or alone. */
interface Hold {
  readonly lock: number;
  readonly reads: boolean;
}

/** Whether one of the two keeps the other out: readers of a lock do not. */
const excludes = (one: Hold, other: Hold): boolean => one.lock === other.lock && !(one.reads && other.reads);

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
  readonly #isLock: readonly boolean[];
  readonly #isMutex: readonly boolean[];
  /** By user thread: the locks it holds, in order. */
  readonly #held: Hold[][] = [];
  readonly #orders = new Map<number, Order>();

  private constructor(meta: TraceMeta) {
    this.#meta = meta;
    this.#isMutex = meta.objects.map(({ kind }) => kind === "mutex");
    this.#isLock = meta.objects.map(({ kind }) => kind === "mutex" || kind === "rwlock");
  }

  /** Null where there are fewer than two locks. */
  static watch(meta: TraceMeta): LockOrder | null {
    const order = new LockOrder(meta);
    return order.#isLock.filter((isLock) => isLock).length < 2 ? null : order;
  }

  /** The id belongs to a new user thread from now on. */
  create(thread: number): void {
    if (this.#held[thread] !== undefined) this.#held[thread] = [];
  }

  /** It has got the lock, to read or alone. */
  acquire(time: number, thread: number, lock: number, reads: boolean, group: number, index: number): void {
    if (this.#isLock[lock] !== true) return;
    const hold: Hold = { lock, reads };
    this.#want(time, thread, hold, group, index);
    const held = this.#held[thread];
    if (held === undefined) this.#held[thread] = [hold];
    else held.push(hold);
  }

  /** It begins to wait for the lock. What it wants of a read-write lock shows when it gets it. */
  wait(time: number, thread: number, lock: number, group: number, index: number): void {
    if (this.#isMutex[lock] === true) this.#want(time, thread, { lock, reads: false }, group, index);
  }

  release(thread: number, lock: number): void {
    const held = this.#held[thread];
    const place = held?.findLastIndex((hold) => hold.lock === lock) ?? -1;
    if (place >= 0) held?.splice(place, 1);
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

  #want(time: number, thread: number, wanted: Hold, group: number, index: number): void {
    const all = this.#held[thread] ?? [];
    for (const held of all) {
      if (held.lock !== wanted.lock) this.#add(time, held, wanted, all, threadName(this.#meta, group, index));
    }
  }

  #add(time: number, held: Hold, wanted: Hold, all: readonly Hold[], name: string): void {
    const key = this.#key(held) * 2 * this.#isLock.length + this.#key(wanted);
    const others = all.filter(({ lock }) => lock !== held.lock);
    let order = this.#orders.get(key);
    if (order === undefined) {
      order = { held, wanted, firstNs: time, threads: [], gates: others };
      this.#orders.set(key, order);
    } else if (order.gates.length > 0) order.gates = both(order.gates, others);
    if (order.threads.length < MAX_THREADS && !order.threads.includes(name)) order.threads.push(name);
  }

  #key({ lock, reads }: Hold): number {
    return 2 * lock + (reads ? 1 : 0);
  }

  /** The shortest circle that begins with this order, or null. */
  #circle(first: Order): readonly Order[] | null {
    const ways: (readonly Order[])[] = [[first]];
    const reached = new Set([this.#key(first.wanted)]);
    for (const way of ways) {
      const last = at(way, way.length - 1);
      if (excludes(last.wanted, first.held)) return way;
      for (const order of this.#orders.values()) {
        const key = this.#key(order.wanted);
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
