import { NONE } from "../base/ids.ts";
import { ns } from "../base/time.ts";
import type { ObjectMeta } from "../trace/meta.ts";
import { ExactSums, summedNs } from "./exact-sums.ts";
import { Holders } from "./holders.ts";
import type { RecordTime } from "./record-time.ts";
import type { ObjectResult } from "./result.ts";

/** Waits, acquisitions and values of every object, and who holds it. */
export class ObjectStats {
  readonly holders: Holders;
  readonly #now: RecordTime;
  readonly #objects: readonly ObjectMeta[];
  readonly #acquisitions: Float64Array;
  readonly #waits: Float64Array;
  readonly #waitNs: ExactSums;
  readonly #longestWait: Float64Array;
  readonly #values: Float64Array;
  readonly #unheardNs: Float64Array;
  /** Passing a condition or barrier leaves no record of its own but the end of the wait. */
  readonly #passedByWaiting: readonly boolean[];

  constructor(now: RecordTime, objects: readonly ObjectMeta[]) {
    this.#now = now;
    this.#objects = objects;
    this.holders = new Holders(now, objects);
    this.#acquisitions = new Float64Array(objects.length);
    this.#waits = new Float64Array(objects.length);
    this.#waitNs = new ExactSums(objects.length);
    this.#longestWait = new Float64Array(objects.length);
    this.#values = new Float64Array(objects.length).fill(Number.NaN);
    this.#unheardNs = new Float64Array(objects.length).fill(Number.NaN);
    this.#passedByWaiting = objects.map(({ kind }) => kind === "condition" || kind === "barrier");
  }

  kind(object: number): ObjectMeta["kind"] | undefined {
    return this.#objects[object]?.kind;
  }

  acquire(object: number): void {
    this.#acquisitions[object] = (this.#acquisitions[object] as number) + 1;
  }

  /** How often it was got, taken or passed. */
  acquisitions(object: number): number {
    return this.#acquisitions[object] as number;
  }

  /** A barrier's last arriver does not wait: it signals. A condition's signal is lost where nobody waits. */
  signal(object: number): void {
    if (this.#objects[object]?.kind === "barrier") this.acquire(object);
    else
      this.#unheardNs[object] =
        this.#waits[object] === this.#acquisitions[object] ? this.#now.ns : Number.NaN;
  }

  /** When a condition was last signalled, where nobody waited for it then, ns; else null. */
  unheardSignalNs(condition: number): number | null {
    const time = this.#unheardNs[condition] as number;
    return Number.isNaN(time) ? null : time;
  }

  beginWait(object: number): void {
    this.#waits[object] = (this.#waits[object] as number) + 1;
  }

  /** The state that the record ends was a wait for the object. `over`: it is, and not merely the run. */
  endWait(object: number, over: boolean): void {
    const length = this.#now.lastedNs;
    this.#waitNs.add(object, length);
    if (length > (this.#longestWait[object] as number)) this.#longestWait[object] = length;
    if (over && this.#passedByWaiting[object] === true) this.acquire(object);
  }

  setValue(object: number, value: number): void {
    this.#values[object] = value;
  }

  /** NaN where no record told it. */
  value(object: number): number {
    return this.#values[object] ?? Number.NaN;
  }

  waitNs(object: number): number {
    return this.#waitNs.get(object);
  }

  /** The object of that kind that was waited for longest; NONE where none was. */
  mostWaitedFor(kinds: readonly ObjectMeta["kind"][]): number {
    let most = NONE;
    for (const [object, { kind }] of this.#objects.entries()) {
      if (!kinds.includes(kind) || this.waitNs(object) === 0) continue;
      if (most === NONE || this.waitNs(object) > this.waitNs(most)) most = object;
    }
    return most;
  }

  results(): Readonly<Record<string, ObjectResult>> {
    // Built from entries, so that no name of an object can mean something else.
    return Object.fromEntries(
      this.#objects.map(({ name, kind }, object) => {
        const value = this.value(object);
        const result: ObjectResult = {
          kind,
          ...(Number.isNaN(value) ? {} : { value }),
          acquisitions: this.#acquisitions[object] as number,
          waits: this.#waits[object] as number,
          waitNs: summedNs(this.#waitNs.get(object)),
          longestWaitNs: ns(this.#longestWait[object] as number),
          ...(kind === "mutex" || kind === "rwlock" ? { heldNs: ns(this.holders.heldNs(object)) } : {}),
        };
        return [name, result];
      }),
    );
  }
}
