import { NO_STATE, THREAD_STATE_BY_CODE } from "../../src/trace/code-kinds.ts";
import { EventCode } from "../../src/trace/events.ts";
import { THREAD_STATES, type ThreadState } from "../../src/trace/states.ts";
import { forEachRecord, type Trace } from "../../src/trace/trace.ts";

const NOBODY = -1;
/** States that take their time whatever others do; every other one lasts until something lets it end. */
const WORK: readonly ThreadState[] = ["running", "overhead", "io", "sleep", "throttled"];

/** Something that takes time by itself: a stretch of running, io, sleep or overhead of one user thread. */
export interface Activity {
  readonly thread: number;
  readonly state: ThreadState;
  readonly startNs: number;
  readonly endNs: number;
}

/** `to` is not before `from`, by so much: a fixed time, or as long as an activity takes. */
interface Edge {
  readonly from: Moment;
  lagNs: number;
  readonly activity: number;
}

/** A record: what has to be before it. Times are never before 0, nor before `notBeforeNs`. */
interface Moment {
  readonly atNs: number;
  readonly edges: Edge[];
  notBeforeNs: number;
}

/** A user thread as far as the trace has told. */
interface Life {
  readonly process: number;
  state: ThreadState;
  detail: number;
  /** Its last record, and that which gave it its state. */
  last: Moment;
  waker: Moment | null;
  kernelThread: number;
  /** The kernel thread that said last that it waits for a core to carry it. */
  carrier: number;
  core: number;
}

/** A request at a device with a queue: when it was made, and whose end of service let it be served. */
interface Request {
  readonly thread: number;
  readonly made: Moment;
  letBy: Moment | null;
}

/**
 * A run with its scheduling decisions held as they were: who ran where, in which order and how much each
 * time, who got a lock after whom, who woke whom. All that is left of the run is a set of inequalities
 * between the times of its records, so that changed activities can be played through it (max-plus algebra).
 * Made from the records alone, with nothing of what `analysis/` knows about causes.
 */
export class HeldDecisions {
  readonly activities: Activity[] = [];
  /** Waits that ended later than anything in the trace demands. */
  delays = 0;
  readonly #moments: Moment[] = [];
  readonly #ends: Moment[] = [];
  #firstNs = Number.POSITIVE_INFINITY;
  readonly #lives = new Map<number, Life>();
  readonly #coreOf = new Map<number, number>();
  readonly #onCore = new Map<number, number>();
  readonly #leftCore = new Map<number, Moment>();
  readonly #leftKernelThread = new Map<number, Moment>();
  readonly #released = new Map<number, Moment>();
  /** By process: the last end of a user thread, which makes room for another's kernel thread where these are limited. */
  readonly #lastEnd = new Map<number, Moment>();
  readonly #devices: readonly {
    readonly servers: number;
    readonly served: Request[];
    readonly waiting: Request[];
  }[];

  readonly #processOfGroup: readonly number[];

  constructor(trace: Trace) {
    this.#processOfGroup = trace.meta.groups.map(({ process }) => process);
    this.#devices = trace.meta.devices.map(({ servers }) => ({ servers, served: [], waiting: [] }));
    forEachRecord(trace, {
      record: (time, code, subject, detail) => this.#record(time, code, subject, detail),
    });
  }

  /** Times of all records, with activities that take as long as `lengthNs` says. */
  replay(lengthNs: (activity: Activity) => number): {
    readonly makespanNs: number;
    readonly isExact: boolean;
  } {
    const times = new Map<Moment, number>();
    let isExact = true;
    for (const moment of this.#moments) {
      let time = moment.notBeforeNs;
      for (const { from, lagNs, activity } of moment.edges) {
        const done = this.activities[activity];
        time = Math.max(time, (times.get(from) ?? 0) + lagNs + (done === undefined ? 0 : lengthNs(done)));
      }
      times.set(moment, time);
      isExact &&= time === moment.atNs;
    }
    const lastNs = Math.max(...this.#ends.map((end) => times.get(end) ?? 0));
    return { makespanNs: lastNs - this.#firstNs, isExact };
  }

  #record(time: number, code: EventCode, subject: number, detail: number): void {
    if (code >= EventCode.coreIdle && code <= EventCode.coreOverhead) this.#coreRecord(subject, code, detail);
    else if (code === EventCode.kernelNew) {
      const made = this.#lastEnd.get(detail);
      if (made !== undefined) this.#leftKernelThread.set(subject, made);
    } else if (code === EventCode.kernelBlocked) {
      const life = this.#lives.get(detail);
      if (life !== undefined) life.kernelThread = subject;
    } else if (code === EventCode.kernelReady) {
      const life = this.#lives.get(detail);
      if (life !== undefined) life.carrier = subject;
    } else if (code === EventCode.threadWake) {
      const life = this.#lives.get(subject);
      if (life !== undefined && detail !== NOBODY) life.waker = this.#mark(time, detail);
    } else if (code === EventCode.released) this.#released.set(detail, this.#mark(time, subject));
    else if (code === EventCode.acquired) this.#acquire(time, subject, detail);
    else if (THREAD_STATE_BY_CODE[code] !== NO_STATE) this.#stateRecord(time, code, subject, detail);
  }

  #coreRecord(core: number, code: EventCode, kernelThread: number): void {
    const before = this.#onCore.get(core);
    if (before !== undefined && this.#coreOf.get(before) === core) this.#coreOf.delete(before);
    if (code === EventCode.coreIdle) this.#onCore.delete(core);
    else {
      this.#onCore.set(core, kernelThread);
      this.#coreOf.set(kernelThread, core);
    }
  }

  #moment(atNs: number): Moment {
    const moment: Moment = { atNs, edges: [], notBeforeNs: 0 };
    this.#moments.push(moment);
    return moment;
  }

  /** A moment in the midst of what a user thread does: what it did so far is an activity by itself. */
  #mark(time: number, thread: number): Moment {
    const moment = this.#moment(time);
    const life = this.#lives.get(thread);
    if (life === undefined) throw new Error(`user thread ${thread} acts before it is there`);
    this.#goOn(thread, life, moment);
    life.last = moment;
    return moment;
  }

  /** Locks go from hand to hand in the order in which they did. Who gets one while it waits is woken besides. */
  #acquire(time: number, thread: number, object: number): void {
    const life = this.#lives.get(thread);
    const released = this.#released.get(object);
    if (life === undefined || !WORK.includes(life.state) || released === undefined) return;
    this.#mark(time, thread).edges.push({ from: released, lagNs: 0, activity: NOBODY });
  }

  /** What leads from a user thread's last record to its next. */
  #goOn(thread: number, { state, last }: Life, moment: Moment): void {
    let activity = NOBODY;
    if (WORK.includes(state)) {
      activity = this.activities.length;
      this.activities.push({ thread, state, startNs: last.atNs, endNs: moment.atNs });
    }
    moment.edges.push({ from: last, lagNs: 0, activity });
  }

  #stateRecord(time: number, code: EventCode, thread: number, detail: number): void {
    if (code === EventCode.threadNew) {
      const made = this.#moment(time);
      made.notBeforeNs = time;
      this.#lives.set(thread, {
        process: this.#processOfGroup[detail] ?? NOBODY,
        state: "new",
        detail: NOBODY,
        last: made,
        waker: null,
        kernelThread: NOBODY,
        carrier: NOBODY,
        core: NOBODY,
      });
      return;
    }
    const life = this.#lives.get(thread);
    if (life === undefined) throw new Error(`user thread ${thread} does something before it is there`);
    const moment = this.#moment(time);
    if (life.state === "io" && life.detail !== NOBODY) this.#endService(thread, life, moment);
    else this.#goOn(thread, life, moment);
    if (life.waker !== null) moment.edges.push({ from: life.waker, lagNs: 0, activity: NOBODY });
    const isOnCore = code === EventCode.threadRunning || code === EventCode.threadOverhead;
    if (isOnCore) this.#waitForPlace(life, moment, detail);
    // It got a core, but not the interpreter lock.
    if (code === EventCode.blockedGil) this.#waitForPlace(life, moment, life.carrier);
    this.#explain(life, moment, code);
    this.#leave(life, moment, code, detail);
    if (code === EventCode.threadArrive) this.#firstNs = Math.min(this.#firstNs, time);
    if (code === EventCode.threadEnd) {
      this.#ends.push(moment);
      this.#lastEnd.set(life.process, moment);
    }
    life.state = THREAD_STATES[THREAD_STATE_BY_CODE[code] ?? 0] ?? "new";
    life.detail = detail;
    life.last = moment;
    life.waker = null;
    if (life.state === "io" && detail !== NOBODY) this.#request(thread, moment, detail);
  }

  /** After whoever had the core before, and the kernel thread, unless it had that itself. */
  #waitForPlace(life: Life, moment: Moment, kernelThread: number): void {
    if (life.state !== "ready") return;
    const core = this.#coreOf.get(kernelThread);
    const left = [
      core === undefined ? undefined : this.#leftCore.get(core),
      life.kernelThread === kernelThread ? undefined : this.#leftKernelThread.get(kernelThread),
    ];
    for (const from of left) if (from !== undefined) moment.edges.push({ from, lagNs: 0, activity: NOBODY });
  }

  /** Work that came from outside comes when it comes. What else ended later than its edges demand was delayed by itself. */
  #explain(life: Life, moment: Moment, code: EventCode): void {
    const { edges, atNs } = moment;
    const reachNs = Math.max(
      ...edges.map(({ from, lagNs, activity }) => {
        const done = this.activities[activity];
        return from.atNs + lagNs + (done === undefined ? 0 : done.endNs - done.startNs);
      }),
    );
    if (reachNs > atNs) throw new Error(`a record at ${atNs} that could not have been before ${reachNs}`);
    const isEndOfQueueing = life.state === "queue" && code === EventCode.threadReady;
    if (life.waker === null && (life.state === "new" || isEndOfQueueing)) {
      moment.notBeforeNs = atNs;
      return;
    }
    if (reachNs === atNs) return;
    this.delays += 1;
    for (const edge of edges) if (edge.from.atNs === reachNs) edge.lagNs = atNs - reachNs;
  }

  #leave(life: Life, moment: Moment, code: EventCode, detail: number): void {
    const isOnCore = code === EventCode.threadRunning || code === EventCode.threadOverhead;
    const kernelThread = isOnCore || code === EventCode.threadReady ? detail : NOBODY;
    if (life.core !== NOBODY && !isOnCore) this.#leftCore.set(life.core, moment);
    if (life.kernelThread !== NOBODY && life.kernelThread !== kernelThread)
      this.#leftKernelThread.set(life.kernelThread, moment);
    life.kernelThread = kernelThread;
    life.core = isOnCore ? (this.#coreOf.get(kernelThread) ?? NOBODY) : NOBODY;
  }

  #request(thread: number, made: Moment, device: number): void {
    const queue = this.#devices[device];
    if (queue === undefined) throw new Error(`no device ${device}`);
    (queue.served.length < queue.servers ? queue.served : queue.waiting).push({ thread, made, letBy: null });
  }

  #endService(thread: number, life: Life, moment: Moment): void {
    const queue = this.#devices[life.detail];
    const request = queue?.served.find((one) => one.thread === thread);
    if (queue === undefined || request === undefined) throw new Error(`user thread ${thread} is not served`);
    queue.served.splice(queue.served.indexOf(request), 1);
    const startNs = Math.max(request.made.atNs, request.letBy?.atNs ?? 0);
    const activity = this.activities.length;
    this.activities.push({ thread, state: "io", startNs, endNs: moment.atNs });
    moment.edges.push({ from: request.made, lagNs: 0, activity });
    if (request.letBy !== null) moment.edges.push({ from: request.letBy, lagNs: 0, activity });
    const next = queue.waiting.shift();
    if (next === undefined) return;
    next.letBy = moment;
    queue.served.push(next);
  }
}
