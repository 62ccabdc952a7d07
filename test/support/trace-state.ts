import { NONE } from "../../src/base/ids.ts";
import { EventCode, type TraceSink } from "../../src/trace/events.ts";
import type { TraceMeta } from "../../src/trace/meta.ts";

const CODE_NAMES = new Map<number, string>(Object.entries(EventCode).map(([name, code]) => [code, name]));

/** The name of an event code, for messages. */
export function codeName(code: number): string {
  return CODE_NAMES.get(code) ?? `code ${code}`;
}

export interface ThreadView {
  readonly group: number;
  /** The event that gave it its present state, and that event's detail. */
  code: EventCode;
  detail: number;
  /** The kernel thread it is mounted on, or NONE; and the first that it was seen mounted on. */
  mountedOn: number;
  firstMount: number;
  arrival: number | null;
  firstRun: number | null;
  end: number | null;
  since: number;
  /** Time by state, without states that took none; ns. */
  readonly spent: Record<string, number>;
}
export interface KernelThreadView {
  readonly process: number;
  state: "new" | "ready" | "blocked" | "idle" | "on a core" | "ended";
}
export interface CoreView {
  code: EventCode;
  kernelThread: number;
  since: number;
  readonly spent: Record<string, number>;
}

/** States of the ledger by the event that begins them. */
const LEDGER_STATES = new Map<EventCode, string>([
  [EventCode.threadArrive, "ready"],
  [EventCode.threadReady, "ready"],
  [EventCode.threadRunning, "running"],
  [EventCode.threadOverhead, "overhead"],
  [EventCode.blockedIo, "io"],
  [EventCode.blockedSleep, "sleep"],
  [EventCode.blockedLock, "lock"],
  [EventCode.blockedQueue, "queue"],
  [EventCode.blockedSemaphore, "semaphore"],
  [EventCode.blockedCondition, "condition"],
  [EventCode.blockedBarrier, "barrier"],
  [EventCode.blockedJoin, "join"],
  [EventCode.blockedGil, "gil"],
  [EventCode.blockedThrottled, "throttled"],
]);

/** What a trace says of every thread, kernel thread, core and object so far: the obvious way, with objects and maps. */
export class TraceState implements TraceSink {
  readonly threads: ThreadView[] = [];
  readonly kernelThreads: KernelThreadView[] = [];
  readonly cores: CoreView[];
  /** Who holds what: by object, thread → how often. */
  readonly holders = new Map<number, Map<number, number>>();
  /** Last value of each object that has told one. */
  readonly values = new Map<number, number>();
  readonly stalled = new Set<number>();
  now = 0;
  records = 0;

  readonly #meta: TraceMeta;

  constructor(meta: TraceMeta) {
    this.#meta = meta;
    this.cores = Array.from({ length: meta.cores }, () => ({
      code: EventCode.coreIdle,
      kernelThread: NONE,
      since: 0,
      spent: {},
    }));
  }

  thread(id: number): ThreadView {
    const thread = this.threads[id];
    if (!thread) throw new Error(`no user thread ${id}`);
    return thread;
  }

  kernelThread(id: number): KernelThreadView {
    const kernelThread = this.kernelThreads[id];
    if (!kernelThread) throw new Error(`no kernel thread ${id}`);
    return kernelThread;
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    this.now = time;
    this.records += 1;
    if (code === EventCode.threadNew) this.#newThread(subject, detail);
    else if (LEDGER_STATES.has(code) || code === EventCode.threadEnd)
      this.#threadState(code, subject, detail);
    else if (code >= EventCode.kernelNew && code <= EventCode.kernelEnd)
      this.#kernelState(code, subject, detail);
    else if (code >= EventCode.coreIdle && code <= EventCode.coreOverhead)
      this.#coreState(code, subject, detail);
    else this.#other(code, subject, detail);
  }

  /** Books the time up to `time` for whoever has not ended. */
  close(time: number): void {
    this.now = time;
    this.#bookAll();
    for (const core of this.cores) this.#bookCore(core);
  }

  #newThread(id: number, group: number): void {
    if (id !== this.threads.length) throw new Error(`user thread ${id} created out of turn`);
    this.threads.push({
      group,
      code: EventCode.threadNew,
      detail: NONE,
      mountedOn: NONE,
      firstMount: NONE,
      arrival: null,
      firstRun: null,
      end: null,
      since: this.now,
      spent: {},
    });
  }

  #threadState(code: EventCode, id: number, detail: number): void {
    const thread = this.thread(id);
    this.#book(thread);
    thread.code = code;
    thread.detail = detail;
    if (code === EventCode.threadArrive) thread.arrival = this.now;
    if (code === EventCode.threadEnd) thread.end = this.now;
    if (code === EventCode.threadRunning) thread.firstRun ??= this.now;
    const saysWhere =
      code === EventCode.threadReady || code === EventCode.threadRunning || code === EventCode.threadOverhead;
    // Who blocks is unmounted, unless `kernelBlocked` follows.
    thread.mountedOn = saysWhere ? detail : NONE;
    if (thread.firstMount === NONE) thread.firstMount = thread.mountedOn;
  }

  #kernelState(code: EventCode, id: number, detail: number): void {
    if (code === EventCode.kernelNew) {
      if (id !== this.kernelThreads.length) throw new Error(`kernel thread ${id} created out of turn`);
      this.kernelThreads.push({ process: detail, state: "new" });
      return;
    }
    const kernelThread = this.kernelThread(id);
    if (code === EventCode.kernelReady) {
      kernelThread.state = "ready";
      if (detail !== NONE) this.#mount(detail, id);
    } else if (code === EventCode.kernelIdle) kernelThread.state = "idle";
    else if (code === EventCode.kernelEnd) kernelThread.state = "ended";
    else {
      kernelThread.state = "blocked";
      this.#mount(detail, id);
    }
  }

  #mount(id: number, kernelThread: number): void {
    const thread = this.thread(id);
    thread.mountedOn = kernelThread;
    if (thread.firstMount === NONE) thread.firstMount = kernelThread;
  }

  #coreState(code: EventCode, id: number, kernelThread: number): void {
    const core = this.cores[id];
    if (!core) throw new Error(`no core ${id}`);
    this.#bookCore(core);
    core.code = code;
    core.kernelThread = kernelThread;
    if (kernelThread !== NONE) this.kernelThread(kernelThread).state = "on a core";
  }

  #other(code: EventCode, subject: number, object: number): void {
    switch (code) {
      case EventCode.acquired:
      case EventCode.acquiredRead:
        this.#hold(object, subject, 1);
        break;
      case EventCode.released:
        this.#hold(object, subject, -1);
        break;
      case EventCode.value:
        this.values.set(object, subject);
        break;
      case EventCode.stallBegin:
        this.#bookAll();
        this.stalled.add(subject);
        break;
      case EventCode.stallEnd:
        this.#bookAll();
        this.stalled.delete(subject);
        break;
      default:
        break;
    }
  }

  #hold(object: number, thread: number, change: number): void {
    const holders = this.holders.get(object) ?? new Map<number, number>();
    this.holders.set(object, holders);
    const held = (holders.get(thread) ?? 0) + change;
    if (held === 0) holders.delete(thread);
    else holders.set(thread, held);
  }

  #bookAll(): void {
    for (const thread of this.threads) if (thread.end === null) this.#book(thread);
  }

  #book(thread: ThreadView): void {
    const ledgerState = LEDGER_STATES.get(thread.code);
    const state = ledgerState === "ready" && this.#isStalled(thread) ? "stalled" : ledgerState;
    const spent = this.now - thread.since;
    if (state !== undefined && spent > 0) thread.spent[state] = (thread.spent[state] ?? 0) + spent;
    thread.since = this.now;
  }

  #isStalled(thread: ThreadView): boolean {
    const group = this.#meta.groups[thread.group];
    const isCarried = thread.code === EventCode.threadReady && thread.detail !== NONE;
    return group !== undefined && !group.bound && !isCarried && this.stalled.has(group.process);
  }

  #bookCore(core: CoreView): void {
    const name = codeName(core.code);
    core.spent[name] = (core.spent[name] ?? 0) + this.now - core.since;
    core.since = this.now;
  }
}
