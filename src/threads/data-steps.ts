import type { Clock } from "../engine/clock.ts";
import { EventCode, type TraceSink } from "../trace/events.ts";
import type { List } from "./sync/shared-data.ts";
import type { SyncObjects } from "./sync-objects.ts";
import type { ThreadTable } from "./thread-table.ts";

/** Steps on data that threads share, and what goes wrong where nothing protects it. They take no time. */
export class DataSteps {
  readonly #objects: SyncObjects;
  readonly #table: ThreadTable;
  readonly #clock: Clock;
  readonly #sink: TraceSink;

  constructor(objects: SyncObjects, table: ThreadTable, clock: Clock, sink: TraceSink) {
    this.#objects = objects;
    this.#table = table;
    this.#clock = clock;
    this.#sink = sink;
  }

  load(thread: number, id: number): void {
    const variable = this.#objects.variable(id);
    this.#table.register[thread] = variable.value;
    this.#see(thread, id, variable.version);
    this.#record(EventCode.loaded, thread, id);
  }

  add(thread: number, amount: number): void {
    this.#table.register[thread] = (this.#table.register[thread] as number) + amount;
  }

  /** Stores the register. Where another thread has stored since this one loaded, that update is lost. */
  store(thread: number, id: number): void {
    const variable = this.#objects.variable(id);
    if (this.#hasChanged(thread, id, variable.version)) this.#record(EventCode.lostUpdate, thread, id);
    variable.value = this.#table.register[thread] as number;
    variable.version += 1;
    this.#see(thread, id, variable.version);
    this.#record(EventCode.stored, thread, id);
    this.#record(EventCode.value, variable.value, id);
  }

  /** Looks at a list: what a change that follows goes by. */
  look(thread: number, id: number): void {
    const list = this.#objects.list(id);
    this.#see(thread, list.length === 0 ? EMPTY : id, list.version);
    this.#record(EventCode.loaded, thread, id);
  }

  /** Removes the element that the last look has found at index 0. Found empty, the list stays as it is. */
  remove(thread: number, id: number): void {
    const list = this.#objects.list(id);
    if (this.#table.seenObject[thread] === EMPTY) return;
    if (this.#hasChanged(thread, id, list.version)) {
      this.#record(EventCode.indexGone, thread, id);
      return;
    }
    this.#change(thread, list, -1, EventCode.taken);
  }

  /** Puts an element behind the last one that the last look has found; another put there meanwhile is overwritten. */
  append(thread: number, id: number): void {
    const list = this.#objects.list(id);
    const wasEmpty = this.#table.seenObject[thread] === EMPTY;
    const changed = this.#table.seenVersion[thread] !== list.version;
    if (changed && (wasEmpty || this.#hasChanged(thread, id, list.version))) {
      this.#record(EventCode.lostUpdate, thread, id);
      this.#change(thread, list, 0, EventCode.put);
      return;
    }
    this.#change(thread, list, 1, EventCode.put);
  }

  #change(thread: number, list: List, by: number, code: EventCode): void {
    list.length += by;
    list.version += 1;
    this.#record(code, thread, list.id);
    this.#record(EventCode.value, list.length, list.id);
  }

  #see(thread: number, id: number, version: number): void {
    this.#table.seenObject[thread] = id;
    this.#table.seenVersion[thread] = version;
  }

  #hasChanged(thread: number, id: number, version: number): boolean {
    return this.#table.seenObject[thread] === id && this.#table.seenVersion[thread] !== version;
  }

  #record(code: EventCode, subject: number, detail: number): void {
    this.#sink.record(this.#clock.now, code, subject, detail);
  }
}

/** Seen: a list without elements. */
const EMPTY = -2;
