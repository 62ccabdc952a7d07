import { NONE } from "../../base/ids.ts";
import { BLOCKED_REASONS } from "../../trace/states.ts";
import type { Holder } from "../holders.ts";
import type { KernelTable } from "../kernel-table.ts";
import { NOT_BLOCKED } from "../kernel-table.ts";
import type { ObjectStats } from "../object-stats.ts";
import type { StallClock } from "../stall-clock.ts";
import { ABSENT, NEW, READY, reasonOfState, stateOfReason, type ThreadLedger } from "../thread-ledger.ts";

const LOCK = stateOfReason(BLOCKED_REASONS.indexOf("lock"));
const SEMAPHORE = stateOfReason(BLOCKED_REASONS.indexOf("semaphore"));
const JOIN = stateOfReason(BLOCKED_REASONS.indexOf("join"));

/** What one waiting user thread waits for, and who could end that. */
export type Wait =
  /**
   * A lock or semaphore; `holder`, one of those that hold it, null where none is known. `ended`: it has ended
   * and never gave it back; so have all others, or it is a read-write lock, which every holder has to give back.
   */
  | {
      readonly kind: "object";
      readonly object: number;
      readonly holder: Holder | null;
      readonly ended: boolean;
    }
  /** The end of a group's threads, of which `member` is one alive, or NONE. */
  | { readonly kind: "join"; readonly group: number; readonly member: number }
  /** Could run, but its process's kernel threads are blocked, one of them by `pinned`. */
  | { readonly kind: "stalled"; readonly process: number; readonly pinned: number }
  /** Anything else: blocked with a reason. */
  | { readonly kind: "other"; readonly reason: number; readonly detail: number };

export interface WaitsForParts {
  readonly threads: ThreadLedger;
  readonly kernels: KernelTable;
  readonly objects: ObjectStats;
  readonly stalls: StallClock;
}

/** The waits-for graph at the end of a run: which user thread waits for which. */
export class WaitsFor {
  readonly #parts: WaitsForParts;
  /** User threads alive, by group and index: ids may have been used again, and then say nothing of order. */
  readonly #alive: readonly number[];
  /** Place of each in that order. */
  readonly #places: ReadonlyMap<number, number>;
  readonly #memberOf = new Map<number, number>();
  readonly #pinnedOf = new Map<number, number>();

  constructor(parts: WaitsForParts) {
    this.#parts = parts;
    const { threads, kernels } = parts;
    const alive: number[] = [];
    for (let thread = 0; thread < threads.capacity; thread += 1) {
      if (threads.state(thread) !== ABSENT) alive.push(thread);
    }
    alive.sort((a, b) => threads.group(a) - threads.group(b) || threads.index(a) - threads.index(b));
    this.#alive = alive;
    this.#places = new Map(alive.map((thread, place) => [thread, place]));
    for (const thread of alive.toReversed()) this.#memberOf.set(threads.group(thread), thread);
    for (let kernel = 0; kernel < kernels.capacity; kernel += 1) {
      const process = kernels.process(kernel);
      if (process === NONE || kernels.reason(kernel) === NOT_BLOCKED) continue;
      const pinned = kernels.pinned(kernel);
      const known = this.#pinnedOf.get(process);
      if (known === undefined || this.#place(pinned) < this.#place(known))
        this.#pinnedOf.set(process, pinned);
    }
  }

  /** Every user thread that waits, by group and index. */
  waiting(): readonly number[] {
    return this.#alive.filter((thread) => this.wait(thread) !== null);
  }

  /** Null where it waits for nothing that another thread could give. */
  wait(thread: number): Wait | null {
    const { threads, stalls } = this.#parts;
    const state = threads.state(thread);
    if (state === ABSENT || state === NEW) return null;
    if (state === READY) {
      const process = threads.process(thread);
      if (!stalls.isStalled(process)) return null;
      return { kind: "stalled", process, pinned: this.#pinnedOf.get(process) ?? NONE };
    }
    const reason = reasonOfState(state);
    if (reason < 0) return null;
    const detail = threads.waitsFor(thread);
    if (state === JOIN && detail >= 0) {
      return { kind: "join", group: detail, member: this.#memberOf.get(detail) ?? NONE };
    }
    if ((state === LOCK || state === SEMAPHORE) && detail >= 0) return this.#objectWait(detail);
    return { kind: "other", reason, detail };
  }

  /** Whether it waits for a permit of a semaphore. */
  isSemaphore(thread: number): boolean {
    return this.#parts.threads.state(thread) === SEMAPHORE;
  }

  /** Whether it waits for a read-write lock: for all who hold it, not for any one of them. */
  waitsForAll(thread: number): boolean {
    const wait = this.wait(thread);
    return wait?.kind === "object" && this.#parts.objects.kind(wait.object) === "rwlock";
  }

  /** The holders of an object that are alive. */
  livingHolders(object: number): readonly number[] {
    return this.#parts.objects.holders
      .of(object)
      .filter((holder) => this.#lives(holder))
      .map(({ thread }) => thread);
  }

  /** The user threads whose going on it waits for, as far as known: one, or all who hold a read-write lock. */
  #next(thread: number): readonly number[] {
    const wait = this.wait(thread);
    switch (wait?.kind) {
      case "object":
        if (wait.holder === null || wait.ended) return [];
        return this.waitsForAll(thread) ? this.livingHolders(wait.object) : [wait.holder.thread];
      case "join":
        return wait.member === NONE ? [] : [wait.member];
      case "stalled":
        return wait.pinned === NONE ? [] : [wait.pinned];
      default:
        return [];
    }
  }

  /** Circles of user threads that wait for each other, each from the first of its members on; no thread in two. */
  cycles(): readonly (readonly number[])[] {
    const found: number[][] = [];
    const seen = new Set<number>();
    for (const start of this.waiting()) {
      const cycle = this.#cycleFrom(start, seen);
      if (cycle === null) continue;
      // The walk began at the first that leads here, which need not be a member itself.
      const first = cycle.reduce((a, b) => (this.#place(b) < this.#place(a) ? b : a));
      const turn = cycle.indexOf(first);
      found.push([...cycle.slice(turn), ...cycle.slice(0, turn)]);
    }
    return found;
  }

  /** Goes from one to the next, and back where that leads nowhere, until it comes to one of its own path. */
  #cycleFrom(start: number, seen: Set<number>): readonly number[] | null {
    if (seen.has(start)) return null;
    seen.add(start);
    const path = [{ thread: start, next: this.#next(start), tried: 0 }];
    for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
      const thread = last.next[last.tried];
      if (thread === undefined) {
        path.pop();
        continue;
      }
      last.tried += 1;
      const place = path.findIndex((step) => step.thread === thread);
      if (place >= 0) return path.slice(place).map((step) => step.thread);
      if (seen.has(thread)) continue;
      seen.add(thread);
      path.push({ thread, next: this.#next(thread), tried: 0 });
    }
    return null;
  }

  #lives({ thread, group, index }: Holder): boolean {
    const { threads } = this.#parts;
    return (
      threads.state(thread) !== ABSENT && threads.group(thread) === group && threads.index(thread) === index
    );
  }

  #place(thread: number): number {
    return this.#places.get(thread) ?? Number.POSITIVE_INFINITY;
  }

  #objectWait(object: number): Wait {
    const { objects } = this.#parts;
    const all = objects.holders.of(object);
    const living = all.find((holder) => this.#lives(holder)) ?? null;
    const dead = all.find((holder) => !this.#lives(holder)) ?? null;
    const ended = dead !== null && (living === null || objects.kind(object) === "rwlock");
    return { kind: "object", object, holder: ended ? dead : living, ended };
  }
}
