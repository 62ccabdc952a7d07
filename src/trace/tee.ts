import type { EventCode, TraceSink } from "./events.ts";

/** Passes every event on to two sinks, in this order. */
export class Tee implements TraceSink {
  #first: TraceSink;
  #second: TraceSink;

  constructor(first: TraceSink, second: TraceSink) {
    this.#first = first;
    this.#second = second;
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    this.#first.record(time, code, subject, detail);
    this.#second.record(time, code, subject, detail);
  }

  /** From now on only the first sink hears anything. */
  dropSecond(): void {
    this.#second = nullSink;
  }
}

/** Listens to nothing: for runs of which only the end matters, and to measure the cost of listening. */
export const nullSink: TraceSink = { record: () => {} };
