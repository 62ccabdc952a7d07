import { InvariantError } from "../base/assert.ts";
import { CHUNK_MASK, CHUNK_SHIFT, type Chunk } from "./chunk.ts";
import type { EventCode, TraceSink } from "./events.ts";
import type { Trace } from "./trace.ts";
import { wordCode, wordDetail } from "./word.ts";

/** Random access to the records of a trace by number, 0 … length − 1. */
export class Records {
  readonly length: number;
  #chunks: readonly Chunk[];

  constructor(trace: Trace) {
    this.length = trace.length;
    this.#chunks = trace.chunks;
  }

  /** ns. */
  time(record: number): number {
    return this.#chunk(record).times[record & CHUNK_MASK] as number;
  }

  code(record: number): number {
    return wordCode(this.#chunk(record).words[2 * (record & CHUNK_MASK) + 1] as number);
  }

  subject(record: number): number {
    return this.#chunk(record).words[2 * (record & CHUNK_MASK)] as number;
  }

  detail(record: number): number {
    return wordDetail(this.#chunk(record).words[2 * (record & CHUNK_MASK) + 1] as number);
  }

  /** Number of the first record at or after `time` (ns); `length` where there is none. */
  firstAt(time: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.time(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Passes the records of these numbers to a sink, in this order. */
  replay(numbers: ArrayLike<number>, sink: TraceSink): void {
    for (let i = 0; i < numbers.length; i += 1) {
      const record = numbers[i] as number;
      // The recorder, and the reader of trace files, only let codes of events in.
      sink.record(
        this.time(record),
        this.code(record) as EventCode,
        this.subject(record),
        this.detail(record),
      );
    }
  }

  #chunk(record: number): Chunk {
    const chunk = this.#chunks[record >> CHUNK_SHIFT];
    if (record < 0 || record >= this.length || chunk === undefined) {
      throw new InvariantError(`record ${record} of ${this.length}`);
    }
    return chunk;
  }
}
