import { assert, at } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import { BucketSorter, type Buckets } from "./buckets.ts";
import { codeKindsByCode } from "./code-kinds.ts";
import { EventCode, type TraceSink } from "./events.ts";
import { GrowingColumn } from "./growing-column.ts";
import type { TraceMeta } from "./meta.ts";
import { StallCollector } from "./stall-periods.ts";
import { forEachRecord, type Trace } from "./trace.ts";

const OTHER = 0;
const THREAD = 1;
const KERNEL = 2;
const CORE = 3;

/** By event code: whose list a record belongs to. */
const LIST_BY_CODE = Uint8Array.from(codeKindsByCode(), (kind) => {
  switch (kind?.subject) {
    case "thread":
      return THREAD;
    case "kernel":
      return KERNEL;
    case "core":
      return CORE;
    default:
      return OTHER;
  }
});

/** What one pass over a trace tells: who there is, and how many records each has. */
export class IdentityScan implements TraceSink {
  readonly groupOfThread = new GrowingColumn();
  readonly placeOfThread = new GrowingColumn();
  readonly processOfKernelThread = new GrowingColumn();
  readonly stalls = new StallCollector();
  #sizeOfGroup: Uint32Array;

  constructor(meta: TraceMeta) {
    this.#sizeOfGroup = new Uint32Array(meta.groups.length);
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    switch (code) {
      case EventCode.threadNew: {
        assert(subject === this.groupOfThread.length, () => `user thread ${subject} is out of order`);
        const place = at(this.#sizeOfGroup, detail);
        this.#sizeOfGroup[detail] = place + 1;
        this.groupOfThread.push(detail);
        this.placeOfThread.push(place);
        return;
      }
      case EventCode.kernelNew:
        assert(
          subject === this.processOfKernelThread.length,
          () => `kernel thread ${subject} is out of order`,
        );
        this.processOfKernelThread.push(detail);
        return;
      case EventCode.stallBegin:
        this.stalls.begin(subject, time);
        return;
      case EventCode.stallEnd:
        this.stalls.end(subject, time);
        return;
      default:
    }
  }
}

/** Record numbers by user thread, kernel thread and core. */
export interface Links {
  readonly byThread: Buckets;
  /** Its own records, and those of cores that take it up, go on with it or leave it. */
  readonly byKernelThread: Buckets;
  readonly byCore: Buckets;
}

/** Walks all records and tells for each whom it concerns. The same on every walk. */
class LinkWalk implements TraceSink {
  #visit: (list: number, subject: number, record: number) => void;
  #kernelThreadOnCore: Int32Array;
  #next = 0;

  constructor(cores: number, visit: (list: number, subject: number, record: number) => void) {
    this.#visit = visit;
    this.#kernelThreadOnCore = new Int32Array(cores).fill(NONE);
  }

  record(_time: number, code: EventCode, subject: number, detail: number): void {
    const record = this.#next;
    this.#next += 1;
    const list = LIST_BY_CODE[code] as number;
    if (list === OTHER) return;
    this.#visit(list, subject, record);
    if (list !== CORE) return;
    assert(subject >= 0 && subject < this.#kernelThreadOnCore.length, "a record of a core that is not there");
    const before = this.#kernelThreadOnCore[subject] as number;
    const after = code === EventCode.coreIdle ? NONE : detail;
    if (before !== NONE && before !== after) this.#visit(KERNEL, before, record);
    if (after !== NONE) this.#visit(KERNEL, after, record);
    this.#kernelThreadOnCore[subject] = after;
  }
}

/** Sorts the records of a trace by whom they concern. */
export function sortLinks(trace: Trace, threads: number, kernelThreads: number): Links {
  const byThread = new BucketSorter();
  const byKernelThread = new BucketSorter();
  const byCore = new BucketSorter();
  const sorterOf = (list: number): BucketSorter => {
    if (list === THREAD) return byThread;
    return list === KERNEL ? byKernelThread : byCore;
  };
  const { cores } = trace.meta;
  forEachRecord(trace, new LinkWalk(cores, (list, subject) => sorterOf(list).count(subject)));
  byThread.allot(threads);
  byKernelThread.allot(kernelThreads);
  byCore.allot(cores);
  forEachRecord(trace, new LinkWalk(cores, (list, subject, record) => sorterOf(list).add(subject, record)));
  return {
    byThread: byThread.buckets(),
    byKernelThread: byKernelThread.buckets(),
    byCore: byCore.buckets(),
  };
}
