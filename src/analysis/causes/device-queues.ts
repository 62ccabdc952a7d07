import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import type { TraceMeta } from "../../trace/meta.ts";

const NO_RECORD = -1;

/** A request at a device: whose, and whose service had to end first, by which record. */
interface Request {
  readonly thread: number;
  previous: number;
  previousRecord: number;
}

/** Who is served and who waits at each device with a queue: first come first served, as devices do it. */
export class DeviceQueues {
  readonly #servers: readonly number[];
  readonly #requests: Request[][];
  readonly #deviceOf = new Map<number, number>();

  constructor(devices: TraceMeta["devices"]) {
    this.#servers = devices.map(({ servers }) => servers);
    this.#requests = devices.map(() => []);
  }

  /** A user thread begins io. `device` is NONE where there is no queue. */
  request(device: number, thread: number): void {
    if (device === NONE) return;
    this.#deviceOf.set(thread, device);
    at(this.#requests, device).push({ thread, previous: NONE, previousRecord: NO_RECORD });
  }

  /** Its io is over, by that record. Gives whose end of service its own had to wait for, or NONE. */
  finish(thread: number, record: number): { readonly previous: number; readonly previousRecord: number } {
    const device = this.#deviceOf.get(thread) ?? NONE;
    if (device === NONE) return { previous: NONE, previousRecord: NO_RECORD };
    this.#deviceOf.delete(thread);
    const requests = at(this.#requests, device);
    const place = requests.findIndex((request) => request.thread === thread);
    const [request] = requests.splice(place, 1);
    const promoted = requests[at(this.#servers, device) - 1];
    if (promoted !== undefined && promoted.previous === NONE) {
      promoted.previous = thread;
      promoted.previousRecord = record;
    }
    return request ?? { previous: NONE, previousRecord: NO_RECORD };
  }

  /** The device that a user thread waits for or is served by, or NONE. */
  deviceOf(thread: number): number {
    return this.#deviceOf.get(thread) ?? NONE;
  }

  /** User threads that a device serves, in order of arrival. */
  served(device: number): readonly number[] {
    return at(this.#requests, device)
      .slice(0, at(this.#servers, device))
      .map(({ thread }) => thread);
  }
}
