import { formatDuration } from "../../base/format-duration.ts";
import { NONE } from "../../base/ids.ts";
import { EventCode } from "../../trace/events.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { objectName, threadName } from "../names.ts";
import type { Finding } from "../result.ts";
import { joinInto } from "../vector-clock.ts";
import { makeFinding } from "./make-finding.ts";

/** Past this many user threads nothing is checked: every one of them costs memory in every other's clock. */
const MAX_THREADS = 256;

const LIST_ADVICE = "Guard every access with the same lock, or use a thread-safe list (`safe: true`).";

/** An access to shared data: whose, and that user thread's own clock then. */
interface Access {
  readonly serial: number;
  readonly clock: number;
  /** A store whose load lies before a switch: others could come in between. */
  readonly isDivided: boolean;
}

/** What is known of one variable or unsafe list. */
interface SharedData {
  lastWrite: Access | null;
  /** The last read of each user thread since that write. */
  reads: Access[];
  /** By user thread: the turn in which it has loaded what it has not stored since. */
  readonly loadedIn: Map<number, number>;
  race: {
    readonly atNs: number;
    readonly first: number;
    readonly second: number;
    readonly isWrite: boolean;
  } | null;
}

interface Tracked {
  readonly group: number;
  readonly index: number;
  readonly clock: number[];
  /** Process, where only one of its user threads runs at a time and none is preempted; or NONE. */
  readonly turnsIn: number;
  /** How often it has let others run, or could have. */
  turn: number;
  hasEnded: boolean;
  /** Serial number of the user thread that spawned it, or NONE. */
  parent: number;
  /** What it is blocked for, as an event code, or NONE; and the barrier. */
  blockedFor: number;
  barrier: number;
}

/**
 * Data races by happens-before (Lamport 1978; vector clocks as in Djit+, Pozniansky & Schuster 2003): two
 * accesses to a variable or an unsafe list, one of them a write, by two user threads, with nothing that
 * orders them. Found even where nothing went wrong in this run.
 *
 * What orders: giving a lock or permit back and getting it, but not two readers of a read-write lock; putting
 * and taking; storing an atomic variable and loading it; a wake-up; spawning; a
 * barrier; an end, before all that its parent does afterwards (whether or not it joins) and before what
 * starts after it. Where user threads take turns on one kernel thread and none is preempted, what one does in a
 * turn is indivisible, and no other core or compiler comes between: whoever warned of it would cry wolf, as
 * every event loop lives by that. There a race is one only where somebody loads in one turn and stores in a
 * later one; the same program under another model has the rest. Where a trace does not tell more, more is taken as ordered than is: what is reported is a
 * race, and some are missed.
 */
export class DataRaces {
  readonly #meta: TraceMeta;
  readonly #data = new Map<number, SharedData>();
  readonly #tracked: Tracked[] = [];
  /** Serial number of the user thread that has an id now. */
  readonly #serialOf: number[] = [];
  readonly #createdOf: number[];
  /** By object: what was known to whoever gave it back, put into it or waited at it. */
  readonly #passed = new Map<number, number[]>();
  /** By read-write lock, likewise: what readers gave back, which only writers wait for. */
  readonly #passedByReaders = new Map<number, number[]>();
  /** By read-write lock: the serial numbers of those that hold it to read, as often as they do. */
  readonly #readers = new Map<number, number[]>();
  /** Barriers whose waiters have begun to go on. */
  readonly #opened = new Set<number>();
  readonly #ended: number[] = [];
  #givesUp = false;

  private constructor(meta: TraceMeta) {
    this.#meta = meta;
    this.#createdOf = meta.groups.map(() => 0);
    for (const [object, { kind, safe }] of meta.objects.entries()) {
      if (safe === true) continue;
      if (kind === "variable" || kind === "list")
        this.#data.set(object, { lastWrite: null, reads: [], loadedIn: new Map(), race: null });
    }
  }

  /** Null where nothing is shared that could be raced for. */
  static watch(meta: TraceMeta): DataRaces | null {
    const races = new DataRaces(meta);
    return races.#data.size === 0 ? null : races;
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    if (this.#givesUp) return;
    if (code === EventCode.threadNew) this.#create(subject, detail);
    else if (code <= EventCode.blockedThrottled) this.#threadRecord(code, subject, detail);
    else if ((code >= EventCode.acquired && code <= EventCode.stored) || code === EventCode.acquiredRead)
      this.#apply(time, code, subject, detail);
    else if (code === EventCode.givesWay) this.#changeTurn(subject, 1);
    // Blocked in the kernel it keeps its kernel thread: nobody else has a turn.
    else if (code === EventCode.kernelBlocked) this.#changeTurn(detail, -1);
  }

  /** One for each object, in order of the first race. Those named in `except` have been told of already. */
  findings(except: ReadonlySet<string>): readonly Finding[] {
    if (this.#givesUp) return [];
    const found: Finding[] = [];
    for (const [object, { race }] of this.#data) {
      const name = objectName(this.#meta, object);
      if (race === null || except.has(name)) continue;
      const first = this.#name(race.first);
      const second = this.#name(race.second);
      const does = race.isWrite ? "changes" : "reads";
      const facts = {
        atNs: race.atNs,
        threads: [first, second],
        objects: [name],
        message:
          `${first} and ${second} use ${name}, one of them to change it, and nothing orders the two: ` +
          `${second} ${does} it at ${formatDuration(race.atNs)}. Nothing went wrong in this run; with other ` +
          "timing it may.",
        ...(this.#meta.objects[object]?.kind === "list" ? { advice: LIST_ADVICE } : {}),
      };
      found.push(makeFinding("data-race", facts));
    }
    return found.toSorted((a, b) => a.atNs - b.atNs);
  }

  #create(thread: number, group: number): void {
    const serial = this.#tracked.length;
    if (serial === MAX_THREADS) {
      this.#givesUp = true;
      return;
    }
    const index = this.#createdOf[group] ?? 0;
    this.#createdOf[group] = index + 1;
    const clock: number[] = [];
    for (let i = 0; i < serial; i += 1) clock.push(0);
    clock.push(1);
    const { process = NONE } = this.#meta.groups[group] ?? {};
    this.#tracked.push({
      group,
      index,
      clock,
      turnsIn: this.#meta.processes[process]?.cooperative === true ? process : NONE,
      turn: 0,
      hasEnded: false,
      parent: NONE,
      blockedFor: NONE,
      barrier: NONE,
    });
    this.#serialOf[thread] = serial;
  }

  #changeTurn(id: number, by: number): void {
    const thread = this.#tracked[this.#serialOf[id] ?? NONE];
    if (thread !== undefined) thread.turn += by;
  }

  #threadRecord(code: EventCode, subject: number, detail: number): void {
    const serial = this.#serialOf[subject] ?? NONE;
    const thread = this.#tracked[serial];
    if (thread === undefined) return;
    if (code === EventCode.threadWake) this.#wake(thread, this.#serialOf[detail] ?? NONE);
    else if (code === EventCode.threadEnd) {
      thread.hasEnded = true;
      joinInto(this.#ended, thread.clock);
      const parent = this.#tracked[thread.parent];
      if (parent !== undefined) joinInto(parent.clock, thread.clock);
    } else if (code === EventCode.threadArrive) thread.blockedFor = EventCode.threadArrive;
    else {
      thread.blockedFor = code >= EventCode.blockedIo ? code : EventCode.threadReady;
      if (code >= EventCode.blockedIo) thread.turn += 1;
      if (code === EventCode.blockedBarrier) this.#waitAtBarrier(thread, serial, detail);
    }
  }

  /** `waker` made it ready: all that the waker has done comes before what it does now. */
  #wake(thread: Tracked, waker: number): void {
    const by = this.#tracked[waker];
    // The interpreter lock orders nothing that a program may rely on.
    if (by === undefined || thread.blockedFor === EventCode.blockedGil) return;
    if (thread.blockedFor === NONE) {
      thread.parent = waker;
      // It may have waited for the ends of several: all that have ended come before it.
      if (by.hasEnded) joinInto(thread.clock, this.#ended);
    }
    if (thread.blockedFor === EventCode.blockedBarrier) {
      this.#opened.add(thread.barrier);
      joinInto(by.clock, this.#passed.get(thread.barrier) ?? []);
    }
    joinInto(thread.clock, by.clock);
    this.#tick(by, waker);
  }

  #waitAtBarrier(thread: Tracked, serial: number, barrier: number): void {
    if (this.#opened.delete(barrier)) this.#passed.delete(barrier);
    thread.barrier = barrier;
    this.#give(thread, serial, barrier, this.#passed);
  }

  #apply(time: number, code: EventCode, subject: number, object: number): void {
    const serial = this.#serialOf[subject] ?? NONE;
    const thread = this.#tracked[serial];
    if (thread === undefined) return;
    switch (code) {
      case EventCode.acquired:
        joinInto(thread.clock, this.#passedByReaders.get(object) ?? []);
        joinInto(thread.clock, this.#passed.get(object) ?? []);
        return;
      case EventCode.acquiredRead:
        this.#readersOf(object).push(serial);
        joinInto(thread.clock, this.#passed.get(object) ?? []);
        return;
      case EventCode.released: {
        const readers = this.#readersOf(object);
        const place = readers.indexOf(serial);
        if (place >= 0) readers.splice(place, 1);
        this.#give(thread, serial, object, place >= 0 ? this.#passedByReaders : this.#passed);
        return;
      }
      case EventCode.loaded:
      case EventCode.stored:
      case EventCode.put:
      case EventCode.taken:
        this.#accessData(time, code, serial, thread, object);
    }
  }

  /** A variable, a list or a queue; only what is not safe by itself can be raced for, and the rest orders. */
  #accessData(time: number, code: EventCode, serial: number, thread: Tracked, object: number): void {
    const data = this.#data.get(object);
    if (data !== undefined) this.#access(time, data, serial, thread, code !== EventCode.loaded);
    else if (code === EventCode.put || code === EventCode.stored)
      this.#give(thread, serial, object, this.#passed);
    else joinInto(thread.clock, this.#passed.get(object) ?? []);
  }

  #readersOf(object: number): number[] {
    const known = this.#readers.get(object) ?? [];
    this.#readers.set(object, known);
    return known;
  }

  #give(thread: Tracked, serial: number, object: number, passed: Map<number, number[]>): void {
    const known = passed.get(object);
    if (known === undefined) passed.set(object, [...thread.clock]);
    else joinInto(known, thread.clock);
    this.#tick(thread, serial);
  }

  #tick(thread: Tracked, serial: number): void {
    thread.clock[serial] = (thread.clock[serial] ?? 0) + 1;
  }

  #access(time: number, data: SharedData, serial: number, thread: Tracked, isWrite: boolean): void {
    const { clock, turn } = thread;
    const loadedIn = data.loadedIn.get(serial) ?? turn;
    const own: Access = { serial, clock: clock[serial] ?? 0, isDivided: isWrite && loadedIn !== turn };
    if (data.race === null) {
      const earlier = isWrite ? [data.lastWrite, ...data.reads] : [data.lastWrite];
      const other = earlier.find((access) => access !== null && this.#isRace(access, own, thread));
      if (other !== undefined && other !== null)
        data.race = { atNs: time, first: other.serial, second: serial, isWrite };
    }
    if (isWrite) {
      data.lastWrite = own;
      data.reads = [];
      data.loadedIn.delete(serial);
    } else {
      data.reads = [...data.reads.filter((read) => read.serial !== serial), own];
      data.loadedIn.set(serial, turn);
    }
  }

  /** Whether nothing orders the two, and something may come of it. */
  #isRace(other: Access, own: Access, { clock, turnsIn }: Tracked): boolean {
    if (other.serial === own.serial || other.clock <= (clock[other.serial] ?? 0)) return false;
    const takeTurns = turnsIn !== NONE && this.#tracked[other.serial]?.turnsIn === turnsIn;
    return !takeTurns || own.isDivided || other.isDivided;
  }

  #name(serial: number): string {
    const thread = this.#tracked[serial];
    return thread === undefined ? "a user thread" : threadName(this.#meta, thread.group, thread.index);
  }
}
