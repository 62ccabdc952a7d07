import { at } from "../base/assert.ts";
import { formatDuration } from "../base/format-duration.ts";
import { ns } from "../base/time.ts";
import type { TraceMeta } from "../trace/meta.ts";
import { objectName, threadName } from "./names.ts";
import type { Finding } from "./result.ts";

/** Inversions that are told; user threads kept for each order. */
const MAX_FINDINGS = 8;
const MAX_THREADS = 3;

/** That one lock was taken, or asked for, while another was held. */
interface Order {
  readonly held: number;
  readonly wanted: number;
  readonly firstNs: number;
  readonly threads: string[];
  /** Locks that were held too every time: they keep the others who do so out. */
  gates: readonly number[];
}

/**
 * Orders in which locks are taken while others are held (as Linux's lockdep and the goodlock algorithm look
 * at them: Havelund 2000). A circle of orders, by more than one user thread and without a lock that all of
 * them hold around it, is a deadlock that waits for its moment, even where this run came off well.
 */
export class LockOrder {
  readonly #meta: TraceMeta;
  readonly #isLock: readonly boolean[];
  /** By user thread: the locks it holds, in order. */
  readonly #held: number[][] = [];
  readonly #orders = new Map<number, Order>();

  private constructor(meta: TraceMeta) {
    this.#meta = meta;
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

  /** It has got the lock, or begins to wait for it (`isHeld` false). */
  want(time: number, thread: number, lock: number, isHeld: boolean, group: number, index: number): void {
    if (this.#isLock[lock] !== true) return;
    const held = this.#held[thread];
    if (held !== undefined) {
      for (const other of held) {
        if (other !== lock) this.#add(time, other, lock, held, group, index);
      }
    }
    if (!isHeld) return;
    if (held === undefined) this.#held[thread] = [lock];
    else held.push(lock);
  }

  release(thread: number, lock: number): void {
    const held = this.#held[thread];
    const place = held?.lastIndexOf(lock) ?? -1;
    if (place >= 0) held?.splice(place, 1);
  }

  /** One for each circle, in order of the first time that it was complete. `isTold`: whether these locks have deadlocked, and so been told of. */
  findings(isTold: (locks: readonly string[]) => boolean): readonly Finding[] {
    const seen = new Set<string>();
    const found: Finding[] = [];
    for (const order of this.#orders.values()) {
      const circle = this.#circle(order);
      if (circle === null) continue;
      const locks = circle.map(({ held }) => objectName(this.#meta, held));
      const key = locks.toSorted().join("\n");
      if (seen.has(key) || !isDangerous(circle) || isTold(locks)) continue;
      seen.add(key);
      found.push(this.#finding(circle, locks));
    }
    return found.toSorted((a, b) => a.atNs - b.atNs).slice(0, MAX_FINDINGS);
  }

  #add(
    time: number,
    held: number,
    wanted: number,
    all: readonly number[],
    group: number,
    index: number,
  ): void {
    const key = held * this.#isLock.length + wanted;
    const gates = (others: readonly number[]) => others.filter((lock) => all.includes(lock));
    let order = this.#orders.get(key);
    if (order === undefined) {
      order = { held, wanted, firstNs: time, threads: [], gates: all.filter((lock) => lock !== held) };
      this.#orders.set(key, order);
    } else if (order.gates.length > 0) order.gates = gates(order.gates);
    if (order.threads.length === MAX_THREADS) return;
    const name = threadName(this.#meta, group, index);
    if (!order.threads.includes(name)) order.threads.push(name);
  }

  /** The shortest circle that begins with this order, or null. */
  #circle(first: Order): readonly Order[] | null {
    const ways: (readonly Order[])[] = [[first]];
    const reached = new Set([first.wanted]);
    for (const way of ways) {
      const last = at(way, way.length - 1);
      if (last.wanted === first.held) return way;
      for (const order of this.#orders.values()) {
        if (order.held !== last.wanted || (reached.has(order.wanted) && order.wanted !== first.held))
          continue;
        reached.add(order.wanted);
        ways.push([...way, order]);
      }
    }
    return null;
  }

  #finding(circle: readonly Order[], locks: readonly string[]): Finding {
    const steps = circle.map(({ held, wanted, threads, firstNs }) => {
      const name = (lock: number) => objectName(this.#meta, lock);
      return `${threads[0] ?? "a user thread"} takes ${name(wanted)} while it holds ${name(held)} (${formatDuration(firstNs)})`;
    });
    return {
      kind: "lock-order",
      severity: "warning",
      atNs: ns(Math.max(...circle.map(({ firstNs }) => firstNs))),
      threads: [...new Set(circle.flatMap(({ threads }) => threads))],
      objects: locks,
      message:
        `${steps.join("; ")}. At another moment each would wait for the other for ever. ` +
        "Take these locks in the same order everywhere.",
    };
  }
}

/** Done by more than one user thread, with no lock held around all of it. */
function isDangerous(circle: readonly Order[]): boolean {
  if (new Set(circle.flatMap(({ threads }) => threads)).size < 2) return false;
  const inCircle = new Set(circle.map(({ held }) => held));
  const [first, ...others] = circle;
  const gates = (first?.gates ?? []).filter((lock) => !inCircle.has(lock));
  return !gates.some((lock) => others.every((order) => order.gates.includes(lock)));
}
