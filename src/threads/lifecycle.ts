import { at } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import { mixIdentity } from "../base/random.ts";
import { EventCode } from "../trace/events.ts";
import type { Journal } from "../trace/journal.ts";
import type { GroupPlan, Plan } from "./plan.ts";
import type { ThreadLibrary } from "./thread-library.ts";
import { ThreadQueue } from "./thread-queue.ts";
import type { ThreadTable } from "./thread-table.ts";

/** Creates user threads and ends them: starts what waits for their end, and wakes who joins them. */
export class Lifecycle {
  readonly #library: ThreadLibrary;
  readonly #table: ThreadTable;
  readonly #journal: Journal;
  /** What the table has columns for. */
  readonly #hasDraws: boolean;
  readonly #hasIndex: boolean;
  readonly #hasPriority: boolean;
  readonly #hasSpawn: boolean;
  readonly #groups: readonly GroupState[];
  /** Spawned threads alive, by the parent's serial number and the group's family. */
  readonly #children = new Map<number, number>();
  /** User threads created and not ended. */
  live = 0;

  constructor(plan: Plan, library: ThreadLibrary, journal: Journal) {
    this.#library = library;
    this.#table = library.table;
    this.#journal = journal;
    const { draws, index, priority, spawn } = plan.features;
    this.#hasDraws = draws;
    this.#hasIndex = index;
    this.#hasPriority = priority;
    this.#hasSpawn = spawn;
    this.#groups = plan.groups.map((group) => new GroupState(group, library.table));
    plan.groups.forEach((group, id) => {
      for (const { group: awaited, index } of group.after) {
        at(this.#groups, awaited).dependents.push({ group: id, index });
      }
    });
  }

  /** The next user thread of a declared group is there; it arrives at once, or when what it starts `after` has ended. */
  create(group: number): void {
    const state = this.#groups[group] as GroupState;
    const index = state.created;
    const thread = this.#allocate(group, mixIdentity(state.identity, index));
    if (state.awaited === 0) this.#library.arrive(thread, NONE);
    else {
      this.#table.state[thread] = EventCode.threadNew;
      state.held.push(thread);
    }
  }

  /** A user thread spawned by another, which has paid for its start. `occurrence` tells it from the parent's other children. Returns it. */
  spawn(group: number, parent: number, step: number, occurrence: number): number {
    const t = this.#table;
    const identity = mixIdentity(mixIdentity(t.identity[parent] as number, step), occurrence);
    const thread = this.#allocate(group, identity);
    t.started[thread] = 1;
    t.parent[thread] = parent;
    const serial = t.serial[parent] as number;
    t.parentSerial[thread] = serial;
    const key = this.#childKey(serial, group);
    this.#children.set(key, (this.#children.get(key) ?? 0) + 1);
    this.#library.arrive(thread, parent);
    return thread;
  }

  /** Whether children of that name that this thread has spawned are alive. */
  hasChildren(parent: number, group: number): boolean {
    return this.#children.has(this.#childKey(this.#table.serial[parent] as number, group));
  }

  /** Room for a large group at once. */
  reserve(count: number): void {
    this.#table.reserve(count);
  }

  /** The running user thread has ended. */
  end(kernelThread: number, thread: number): void {
    const t = this.#table;
    const group = t.group[thread] as number;
    const index = this.#hasIndex ? (t.index[thread] as number) : NONE;
    this.live -= 1;
    this.#library.end(kernelThread, thread);
    if (this.#hasSpawn && t.parent[thread] !== NONE) this.#childEnded(thread, group);
    t.release(thread);
    const state = this.#groups[group] as GroupState;
    state.ended += 1;
    if (state.dependents.length > 0) this.#releaseDependents(state, index, thread);
  }

  #allocate(group: number, identity: number): number {
    const t = this.#table;
    const state = this.#groups[group] as GroupState;
    const thread = t.allocate();
    t.group[thread] = group;
    if (this.#hasDraws) {
      t.identity[thread] = identity;
      t.draws[thread] = 0;
    }
    t.pc[thread] = state.entry;
    if (this.#hasIndex) t.index[thread] = state.created;
    if (this.#hasPriority) t.priority[thread] = state.plan.scheduling.priority;
    state.created += 1;
    this.live += 1;
    this.#journal.record(EventCode.threadNew, thread, group);
    return thread;
  }

  #childKey(parentSerial: number, group: number): number {
    return parentSerial * this.#groups.length + (this.#groups[group] as GroupState).plan.family;
  }

  #childEnded(thread: number, group: number): void {
    const t = this.#table;
    const parent = t.parent[thread] as number;
    const key = this.#childKey(t.parentSerial[thread] as number, group);
    const left = (this.#children.get(key) ?? 0) - 1;
    if (left > 0) {
      this.#children.set(key, left);
      return;
    }
    this.#children.delete(key);
    const parentLives = t.serial[parent] === t.parentSerial[thread];
    const family = (this.#groups[group] as GroupState).plan.family;
    if (parentLives && t.state[parent] === EventCode.blockedJoin && t.device[parent] === family) {
      t.device[parent] = NONE;
      this.#library.wake(parent, thread);
    }
  }

  #releaseDependents(group: GroupState, index: number, ended: number): void {
    const complete = group.ended === group.plan.count;
    for (const dependent of group.dependents) {
      if (dependent.index === null ? !complete : dependent.index !== index) continue;
      const waiting = at(this.#groups, dependent.group);
      waiting.awaited -= 1;
      if (waiting.awaited > 0) continue;
      for (let thread = waiting.held.shift(); thread !== NONE; thread = waiting.held.shift()) {
        this.#library.arrive(thread, ended);
      }
    }
  }
}

/** A group during a run. */
class GroupState {
  readonly plan: GroupPlan;
  /** Of the plan: needed for every one of its threads. */
  readonly identity: number;
  readonly entry: number;
  created = 0;
  ended = 0;
  /** What has yet to end before its threads may start, and those that wait for it. */
  awaited: number;
  readonly held: ThreadQueue;
  readonly dependents: { readonly group: number; readonly index: number | null }[] = [];

  constructor(plan: GroupPlan, table: ThreadTable) {
    this.plan = plan;
    this.identity = plan.identity;
    this.entry = plan.entry;
    this.awaited = plan.after.length;
    this.held = new ThreadQueue(table);
  }
}
