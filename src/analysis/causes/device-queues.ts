import { assert, at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import type { TraceMeta } from "../../trace/meta.ts";

const NO_RECORD = -1;

/** A request at a device: whose, and whose service had to end first, by which record. */
interface Request {
  readonly thread: number;
  previous: number;
  previousRecord: number;
}

/** Past this many requests gone from its front, a queue's array is cut. */
const MAX_GONE = 1_024;

/** One device: who is served, in order of arrival, and who waits. */
class DeviceQueue {
  readonly served: Request[] = [];
  readonly #servers: number;
  #waiting: Request[] = [];
  /** Place of the first that still waits. */
  #first = 0;

  constructor(servers: number) {
    this.#servers = servers;
  }

  add(request: Request): void {
    (this.served.length < this.#servers ? this.served : this.#waiting).push(request);
  }

  /** Takes out a request that is served, and lets the next one take its place, which ends its wait by that record. */
  finish(thread: number, record: number): Request {
    const place = this.served.findIndex((request) => request.thread === thread);
    assert(place >= 0, () => `user thread ${thread} ends io at a device that does not serve it`);
    const request = at(this.served.splice(place, 1), 0);
    const promoted = this.#waiting[this.#first];
    if (promoted !== undefined) {
      promoted.previous = thread;
      promoted.previousRecord = record;
      this.served.push(promoted);
      this.#first += 1;
      if (this.#first > MAX_GONE && 2 * this.#first > this.#waiting.length) {
        this.#waiting = this.#waiting.slice(this.#first);
        this.#first = 0;
      }
    }
    return request;
  }
}

/** Who is served and who waits at each device with a queue: first come first served, as devices do it. */
export class DeviceQueues {
  readonly #queues: readonly DeviceQueue[];
  readonly #deviceOf = new Map<number, number>();

  constructor(devices: TraceMeta["devices"]) {
    this.#queues = devices.map(({ servers }) => new DeviceQueue(servers));
  }

  /** A user thread begins io. `device` is NONE where there is no queue. */
  request(device: number, thread: number): void {
    if (device === NONE) return;
    this.#deviceOf.set(thread, device);
    at(this.#queues, device).add({ thread, previous: NONE, previousRecord: NO_RECORD });
  }

  /** Its io is over, by that record. Gives whose end of service its own had to wait for, or NONE. */
  finish(thread: number, record: number): { readonly previous: number; readonly previousRecord: number } {
    const device = this.#deviceOf.get(thread) ?? NONE;
    if (device === NONE) return { previous: NONE, previousRecord: NO_RECORD };
    this.#deviceOf.delete(thread);
    return at(this.#queues, device).finish(thread, record);
  }

  /** The device that a user thread waits for or is served by, or NONE. */
  deviceOf(thread: number): number {
    return this.#deviceOf.get(thread) ?? NONE;
  }

  /** User threads that a device serves, in order of arrival. */
  served(device: number): readonly number[] {
    return at(this.#queues, device).served.map(({ thread }) => thread);
  }
}
