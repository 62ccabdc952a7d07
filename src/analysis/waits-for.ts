import { NONE } from "../base/ids.ts";
import { BLOCKED_REASONS } from "../trace/states.ts";
import type { Holder } from "./holders.ts";
import type { KernelTable } from "./kernel-table.ts";
import { NOT_BLOCKED } from "./kernel-table.ts";
import type { ObjectStats } from "./object-stats.ts";
import type { StallClock } from "./stall-clock.ts";
import { ABSENT, NEW, READY, reasonOfState, stateOfReason, type ThreadLedger } from "./thread-ledger.ts";

const LOCK = stateOfReason(BLOCKED_REASONS.indexOf("lock"));
const SEMAPHORE = stateOfReason(BLOCKED_REASONS.indexOf("semaphore"));
const JOIN = stateOfReason(BLOCKED_REASONS.indexOf("join"));

/** What one waiting user thread waits for, and who could end that. */
export type Wait =
  /** A mutex or semaphore; `holder` null where it is not known. `ended`: the holder ended and never gave it back. */
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

  /** The user thread that it waits for, or NONE where no single one is known. */
  next(thread: number): number {
    const wait = this.wait(thread);
    switch (wait?.kind) {
      case "object":
        return wait.holder === null || wait.ended ? NONE : wait.holder.thread;
      case "join":
        return wait.member;
      case "stalled":
        return wait.pinned;
      default:
        return NONE;
    }
  }

  /** Circles of user threads that wait for each other, each from the first of its members on. */
  cycles(): readonly (readonly number[])[] {
    const found: number[][] = [];
    const seenFrom = new Map<number, number>();
    for (const start of this.waiting()) {
      const path: number[] = [];
      let thread = start;
      while (thread !== NONE && !seenFrom.has(thread)) {
        seenFrom.set(thread, start);
        path.push(thread);
        thread = this.next(thread);
      }
      if (thread === NONE || seenFrom.get(thread) !== start) continue;
      const cycle = path.slice(path.indexOf(thread));
      // The walk began at the first that leads here, which need not be a member itself.
      const first = cycle.reduce((a, b) => (this.#place(b) < this.#place(a) ? b : a));
      const turn = cycle.indexOf(first);
      found.push([...cycle.slice(turn), ...cycle.slice(0, turn)]);
    }
    return found;
  }

  #place(thread: number): number {
    return this.#places.get(thread) ?? Number.POSITIVE_INFINITY;
  }

  #objectWait(object: number): Wait {
    const { threads, objects } = this.#parts;
    const holders = objects.holders.of(object);
    const lives = ({ thread, group, index }: Holder) =>
      threads.state(thread) !== ABSENT && threads.group(thread) === group && threads.index(thread) === index;
    const living = holders.find(lives);
    const holder = living ?? holders[0] ?? null;
    return { kind: "object", object, holder, ended: holder !== null && living === undefined };
  }
}
