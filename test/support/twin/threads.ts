import { ZERO_NS } from "../../../src/base/time.ts";
import type { Costs } from "../../../src/machine/costs.ts";
import type { PoolOptions, SimulationInput, ThreadGroupOptions } from "../../../src/threads/options.ts";
import { type Agenda, COMPLETION, DEADLINE, type TwinEvent } from "./agenda.ts";
import { scheduleArrivals } from "./arrivals.ts";
import { flatten, flattenWorker, type TwinStep } from "./flatten.ts";
import { type TwinObject, twinKnows, twinObject } from "./objects.ts";
import { TwinPool } from "./pool.ts";
import type { Reason, Task } from "./queue.ts";

/** What became of one thread. Times in ns; the ledger by state, without states that took no time. */
export interface TwinThread {
  arrival: number;
  firstRun: number | null;
  end: number | null;
  readonly ledger: Record<string, number>;
}

/** Work on a core: of its program, or because of what that costs. */
export interface TwinWork {
  readonly state: "running" | "overhead";
  left: number;
}

/** What is said of a thread by its group, or of a worker by its pool. */
type TwinGroup = Pick<
  ThreadGroupOptions,
  "priority" | "nice" | "tickets" | "affinity" | "period" | "deadline"
>;

interface Thread extends TwinThread {
  readonly task: Task;
  readonly group: TwinGroup;
  readonly program: readonly TwinStep[];
  pc: number;
  /** What it has begun and not done; null where it goes on with its program. */
  work: TwinWork | null;
  /** What its present step costs has been spent. */
  hasPaid: boolean;
  /** When its present instance was released. */
  released: number;
  /** The next deadline that it may miss; and how many have passed of which the instances are not done. */
  alarm: TwinEvent | null;
  missed: number;
  state: string;
  since: number;
}

/** What threads ask of the cores. Each of the last three is about one that runs. */
export interface TwinCores {
  ready(id: number, reason: Reason): void;
  /** It has work, in `TwinThreads.work`; when that is done, `TwinThreads.proceed` wants to be told. */
  works(id: number): void;
  yields(id: number): void;
  /** It blocks or ends. */
  leaves(id: number): void;
  /** Something that the policy looks at has changed. */
  tell(): void;
}

/** Steps after which a burst is over, as far as anybody can know. */
const MAY_BLOCK: readonly string[] = [
  "io",
  "sleep",
  "yield",
  "lock",
  "acquire",
  "put",
  "take",
  "takeJob",
  "barrier",
];

/** The threads of a slow and obvious simulator, a kernel thread for each: programs, objects, and who is in which state. */
export class TwinThreads {
  readonly #agenda: Agenda;
  readonly #costs: Costs;
  readonly #cores: TwinCores;
  readonly #threads: Thread[] = [];
  readonly #objects = new Map<string, TwinObject>();
  readonly #pools = new Map<string, TwinPool>();

  constructor(input: SimulationInput, agenda: Agenda, cores: (threads: TwinThreads) => TwinCores) {
    this.#agenda = agenda;
    this.#costs = input.machine.costs;
    this.#cores = cores(this);
    for (const object of input.objects) {
      if (twinKnows(object)) this.#objects.set(object.name, twinObject(object));
    }
    for (const entry of input.workload) {
      if (entry.kind === "thread") this.#addGroup(entry);
      else this.#addPool(entry);
    }
  }

  /** What became of each, when all is over. */
  results(): readonly TwinThread[] {
    return this.#threads.map((thread) => {
      this.#enter(thread, thread.state);
      const { arrival, firstRun, end, ledger } = thread;
      return { arrival, firstRun, end, ledger };
    });
  }

  task(id: number): Task {
    return this.#thread(id).task;
  }

  work(id: number): TwinWork | null {
    return this.#thread(id).work;
  }

  /** Books the time since the last change of state. */
  enter(id: number, state: string): void {
    this.#enter(this.#thread(id), state);
  }

  /** On a core, whose switch to it is over. */
  begin(id: number): void {
    const thread = this.#thread(id);
    if (thread.work !== null) this.#cores.works(id);
    else {
      this.#run(thread);
      this.proceed(id);
    }
  }

  /** Its work is done: it runs until it takes time, blocks or ends. */
  proceed(id: number): void {
    const thread = this.#thread(id);
    thread.work = null;
    for (;;) {
      const step = thread.program[thread.pc];
      const goesOn = step === undefined ? this.#endProgram(id, thread) : this.#perform(step, id, thread);
      if (!goesOn) return;
    }
  }

  #thread(id: number): Thread {
    const thread = this.#threads[id];
    if (!thread) throw new Error(`no thread ${id}`);
    return thread;
  }

  #enter(thread: Thread, state: string): void {
    const spent = this.#agenda.now - thread.since;
    if (spent > 0 && thread.state !== "terminated") {
      thread.ledger[thread.state] = (thread.ledger[thread.state] ?? 0) + spent;
    }
    thread.state = state;
    thread.since = this.#agenda.now;
  }

  #run(thread: Thread): void {
    thread.firstRun ??= this.#agenda.now;
    this.#enter(thread, "running");
  }

  #addGroup(group: ThreadGroupOptions): void {
    const { arrive, count } = group;
    const program = flatten(group.program);
    const happen = () => this.#arrive(group, program);
    scheduleArrivals(this.#agenda, { arrive, count, happen, end: () => {} });
  }

  /** Its workers are there from the beginning. */
  #addPool(pool: PoolOptions): void {
    const { name, workers, arrive, job } = pool;
    const jobs = new TwinPool();
    this.#pools.set(name, jobs);
    const program = flattenWorker(name, job);
    scheduleArrivals(this.#agenda, {
      arrive: { kind: "at", time: ZERO_NS },
      count: workers,
      happen: () => this.#arrive({ ...pool, period: null, deadline: null }, program),
      end: () => {},
    });
    const wake = (woken: readonly number[]) => {
      for (const worker of woken) this.#makeReady(worker, "wake");
    };
    if (pool.jobs === null) throw new Error("the twin's pools end");
    const happen = () => wake(jobs.put());
    scheduleArrivals(this.#agenda, {
      arrive,
      count: pool.jobs,
      happen,
      end: () => wake(jobs.close(workers)),
    });
  }

  #arrive(group: TwinGroup, program: readonly TwinStep[]): void {
    const id = this.#threads.length;
    const { now } = this.#agenda;
    const { priority, nice, tickets, affinity } = group;
    const period = group.period ?? Number.POSITIVE_INFINITY;
    const deadline = now + (group.deadline ?? period);
    const burst = () => this.#burst(id);
    const thread: Thread = {
      task: { id, priority, nice, tickets, affinity, period, deadline, burst, notes: {} },
      group,
      arrival: now,
      firstRun: null,
      end: null,
      ledger: {},
      program,
      pc: 0,
      work: workOf("overhead", this.#costs.kernelThreadCreate),
      hasPaid: false,
      released: now,
      alarm: null,
      missed: 0,
      state: "new",
      since: now,
    };
    this.#threads.push(thread);
    this.#watch(thread, deadline);
    this.#makeReady(id, "new");
  }

  /** Missing a deadline changes nothing but the time of the last event. */
  #watch(thread: Thread, time: number): void {
    this.#agenda.cancel(thread.alarm);
    if (time === Number.POSITIVE_INFINITY) return;
    thread.alarm = this.#agenda.schedule(time, DEADLINE, () => {
      thread.missed += 1;
      const { period, deadline } = thread.group;
      // The instances behind it can miss theirs before they begin.
      if (period !== null)
        this.#watch(thread, thread.released + thread.missed * period + (deadline ?? period));
    });
  }

  #makeReady(id: number, reason: Reason): void {
    this.enter(id, "ready");
    this.#cores.ready(id, reason);
  }

  /** Core time up to the next step that may block. */
  #burst(id: number): number {
    const { program, pc, work } = this.#thread(id);
    let sum = work?.left ?? 0;
    for (const step of program.slice(pc)) {
      if (MAY_BLOCK.includes(step.kind)) break;
      if (step.kind === "stopOrGoOn" && this.#pool(step.object).hasStopped(id)) break;
      if (step.kind === "compute") sum += step.ns;
    }
    return sum;
  }

  /** True where the present step has to be paid first; it is tried again when that is done. */
  #pays(id: number, thread: Thread, cost: number): boolean {
    thread.hasPaid = cost > 0 && !thread.hasPaid;
    if (thread.hasPaid) this.#work(id, thread, "overhead", cost);
    return thread.hasPaid;
  }

  #work(id: number, thread: Thread, state: TwinWork["state"], ns: number): void {
    thread.work = workOf(state, ns);
    this.#cores.works(id);
  }

  /** It is to say that it does its work. */
  says(id: number): void {
    const thread = this.#thread(id);
    if (thread.work?.state === "overhead") this.#enter(thread, "overhead");
    else this.#run(thread);
  }

  /** Performs a step; false where the thread can't go on to the next at once. */
  #perform(step: TwinStep, id: number, thread: Thread): boolean {
    const { systemCall, timerOversleep } = this.#costs;
    switch (step.kind) {
      case "compute":
        thread.pc += 1;
        if (step.ns === 0) return true;
        this.#work(id, thread, "running", step.ns);
        return false;
      case "io":
      case "sleep": {
        if (this.#pays(id, thread, systemCall)) return false;
        thread.pc += 1;
        const ns = step.ns + (step.kind === "sleep" ? timerOversleep : 0);
        if (ns === 0) return true;
        this.#wait(id, step.kind, ns);
        return false;
      }
      case "again":
        thread.pc = 0;
        this.#cores.tell();
        return true;
      case "stopOrGoOn":
        thread.pc = this.#pool(step.object).hasStopped(id) ? thread.program.length : thread.pc + 1;
        return true;
      case "yield":
        if (this.#pays(id, thread, systemCall)) return false;
        thread.pc += 1;
        this.#cores.yields(id);
        return false;
      default:
        return this.#synchronise(step, id, thread);
    }
  }

  #pool(name: string): TwinPool {
    const pool = this.#pools.get(name);
    if (!pool) throw new Error(`no pool ${name}`);
    return pool;
  }

  #synchronise(step: Extract<TwinStep, { object: string }>, id: number, thread: Thread): boolean {
    const object = step.kind === "takeJob" ? this.#pool(step.object) : this.#objects.get(step.object);
    if (!object) throw new Error(`no object ${step.object}`);
    const permits = "permits" in step ? step.permits : 0;
    // Only who waits enters the kernel. Meanwhile it may turn out that it need not.
    if (object.blocks(step.kind, permits) && this.#pays(id, thread, this.#costs.systemCall)) return false;
    thread.hasPaid = false;
    const { waits, woken } = object.apply(step.kind, id, permits);
    for (const other of woken) this.#makeReady(other, "wake");
    thread.pc += 1;
    if (!waits) return true;
    this.enter(id, object.reason);
    this.#cores.leaves(id);
    return false;
  }

  #wait(id: number, state: string, ns: number): void {
    this.enter(id, state);
    this.#cores.leaves(id);
    this.#agenda.schedule(this.#agenda.now + ns, COMPLETION, () => this.#makeReady(id, "wake"));
  }

  /** The end of the program: of the thread, or of an instance. True where the next instance begins at once. */
  #endProgram(id: number, thread: Thread): boolean {
    const { period, deadline } = thread.group;
    if (period === null) {
      if (this.#pays(id, thread, this.#costs.kernelThreadExit)) return false;
      thread.end = this.#agenda.now;
      this.#agenda.cancel(thread.alarm);
      this.#enter(thread, "terminated");
      this.#cores.leaves(id);
      return false;
    }
    if (!thread.hasPaid) {
      thread.released += period;
      thread.task.deadline = thread.released + (deadline ?? period);
      if (thread.missed > 0) thread.missed -= 1;
      else this.#watch(thread, thread.task.deadline);
      this.#cores.tell();
    }
    const wait = thread.released - this.#agenda.now;
    if (wait > 0 && this.#pays(id, thread, this.#costs.systemCall)) return false;
    thread.hasPaid = false;
    thread.pc = 0;
    if (wait <= 0) return true;
    this.#wait(id, "sleep", wait);
    return false;
  }
}

const workOf = (state: TwinWork["state"], ns: number): TwinWork | null =>
  ns === 0 ? null : { state, left: ns };
