import { NONE } from "../base/ids.ts";
import { MAX_NS } from "../base/time.ts";
import { codeKindsByCode, type DetailKind, type SubjectKind } from "./code-kinds.ts";
import { EventCode, type TraceSink } from "./events.ts";
import { ContentError } from "./file-error.ts";
import type { TraceMeta } from "./meta.ts";

const KINDS = codeKindsByCode();
/** Details that may be −1. */
const MAY_LACK: Readonly<Record<DetailKind, boolean>> = {
  none: true,
  "thread?": true,
  "kernel?": true,
  "device?": true,
  thread: false,
  kernel: false,
  group: false,
  process: false,
  object: false,
  pool: false,
};
/** No id of a user thread, kernel thread, process or job is larger. */
const ANY_ID = 2 ** 31 - 1;

/**
 * Checks that records make sense, one by one: times in order, codes known, ids of what exists. What
 * passes can be indexed and analysed without surprises.
 */
export class RecordCheck implements TraceSink {
  #meta: TraceMeta;
  #threads = 0;
  #kernelThreads = 0;
  #records = 0;
  #lastTime = 0;

  constructor(meta: TraceMeta) {
    this.#meta = meta;
  }

  /** Time of the last record, ns. */
  get lastTime(): number {
    return this.#lastTime;
  }

  /** Throws a {@link ContentError} where the record can't be. */
  record(time: number, code: EventCode, subject: number, detail: number): void {
    const kinds = KINDS[code];
    if (kinds === undefined) this.#fail(`no event has the code ${code}`);
    if (!Number.isInteger(time) || time < this.#lastTime || time > MAX_NS) {
      this.#fail(`time ${time} ns after ${this.#lastTime} ns`);
    }
    if (code === EventCode.threadNew) this.#threads = this.#created("user thread", this.#threads, subject);
    if (code === EventCode.kernelNew) {
      this.#kernelThreads = this.#created("kernel thread", this.#kernelThreads, subject);
    }
    if (kinds.subject !== "number" && (subject < 0 || subject >= this.#subjectLimit(kinds.subject))) {
      this.#fail(`there is no ${kinds.subject} ${subject}`);
    }
    if (detail >= this.#detailLimit(kinds.detail) || detail < (MAY_LACK[kinds.detail] ? NONE : 0)) {
      this.#fail(`detail ${detail} of event ${code}`);
    }
    this.#lastTime = time;
    this.#records += 1;
  }

  /** Ids count up in order of creation. */
  #created(what: string, count: number, subject: number): number {
    if (subject !== count) this.#fail(`${what} ${subject} is created after ${count} others`);
    return count + 1;
  }

  #subjectLimit(kind: Exclude<SubjectKind, "number">): number {
    switch (kind) {
      case "thread":
        return this.#threads;
      case "kernel":
        return this.#kernelThreads;
      case "core":
        return this.#meta.cores;
      case "process":
      case "job":
        return ANY_ID;
    }
  }

  #detailLimit(kind: DetailKind): number {
    switch (kind) {
      case "none":
        return 0;
      case "thread":
      case "thread?":
        return this.#threads;
      case "kernel":
      case "kernel?":
        return this.#kernelThreads;
      case "group":
        return this.#meta.groups.length;
      case "process":
        return ANY_ID;
      case "object":
        return this.#meta.objects.length;
      case "device?":
        return this.#meta.devices.length;
      case "pool":
        return this.#meta.pools.length;
    }
  }

  #fail(problem: string): never {
    throw new ContentError(`record ${this.#records}: ${problem}`);
  }
}
