import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { EventCode } from "../../trace/events.ts";
import type { Plan } from "../plan.ts";
import { Op } from "../program.ts";
import { STOP } from "../sync/pool.ts";
import { HANDED_OVER } from "../thread-table.ts";
import { type LiveValues, liveValues, type ProgramCounters, programCounters } from "./live-values.ts";
import { decidesByChance } from "./state-limits.ts";
import type { SteppedRun } from "./stepped-run.ts";

/** How a user thread may have to do with an object. */
const Hold = { mutex: 0, wokenToTry: 1, rwlock: 2 } as const;
/** First of a part: it has ended, it could go on, or it is blocked, in that order of codes. */
const ENDED = -1;
const ABLE = 0;

/** What the state of a stepped run says of each user thread: numbers, the same for the same. */
export class ThreadParts {
  readonly #plan: Plan;
  readonly #live: LiveValues;
  /** By group. */
  readonly #counters: readonly ProgramCounters[];
  /** By group: its user threads keep kernel threads of their own, whose numbers make no difference. */
  readonly #keeps: readonly boolean[];
  /** How many draws there have been makes a difference to those that follow. */
  readonly #countsDraws: boolean;
  readonly #mutexes: readonly number[];
  readonly #rwlocks: readonly number[];

  constructor(plan: Plan) {
    const { code, groups, input, processes } = plan;
    this.#plan = plan;
    this.#live = liveValues(code);
    const entries = groups.map(({ entry }) => entry);
    const endOf = (entry: number) => Math.min(code.ops.length, ...entries.filter((other) => other > entry));
    this.#counters = entries.map((entry) => programCounters(code, entry, endOf(entry)));
    this.#keeps = groups.map(({ bound, process }) => bound || at(processes, process).model.keepsKernelThread);
    this.#countsDraws = decidesByChance(plan);
    const ofKind = (kind: string) =>
      input.objects.flatMap((object, id) => (object.kind === kind ? [id] : []));
    this.#mutexes = ofKind("mutex");
    this.#rwlocks = ofKind("rwlock");
  }

  /** By user thread. */
  of(run: SteppedRun): readonly (readonly number[])[] {
    const { table } = run;
    const places = new Int32Array(table.created).fill(NONE);
    const parts: number[][] = [];
    for (let thread = 0; thread < table.created; thread += 1) {
      const group = table.group[thread] as number;
      if (table.state[thread] === EventCode.threadEnd) parts.push([group, ENDED]);
      else parts.push([group, ...this.#standing(run, thread, places), ...this.#memory(run, thread)]);
    }
    this.#addHolds(run, parts);
    return parts;
  }

  /** Where it is: in its program, on a kernel thread, in a queue. */
  #standing(run: SteppedRun, thread: number, places: Int32Array): readonly number[] {
    const { table } = run;
    const state = table.state[thread] as EventCode;
    const kernelThread = table.kernelThread[thread] as number;
    const isBlocked = state >= EventCode.blockedIo;
    const keeps = at(this.#keeps, table.group[thread] as number);
    return [
      table.pc[thread] as number,
      isBlocked ? state : state === EventCode.threadNew ? NONE : ABLE,
      isBlocked ? (run.waits.blockedOn[thread] ?? NONE) : NONE,
      keeps && kernelThread !== NONE ? 0 : kernelThread,
      table.phase[thread] as number,
      standsInQueue(run, thread, this.#plan) ? placeFromBehind(table.next, places, thread) : NONE,
    ];
  }

  /** What it knows: turns of loops, what it has looked at, the job handed over to it. */
  #memory(run: SteppedRun, thread: number): readonly number[] {
    const { table, objects } = run;
    const { features, code } = this.#plan;
    const pc = table.pc[thread] as number;
    const { turns, bodies } = at(this.#counters, table.group[thread] as number);
    const counter = (number: number) => table.counters[thread * code.counters + number] as number;
    const memory = turns.map(counter);
    for (const { from, to, counter: note, variable } of bodies) {
      const isOutdated = pc >= from && pc < to && counter(note) !== objects.variable(variable).version;
      memory.push(isOutdated ? 1 : 0);
    }
    if (this.#live.register[pc] === 1) memory.push(table.register[thread] as number);
    if (this.#live.look[pc] === 1) memory.push(...this.#look(run, thread, pc));
    if (features.priority) memory.push(table.priority[thread] as number);
    if (features.spawn) memory.push(table.parent[thread] as number);
    if (table.phase[thread] === HANDED_OVER) memory.push(table.job[thread] === STOP ? 1 : 0);
    if (this.#countsDraws) memory.push(...this.#draws(run, thread));
    return memory;
  }

  /** What it looked at last, and whether that has changed since. */
  #look({ table, objects }: SteppedRun, thread: number, pc: number): readonly number[] {
    const { code, input } = this.#plan;
    const seen = table.seenObject[thread] as number;
    if (seen === NONE) return [NONE, 0];
    // A list found empty is not named; it is the one that is changed next.
    const object =
      seen >= 0
        ? seen
        : at(
            code.a,
            code.ops.findIndex((op, i) => i >= pc && CHANGES.has(op as Op)),
          );
    const isList = at(input.objects, object).kind === "list";
    const { version } = isList ? objects.list(object) : objects.variable(object);
    return [seen, table.seenVersion[thread] === version ? 0 : 1];
  }

  /** Whose draws it makes, and how many there have been. */
  #draws({ table }: SteppedRun, thread: number): readonly number[] {
    const { counters } = this.#plan.code;
    return [
      table.identity[thread] as number,
      table.draws[thread] as number,
      ...table.counters.subarray(thread * counters, (thread + 1) * counters),
    ];
  }

  #addHolds({ table, objects }: SteppedRun, parts: readonly number[][]): void {
    for (const id of this.#mutexes) {
      const mutex = objects.mutex(id);
      if (!mutex.isFree) at(parts, mutex.owner).push(Hold.mutex, id);
      const woken = mutex.order === "barging" ? parts.findIndex((_, thread) => mutex.wasWoken(thread)) : NONE;
      if (woken !== NONE) at(parts, woken).push(Hold.wokenToTry, id);
    }
    for (const id of this.#rwlocks) {
      const rwlock = objects.rwlock(id);
      for (let thread = 0; thread < table.created; thread += 1) {
        const held = rwlock.heldBy(thread);
        if (held !== 0) at(parts, thread).push(Hold.rwlock, id, held);
      }
    }
  }
}

const CHANGES: ReadonlySet<Op> = new Set([Op.remove, Op.append]);

/** Whether the user thread stands in a queue: of an object, of its group's start, or for a kernel thread. */
function standsInQueue({ table, objects, waits }: SteppedRun, thread: number, { input }: Plan): boolean {
  switch (table.state[thread] as EventCode) {
    case EventCode.threadNew:
    case EventCode.blockedQueue:
    case EventCode.blockedSemaphore:
    case EventCode.blockedCondition:
    case EventCode.blockedBarrier:
      return true;
    case EventCode.threadArrive:
    case EventCode.threadReady:
      return table.kernelThread[thread] === NONE;
    case EventCode.blockedLock: {
      const lock = waits.blockedOn[thread] ?? NONE;
      // Who waits for itself is in no queue of a mutex.
      return at(input.objects, lock).kind !== "mutex" || !objects.mutex(lock).isHeldBy(thread);
    }
    default:
      return false;
  }
}

/** How many stand behind it in its queue: with what it waits for, that tells its place. `known` keeps the answers. */
function placeFromBehind(next: Int32Array, known: Int32Array, thread: number): number {
  let place = 0;
  let behind = next[thread] as number;
  while (behind !== NONE && known[behind] === NONE) {
    place += 1;
    behind = next[behind] as number;
  }
  if (behind !== NONE) place += (known[behind] as number) + 1;
  known[thread] = place;
  return place;
}
