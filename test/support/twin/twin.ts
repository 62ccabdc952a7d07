import type { SimulationInput, ThreadGroupOptions } from "../../../src/threads/options.ts";
import { flatten, type TwinStep } from "./flatten.ts";
import { type TwinObject, twinKnows, twinObject } from "./objects.ts";

/** What became of one thread. Times in ns; the ledger by state, without states that took no time. */
interface TwinThread {
  arrival: number;
  firstRun: number | null;
  end: number | null;
  readonly ledger: Record<string, number>;
}
export interface TwinResult {
  readonly threads: readonly TwinThread[];
  readonly end: number;
  readonly outcome: "completed" | "deadlock";
}

/** Ranks of rule 1: completions, wake-ups and arrivals; then the end of a quantum; then dispatch. */
const COMPLETION = 0;
const EXPIRY = 1;
const DISPATCH = 2;

interface TwinEvent {
  readonly time: number;
  readonly rank: number;
  readonly sequence: number;
  readonly core: number | null;
  readonly happen: () => void;
}
interface Thread extends TwinThread {
  readonly program: readonly TwinStep[];
  pc: number;
  /** Core time left of the present step; null before it has begun. */
  left: number | null;
  state: string;
  since: number;
}
interface Core {
  thread: number | null;
  sliceEnd: number;
}

/**
 * The slow and obvious simulator: one kernel thread per user thread, no costs, one global queue, first
 * come first served or round-robin. Events in an array that is sorted at every step.
 */
export class Twin {
  readonly #quantum: number;
  readonly #threads: Thread[] = [];
  readonly #cores: Core[];
  readonly #objects = new Map<string, TwinObject>();
  readonly #ready: number[] = [];
  #events: TwinEvent[] = [];
  #sequence = 0;
  #now = 0;

  constructor(input: SimulationInput) {
    const { scheduler, cores } = input.machine;
    this.#cores = Array.from({ length: cores }, () => ({ thread: null, sliceEnd: 0 }));
    this.#quantum = scheduler.policy === "round-robin" ? (scheduler.quantum ?? Infinity) : Infinity;
    for (const object of input.objects) {
      if (twinKnows(object)) this.#objects.set(object.name, twinObject(object));
    }
    for (const entry of input.workload) {
      if (entry.kind !== "thread") throw new Error("the twin knows no pools");
      this.#scheduleArrivals(entry);
    }
  }

  run(): TwinResult {
    for (;;) {
      this.#events.sort((a, b) => a.time - b.time || a.rank - b.rank || a.sequence - b.sequence);
      const event = this.#events.shift();
      if (!event) break;
      this.#now = event.time;
      event.happen();
    }
    const threads = this.#threads.map((thread) => {
      this.#enter(thread, thread.state);
      const { arrival, firstRun, end, ledger } = thread;
      return { arrival, firstRun, end, ledger };
    });
    const outcome = threads.every(({ end }) => end !== null) ? "completed" : "deadlock";
    return { threads, end: this.#now, outcome };
  }

  #schedule(time: number, rank: number, happen: () => void, core: number | null = null): void {
    this.#sequence += 1;
    this.#events.push({ time, rank, sequence: this.#sequence, core, happen });
  }

  /** Each arrival is scheduled when the one before it has happened; those of `at` are one event. */
  #scheduleArrivals(group: ThreadGroupOptions): void {
    const { arrive } = group;
    const program = flatten(group.program);
    if (arrive.kind === "at") {
      this.#schedule(arrive.time, COMPLETION, () => {
        for (let i = 0; i < group.count; i += 1) this.#arrive(program);
      });
      return;
    }
    const timeOf = (i: number): number | undefined => {
      if (arrive.kind === "list") return arrive.times[i];
      if (typeof arrive.interval !== "number") throw new Error("the twin draws nothing");
      return i < (arrive.count ?? 0) ? (i + 1) * arrive.interval : undefined;
    };
    const scheduleFrom = (i: number): void => {
      const time = timeOf(i);
      if (time === undefined) return;
      this.#schedule(time, COMPLETION, () => {
        this.#arrive(program);
        scheduleFrom(i + 1);
      });
    };
    scheduleFrom(0);
  }

  #arrive(program: readonly TwinStep[]): void {
    const thread: Thread = {
      arrival: this.#now,
      firstRun: null,
      end: null,
      ledger: {},
      program,
      pc: 0,
      left: null,
      state: "new",
      since: this.#now,
    };
    this.#threads.push(thread);
    this.#makeReady(this.#threads.length - 1);
  }

  #thread(id: number): Thread {
    const thread = this.#threads[id];
    if (!thread) throw new Error(`no thread ${id}`);
    return thread;
  }

  /** Books the time since the last change of state. */
  #enter(thread: Thread, state: string): void {
    const spent = this.#now - thread.since;
    if (spent > 0 && thread.state !== "terminated") {
      thread.ledger[thread.state] = (thread.ledger[thread.state] ?? 0) + spent;
    }
    thread.state = state;
    thread.since = this.#now;
  }

  #makeReady(id: number): void {
    this.#enter(this.#thread(id), "ready");
    this.#ready.push(id);
    this.#askForDispatch();
  }

  #askForDispatch(): void {
    this.#schedule(this.#now, DISPATCH, () => {
      for (let i = 0; i < this.#cores.length && this.#ready.length > 0; i += 1) {
        if (this.#cores[i]?.thread === null) this.#start(i);
      }
    });
  }

  #start(index: number): void {
    const id = this.#ready.shift();
    const core = this.#cores[index];
    if (id === undefined || !core) throw new Error("nothing to start");
    const thread = this.#thread(id);
    core.thread = id;
    core.sliceEnd = this.#now + this.#quantum;
    thread.firstRun ??= this.#now;
    this.#enter(thread, "running");
    this.#proceed(index, id);
  }

  /** Runs the thread on its core until it takes time, blocks or ends. */
  #proceed(index: number, id: number): void {
    const thread = this.#thread(id);
    for (;;) {
      const step = thread.program[thread.pc];
      if (!step) {
        thread.end = this.#now;
        this.#enter(thread, "terminated");
        this.#free(index);
        return;
      }
      if (!this.#perform(step, index, id, thread)) return;
      thread.pc += 1;
    }
  }

  /** Performs a step; false where the thread can't go on to the next at once. */
  #perform(step: TwinStep, index: number, id: number, thread: Thread): boolean {
    switch (step.kind) {
      case "compute":
        thread.left ??= step.ns;
        if (thread.left > 0) {
          this.#work(index, id, thread.left);
          return false;
        }
        thread.left = null;
        return true;
      case "io":
      case "sleep":
        if (step.ns === 0) return true;
        thread.pc += 1;
        this.#enter(thread, step.kind);
        this.#free(index);
        this.#schedule(this.#now + step.ns, COMPLETION, () => this.#makeReady(id));
        return false;
      case "yield":
        thread.pc += 1;
        this.#free(index);
        this.#makeReady(id);
        return false;
      default: {
        const object = this.#objects.get(step.object);
        if (!object) throw new Error(`no object ${step.object}`);
        const permits = "permits" in step ? step.permits : 0;
        const { waits, woken } = object.apply(step.kind, id, permits);
        for (const other of woken) this.#makeReady(other);
        if (!waits) return true;
        thread.pc += 1;
        this.#enter(thread, object.reason);
        this.#free(index);
        return false;
      }
    }
  }

  #work(index: number, id: number, left: number): void {
    const core = this.#cores[index];
    if (!core) throw new Error(`no core ${index}`);
    const thread = this.#thread(id);
    const start = this.#now;
    if (start + left <= core.sliceEnd) {
      const done = () => {
        thread.left = 0;
        this.#proceed(index, id);
      };
      this.#schedule(start + left, COMPLETION, done, index);
    } else {
      const expire = () => {
        thread.left = left - (this.#now - start);
        this.#free(index);
        this.#makeReady(id);
      };
      this.#schedule(core.sliceEnd, EXPIRY, expire, index);
    }
  }

  #free(index: number): void {
    const core = this.#cores[index];
    if (core) core.thread = null;
    this.#askForDispatch();
  }
}
