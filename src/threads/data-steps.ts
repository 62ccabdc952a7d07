import { at } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import { EventCode } from "../trace/events.ts";
import type { Journal } from "../trace/journal.ts";
import type { Code } from "./program.ts";
import type { List, Variable } from "./sync/shared-data.ts";
import type { SyncObjects } from "./sync-objects.ts";
import type { ThreadTable } from "./thread-table.ts";

/** Steps on data that threads share, and what goes wrong where nothing protects it. They take no time. */
export class DataSteps {
  readonly #code: Code;
  readonly #objects: SyncObjects;
  readonly #table: ThreadTable;
  readonly #journal: Journal;

  constructor(code: Code, objects: SyncObjects, table: ThreadTable, journal: Journal) {
    this.#code = code;
    this.#objects = objects;
    this.#table = table;
    this.#journal = journal;
  }

  /** `note`: the counter that keeps the version seen, for a check, or NONE. */
  load(thread: number, id: number, note: number): void {
    const variable = this.#objects.variable(id);
    this.#table.register[thread] = variable.value;
    this.#see(thread, id, variable.version);
    if (note !== NONE) this.#note(thread, note, variable.version);
    this.#record(EventCode.loaded, thread, id);
  }

  add(thread: number, amount: number): void {
    this.#table.register[thread] = (this.#table.register[thread] as number) + amount;
  }

  /**
   * Stores the register. Where another thread has stored since this one loaded, that update is lost. `check`:
   * the check in whose body this happens, by number, or NONE; where another thread has made it untrue since,
   * it should not have happened at all.
   */
  store(thread: number, id: number, check: number): void {
    const variable = this.#objects.variable(id);
    if (this.#isOutdated(thread, variable, check)) this.#record(EventCode.checkThenAct, thread, id);
    else if (this.#hasChanged(thread, id, variable.version)) this.#record(EventCode.lostUpdate, thread, id);
    variable.value = this.#table.register[thread] as number;
    variable.version += 1;
    this.#see(thread, id, variable.version);
    if (check !== NONE) this.#note(thread, at(this.#code.checks, check).counter, variable.version);
    this.#record(EventCode.stored, thread, id);
    this.#record(EventCode.value, variable.value, id);
  }

  /** Load, add and store of an atomic variable: nobody comes between. */
  update(thread: number, id: number, amount: number, check: number): void {
    this.load(thread, id, NONE);
    this.add(thread, amount);
    this.store(thread, id, check);
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

  #note(thread: number, counter: number, version: number): void {
    this.#table.counters[thread * this.#code.counters + counter] = version;
  }

  /** Whether another thread has stored since the check, and the value checked for is no longer there. */
  #isOutdated(thread: number, variable: Variable, check: number): boolean {
    if (check === NONE) return false;
    const { counter, value } = at(this.#code.checks, check);
    const seen = this.#table.counters[thread * this.#code.counters + counter];
    return seen !== variable.version && variable.value !== value;
  }

  #see(thread: number, id: number, version: number): void {
    this.#table.seenObject[thread] = id;
    this.#table.seenVersion[thread] = version;
  }

  #hasChanged(thread: number, id: number, version: number): boolean {
    return this.#table.seenObject[thread] === id && this.#table.seenVersion[thread] !== version;
  }

  #record(code: EventCode, subject: number, detail: number): void {
    this.#journal.record(code, subject, detail);
  }
}

/** Seen: a list without elements. */
const EMPTY = -2;
