import type { SimulationInput, ThreadGroupOptions } from "../../../src/threads/options.ts";
import { flatten, type TwinStep } from "./flatten.ts";
import { type TwinObject, twinKnows, twinObject } from "./objects.ts";
import type { Reason, Task } from "./queue.ts";
import { type CoreSight, TwinRunQueues } from "./run-queues.ts";

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
  readonly happen: () => void;
}
interface Thread extends TwinThread {
  readonly task: Task;
  lastCore: number | null;
  /** What happens at its deadline. */
  alarm: TwinEvent | null;
  readonly program: readonly TwinStep[];
  pc: number;
  /** Core time left of the present step; null before it has begun. */
  left: number | null;
  state: string;
  since: number;
}
interface Core extends CoreSight {
  sliceEnd: number;
  /** Since when the present stretch has not been charged. */
  uncharged: number;
  last: Task | null;
  /** The event that ends the present work. */
  pending: TwinEvent | null;
}

/** Steps after which a burst is over, as far as anybody can know. */
const MAY_BLOCK: readonly string[] = ["io", "sleep", "yield", "lock", "acquire", "put", "take", "barrier"];

/**
 * The slow and obvious simulator: one kernel thread per user thread, no costs, any policy with run queues.
 * Events in an array that is sorted at every step, queues that are sorted whenever somebody is taken.
 */
export class Twin {
  readonly #threads: Thread[] = [];
  readonly #cores: Core[];
  readonly #objects = new Map<string, TwinObject>();
  readonly #queues: TwinRunQueues;
  /** The policy looks at what runs whenever it goes on to new work. */
  readonly #predicts: boolean;
  #events: TwinEvent[] = [];
  #sequence = 0;
  #now = 0;

  constructor(input: SimulationInput) {
    const { scheduler, cores } = input.machine;
    if (scheduler.policy === "processor-sharing") throw new Error("the twin knows queues only");
    this.#cores = Array.from({ length: cores }, () => {
      return { task: null, last: null, sliceEnd: 0, uncharged: 0, pending: null };
    });
    this.#predicts = scheduler.policy === "srtf";
    this.#queues = new TwinRunQueues(scheduler, input.seed, this.#cores);
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

  #schedule(time: number, rank: number, happen: () => void): TwinEvent {
    this.#sequence += 1;
    const event = { time, rank, sequence: this.#sequence, happen };
    this.#events.push(event);
    return event;
  }

  /** Each arrival is scheduled when the one before it has happened; those of `at` are one event. */
  #scheduleArrivals(group: ThreadGroupOptions): void {
    const { arrive } = group;
    const program = flatten(group.program);
    if (arrive.kind === "at") {
      this.#schedule(arrive.time, COMPLETION, () => {
        for (let i = 0; i < group.count; i += 1) this.#arrive(group, program);
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
        this.#arrive(group, program);
        scheduleFrom(i + 1);
      });
    };
    scheduleFrom(0);
  }

  #arrive(group: ThreadGroupOptions, program: readonly TwinStep[]): void {
    const id = this.#threads.length;
    const { priority, nice, tickets, affinity } = group;
    const period = group.period ?? Number.POSITIVE_INFINITY;
    const deadline = this.#now + (group.deadline ?? period);
    const burst = () => this.#burst(id);
    const thread: Thread = {
      task: { id, priority, nice, tickets, affinity, period, deadline, burst, notes: {} },
      lastCore: null,
      alarm: null,
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
    // Missing a deadline changes nothing but the time of the last event.
    if (group.deadline !== null) thread.alarm = this.#schedule(deadline, DISPATCH, () => {});
    this.#makeReady(id, "new");
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

  /** Core time up to the next step that may block. */
  #burst(id: number): number {
    const { program, pc, left } = this.#thread(id);
    const core = this.#cores.find(({ task }) => task?.id === id);
    let sum = left === null ? 0 : left - (core ? this.#now - core.uncharged : 0);
    for (const step of program.slice(left === null ? pc : pc + 1)) {
      if (MAY_BLOCK.includes(step.kind)) break;
      if (step.kind === "compute") sum += step.ns;
    }
    return sum;
  }

  #makeReady(id: number, reason: Reason): void {
    const thread = this.#thread(id);
    this.#enter(thread, "ready");
    this.#settle();
    this.#queues.join(thread.task, reason, thread.lastCore, this.#now);
    this.#askForDispatch();
  }

  /** Charges all that run. */
  #settle(): void {
    for (const [index, core] of this.#cores.entries()) {
      const ran = this.#now - core.uncharged;
      if (!core.task || ran === 0) continue;
      core.uncharged = this.#now;
      const thread = this.#thread(core.task.id);
      if (thread.left !== null) thread.left -= ran;
      this.#queues.of(index).ran(core.task, ran);
    }
  }

  #askForDispatch(): void {
    this.#schedule(this.#now, DISPATCH, () => this.#dispatch());
  }

  #dispatch(): void {
    this.#settle();
    const filled = this.#fill((core) => this.#queues.take(core, this.#now));
    const stolen = this.#fill((core) => this.#queues.steal(core, this.#now));
    if (filled || stolen) {
      this.#askForDispatch();
      return;
    }
    const victim = this.#queues.waiting === 0 ? undefined : this.#queues.victim(this.#now);
    if (victim === undefined) return;
    const id = this.#cores[victim]?.task?.id ?? 0;
    this.#leave(victim);
    this.#makeReady(id, "preempted");
    const next = this.#queues.take(victim, this.#now);
    if (next) this.#start(victim, next);
    this.#askForDispatch();
  }

  /** Gives idle cores what `take` finds for them; false where that is nothing. */
  #fill(take: (core: number) => Task | undefined): boolean {
    let found = false;
    for (const [index, core] of this.#cores.entries()) {
      const task = core.task || this.#queues.waiting === 0 ? undefined : take(index);
      if (!task) continue;
      found = true;
      const last = this.#thread(task.id).lastCore;
      const there = last === null ? undefined : this.#cores[last];
      const prefersLast = this.#queues.shared && last !== null && !there?.task && there?.last === task;
      this.#start(prefersLast ? last : index, task);
    }
    return found;
  }

  #start(index: number, task: Task): void {
    const core = this.#cores[index];
    if (!core) throw new Error("nothing to start");
    const thread = this.#thread(task.id);
    core.task = task;
    core.last = task;
    core.uncharged = this.#now;
    core.sliceEnd = this.#now + this.#queues.of(index).begin(task, this.#now);
    thread.lastCore = index;
    thread.firstRun ??= this.#now;
    this.#enter(thread, "running");
    this.#askForDispatch();
    this.#proceed(index, task.id);
  }

  /** Runs the thread on its core until it takes time, blocks or ends. */
  #proceed(index: number, id: number): void {
    const thread = this.#thread(id);
    for (;;) {
      const step = thread.program[thread.pc];
      if (!step) {
        thread.end = this.#now;
        this.#events = this.#events.filter((event) => event !== thread.alarm);
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
        this.#schedule(this.#now + step.ns, COMPLETION, () => this.#makeReady(id, "wake"));
        return false;
      case "yield":
        thread.pc += 1;
        this.#leave(index);
        this.#makeReady(id, "yield");
        return false;
      default: {
        const object = this.#objects.get(step.object);
        if (!object) throw new Error(`no object ${step.object}`);
        const permits = "permits" in step ? step.permits : 0;
        const { waits, woken } = object.apply(step.kind, id, permits);
        for (const other of woken) this.#makeReady(other, "wake");
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
    if (this.#predicts) this.#askForDispatch();
    if (this.#now + left <= core.sliceEnd) {
      core.pending = this.#schedule(this.#now + left, COMPLETION, () => {
        this.#settle();
        thread.left = 0;
        this.#proceed(index, id);
      });
    } else {
      core.pending = this.#schedule(core.sliceEnd, EXPIRY, () => {
        this.#settle();
        this.#leave(index);
        this.#makeReady(id, "quantum");
      });
    }
  }

  /** Takes what runs off its core; it stays in the game. */
  #leave(index: number): void {
    this.#settle();
    const core = this.#cores[index];
    if (!core) throw new Error(`no core ${index}`);
    this.#events = this.#events.filter((event) => event !== core.pending);
    core.task = null;
  }

  /** What ran blocks or ends. */
  #free(index: number): void {
    const task = this.#cores[index]?.task;
    this.#leave(index);
    if (task) this.#queues.of(index).leave(task, this.#now);
    this.#askForDispatch();
  }
}
