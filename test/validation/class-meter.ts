import { EventCode, type TraceSink } from "../../src/trace/events.ts";
import type { TraceMeta } from "../../src/trace/meta.ts";

const MS = 1_000_000;

/** What one class of customers (a group of user threads) saw; times in ms. */
export interface ClassFigures {
  readonly count: number;
  readonly meanStay: number;
  readonly meanWait: number;
  /** Share of them that had to wait at all. */
  readonly waited: number;
}

/** Measures customers by class, from the records of a run: those that arrive after the warm-up. */
export class ClassMeter implements TraceSink {
  readonly #warmupNs: number;
  readonly #names: readonly string[];
  readonly #class: number[] = [];
  readonly #arrival: number[] = [];
  readonly #hasRun: boolean[] = [];
  readonly #sums: { count: number; stay: number; wait: number; waited: number }[];

  constructor(meta: TraceMeta, warmupNs: number) {
    this.#warmupNs = warmupNs;
    this.#names = meta.groups.map(({ name }) => name);
    this.#sums = meta.groups.map(() => ({ count: 0, stay: 0, wait: 0, waited: 0 }));
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    switch (code) {
      case EventCode.threadNew:
        this.#class[subject] = detail;
        this.#hasRun[subject] = false;
        break;
      case EventCode.threadArrive:
        this.#arrival[subject] = time;
        break;
      case EventCode.threadRunning:
        if (this.#hasRun[subject] === true) break;
        this.#hasRun[subject] = true;
        this.#startService(time, subject);
        break;
      case EventCode.threadEnd:
        this.#leave(time, subject);
        break;
      default:
    }
  }

  of(name: string): ClassFigures {
    const { count, stay, wait, waited } = this.#sums[this.#names.indexOf(name)] ?? NOBODY;
    return { count, meanStay: stay / count / MS, meanWait: wait / count / MS, waited: waited / count };
  }

  #startService(time: number, subject: number): void {
    const arrival = this.#arrival[subject] ?? 0;
    const sums = this.#sums[this.#class[subject] ?? 0];
    if (sums === undefined || arrival < this.#warmupNs) return;
    sums.wait += time - arrival;
    sums.waited += time > arrival ? 1 : 0;
  }

  #leave(time: number, subject: number): void {
    const arrival = this.#arrival[subject] ?? 0;
    const sums = this.#sums[this.#class[subject] ?? 0];
    if (sums === undefined || arrival < this.#warmupNs) return;
    sums.count += 1;
    sums.stay += time - arrival;
  }
}

const NOBODY = { count: 0, stay: 0, wait: 0, waited: 0 };
