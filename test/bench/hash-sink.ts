import { EventCode, type TraceSink } from "../../src/trace/events.ts";
import { HASH_START, mixHash } from "./workloads.ts";

/** The fingerprint of a threadsim run, to be compared with a reference loop's. */
export class HashSink implements TraceSink {
  readonly #code: EventCode;
  hash = HASH_START;
  constructor(code: EventCode) {
    this.#code = code;
  }
  record(time: number, code: EventCode, subject: number): void {
    if (code === this.#code) this.hash = mixHash(this.hash, time, subject);
  }
}

/** What is hashed: the ends of threads, or the unlocking of mutexes. */
export const HASHED = { open: EventCode.threadEnd, closed: EventCode.released } as const;
