import { NONE } from "../base/ids.ts";
import { IdQueue } from "../engine/id-queue.ts";

/** A device that serves so many requests at a time, first come first served. Requests are ids of their user threads. */
export class Device {
  readonly #servers: number;
  readonly #queue = new IdQueue();
  #busy = 0;

  constructor(servers: number) {
    this.#servers = servers;
  }

  /** True where service begins at once; else the request waits. */
  request(thread: number): boolean {
    if (this.#busy < this.#servers) {
      this.#busy += 1;
      return true;
    }
    this.#queue.push(thread);
    return false;
  }

  /** A service is over; returns the request whose service begins now, or NONE. */
  finish(): number {
    const next = this.#queue.shift();
    if (next === NONE) this.#busy -= 1;
    return next;
  }
}
