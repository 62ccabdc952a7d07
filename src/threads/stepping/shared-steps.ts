import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import type { ObjectOptions } from "../options.ts";
import type { Plan } from "../plan.ts";
import { Op } from "../program.ts";
import { footprintOf, Use } from "./footprint.ts";

/** Steps of a program that others may notice, and what they use. */
export class SharedSteps {
  readonly #plan: Plan;
  readonly #objects: readonly ObjectOptions[];
  /** By object: 1 where who may not have the lock or permit stands before the step, as if it were not enabled. */
  readonly #standsBefore: Uint8Array;
  readonly #hasCeilings: boolean;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#objects = plan.input.objects;
    this.#hasCeilings = this.#objects.some((object) => isCeiling(object));
    this.#standsBefore = Uint8Array.from(this.#objects, (object, id) => {
      if (object.kind === "mutex") return isCeiling(object) ? 0 : 1;
      return object.kind === "semaphore" && this.#isTakenSingly(id) ? 1 : 0;
    });
  }

  /** Things that are used besides the objects follow these: the queues of pools are objects too. */
  get #others(): number {
    return this.#objects.length + this.#plan.pools.length;
  }
  /** Mutexes with ceilings depend on each other. */
  get #ceilings(): number {
    return this.#others;
  }
  /** Ends for which groups wait that start after others. */
  get ends(): number {
    return this.#others + 1;
  }
  /** Places on the kernel threads of a process. */
  runQueue(process: number): number {
    return this.#others + 2 + process;
  }
  /** Ends of the user threads that one has spawned. */
  childrenOf(thread: number): number {
    return this.#others + 2 + this.#plan.processes.length + thread;
  }

  /** Whether others may notice the instruction, so that it is a step of its own. */
  isShared(pc: number): boolean {
    const { ops, a } = this.#plan.code;
    const op = ops[pc] as Op;
    switch (op) {
      case Op.remove:
      case Op.append: {
        // A safe list is looked at and changed at once.
        const list = at(this.#objects, a[pc] as number);
        return list.kind === "list" && !list.safe;
      }
      default:
        return SHARED.has(op);
    }
  }

  /**
   * The mutex or semaphore that the instruction takes, where who may not have it can wait before the step
   * as well as in it, as nobody can tell; else NONE. That holds where a place in its queue is nothing but
   * a claim to it.
   */
  standsBefore(pc: number): number {
    const { ops, a } = this.#plan.code;
    const op = ops[pc] as Op;
    if (op !== Op.lock && op !== Op.acquire) return NONE;
    const object = a[pc] as number;
    return this.#standsBefore[object] === 1 ? object : NONE;
  }

  /** Adds what the step at this instruction uses. What it does to others comes to light as it is taken. */
  addUses(pc: number, thread: number, stands: boolean, to: number[]): void {
    const { ops, a, b } = this.#plan.code;
    const op = ops[pc] as Op;
    const object = a[pc] as number;
    switch (op) {
      case Op.lock:
      case Op.unlock:
        to.push(footprintOf(object, this.#lockUse(object, stands, op === Op.lock ? Use.take : Use.unlock)));
        if (this.#hasCeilings) to.push(footprintOf(this.#ceilings, Use.change));
        return;
      case Op.acquire:
        to.push(footprintOf(object, this.#lockUse(object, stands, Use.take)));
        return;
      case Op.wait: {
        const mutex = b[pc] as number;
        if (mutex !== NONE) to.push(footprintOf(mutex, this.#lockUse(mutex, stands, Use.unlock)));
        to.push(footprintOf(object, Use.change));
        return;
      }
      case Op.join:
        to.push(footprintOf(this.childrenOf(thread), Use.change));
        return;
      case Op.takeJob:
        to.push(footprintOf(at(this.#plan.pools, object).object, Use.change));
        return;
      case Op.put:
        to.push(footprintOf(object, this.#isUnbounded(object) ? Use.put : Use.change));
        return;
      case Op.add:
      case Op.spawn:
        return;
      default:
        to.push(footprintOf(object, PLAIN_USES.get(op) ?? Use.change));
    }
  }

  #lockUse(object: number, stands: boolean, use: Use): Use {
    return stands && this.#standsBefore[object] === 1 ? use : Use.change;
  }

  #isUnbounded(id: number): boolean {
    const object = at(this.#objects, id);
    return object.kind === "queue" && object.capacity === null;
  }

  /** Nobody asks for more than one permit at a time. */
  #isTakenSingly(semaphore: number): boolean {
    const { ops, a, b } = this.#plan.code;
    return ops.every((op, pc) => op !== Op.acquire || a[pc] !== semaphore || b[pc] === 1);
  }
}

function isCeiling(object: ObjectOptions): boolean {
  return object.kind === "mutex" && object.protocol === "ceiling";
}

/** Instructions that are steps. The rest is a user thread's own affair, which it does along with the step before. */
const SHARED: ReadonlySet<Op> = new Set([
  Op.lock,
  Op.unlock,
  Op.readLock,
  Op.writeLock,
  Op.unlockShared,
  Op.acquire,
  Op.release,
  Op.put,
  Op.take,
  Op.wait,
  Op.signal,
  Op.broadcast,
  Op.barrier,
  Op.load,
  Op.store,
  Op.add,
  Op.updateAtomic,
  Op.look,
  Op.spawn,
  Op.join,
  Op.takeJob,
]);

/** Uses that are no change. */
const PLAIN_USES: ReadonlyMap<Op, Use> = new Map<Op, Use>([
  [Op.load, Use.read],
  [Op.look, Use.read],
  [Op.release, Use.release],
  [Op.signal, Use.signal],
  [Op.broadcast, Use.signal],
]);
