import { assert, at } from "../base/assert.ts";
import type { Duration } from "../base/distribution.ts";
import { NONE } from "../base/ids.ts";
import { DrawSource, keysOf, mixIdentity } from "../base/random.ts";
import { compileSampler, type Sampler } from "../base/sampler.ts";
import { scaleDuration } from "../base/scale-duration.ts";
import { ZERO_NS } from "../base/time.ts";
import { Assembler, type Names } from "./assemble.ts";
import { describeRun } from "./describe.ts";
import { featuresOf } from "./features.ts";
import { createModel, type ModelOptions } from "./models/registry.ts";
import type {
  Arrivals,
  ObjectOptions,
  PoolOptions,
  SimulationInput,
  Step,
  ThreadGroupOptions,
} from "./options.ts";
import type {
  AfterPlan,
  ArrivalPlan,
  Durations,
  GroupPlan,
  Plan,
  PoolPlan,
  ProcessPlan,
  SchedulingPlan,
} from "./plan.ts";
import { costsFor, machineWith } from "./settle-machine.ts";

/** Makes a run ready. The input has been validated: a name that is not there is a broken invariant, and throws. */
export function compile(input: SimulationInput): Plan {
  return new Compiler(input).plan();
}

/** Every name of a scenario as a number, and what else the assembler leaves to its surroundings. */
class Compiler implements Names {
  readonly #input: SimulationInput;
  readonly #source: DrawSource;
  readonly #processes: readonly ProcessPlan[];
  readonly #fixed: number[] = [];
  readonly #samplers: Sampler[] = [];
  readonly #counters: number[] = [];
  readonly #groups: GroupPlan[] = [];
  readonly #pools: PoolPlan[] = [];
  /** Programs of spawned groups, assembled after those that spawn them. */
  readonly #spawned: { readonly group: number; readonly program: readonly Step[] }[] = [];
  /** Process of the program that is being assembled: what it spawns belongs there. */
  #process = NONE;
  /** What it spawns is scheduled as it is. */
  #scheduling: SchedulingPlan = UNSCHEDULED;
  /** By object id: priorities of the groups whose programs name the mutex. */
  readonly #mutexUsers = new Map<number, number[]>();
  readonly #families = new Map<string, number>();

  constructor(input: SimulationInput) {
    const context = { cores: input.machine.cores };
    this.#input = { ...input, machine: machineWith(input.machine, createModel(input.model, context)) };
    this.#source = new DrawSource(keysOf(input.seed));
    this.#processes = input.processes.map((process): ProcessPlan => {
      const options = process.model ?? input.model;
      const model = createModel(options, context);
      return {
        name: process.name,
        options,
        model,
        costs: costsFor(input.machine, model),
        imageBytes: imageBytes(options, process.code, process.data),
      };
    });
  }

  plan(): Plan {
    const input = this.#input;
    const assembler = new Assembler(this);
    const processes = this.#processes;
    const afters = this.#declare(processes);
    const groups = input.workload.map((entry, i): GroupPlan => {
      this.#assembleFor(i);
      const entryPoint =
        entry.kind === "thread"
          ? entry.period === null
            ? assembler.program(entry.program)
            : assembler.periodic(entry.program)
          : assembler.worker(this.#pool(entry), entry.job);
      return { ...at(this.#groups, i), entry: entryPoint, after: at(afters, i) };
    });
    // Spawned programs may spawn in turn, so the list grows while it is gone through.
    for (let i = 0; i < this.#spawned.length; i++) {
      const { group, program } = at(this.#spawned, i);
      this.#assembleFor(group);
      groups[group] = { ...at(this.#groups, group), entry: assembler.program(program) };
    }
    const code = assembler.code();
    const durations = this.#durations();
    const lowFirst = isLowFirst(input, processes);
    return {
      input,
      meta: describeRun(input, groups, processes, lowFirst),
      code,
      durations,
      groups,
      pools: this.#pools,
      processes,
      features: featuresOf({
        input,
        code,
        durations,
        groups,
        processes,
        locksByPriority: this.#locksByPriority,
      }),
      locks: {
        byPriority: this.#locksByPriority,
        lowFirst,
        ceilings: input.objects.map((object, id) => this.#ceiling(object, id, lowFirst)),
      },
    };
  }

  /** Declares the groups of the workload, in its order; returns what each starts after. */
  #declare(processes: readonly ProcessPlan[]): readonly (readonly AfterPlan[])[] {
    const { workload } = this.#input;
    for (const entry of workload) this.#declareGroup(entry, processes);
    return workload.map((entry) =>
      entry.kind === "pool"
        ? []
        : entry.after.map(({ group, index }) => ({
            group: workload.findIndex(({ name }) => name === group),
            index,
          })),
    );
  }

  #assembleFor(group: number): void {
    this.#process = at(this.#groups, group).process;
    this.#scheduling = at(this.#groups, group).scheduling;
  }

  #declareGroup(entry: ThreadGroupOptions | PoolOptions, processes: readonly ProcessPlan[]): void {
    const process = indexOfName(processes, entry.process);
    const isPool = entry.kind === "pool";
    const arrivals: Arrivals = isPool ? { kind: "at", time: ZERO_NS } : entry.arrive;
    this.#groups.push({
      name: entry.name,
      count: isPool ? entry.workers : arrivals.kind === "every" ? arrivals.count : entry.count,
      arrivals: this.#arrivals(arrivals),
      entry: NONE,
      process,
      bound: entry.bound && at(processes, process).model.twoLevel,
      scheduling: schedulingOf(entry),
      after: [],
      identity: identityOf(entry.name),
      family: this.#groups.length,
      pool: isPool ? this.#input.workload.filter(({ kind }) => kind === "pool").indexOf(entry) : NONE,
    });
  }

  #pool(entry: PoolOptions): number {
    const objects = this.#input.objects.length;
    this.#pools.push({
      name: entry.name,
      jobs: entry.jobs ?? (entry.arrive.kind === "every" ? entry.arrive.count : null),
      arrivals: this.#arrivals(entry.arrive),
      workers: entry.workers,
      object: objects + this.#pools.length,
      identity: identityOf(`${entry.name} jobs`),
    });
    return this.#pools.length - 1;
  }

  #arrivals(arrivals: Arrivals): ArrivalPlan {
    const interval = arrivals.kind === "every" ? compileSampler(arrivals.interval, this.#source) : null;
    return { arrivals, interval };
  }

  #durations(): Durations {
    return {
      source: this.#source,
      fixed: Float64Array.from(this.#fixed),
      samplers: this.#samplers,
      counters: Int32Array.from(this.#counters),
    };
  }

  work(duration: Duration, counter: () => number): number {
    const slowdown = at(this.#processes, this.#process).model.runtime?.slowdown ?? 1;
    return this.duration(slowdown === 1 ? duration : scaleDuration(duration, slowdown), counter);
  }

  duration(duration: Duration, counter: () => number): number {
    const isFixed = typeof duration === "number";
    this.#fixed.push(isFixed ? duration : RANDOM);
    this.#samplers.push(compileSampler(duration, this.#source));
    this.#counters.push(!isFixed && duration.kind === "trace" ? counter() : NONE);
    return this.#fixed.length - 1;
  }

  spawned(name: string, program: readonly Step[]): number {
    const group = this.#groups.length;
    this.#groups.push({
      name,
      count: null,
      arrivals: null,
      entry: NONE,
      process: this.#process,
      bound: false,
      scheduling: { ...this.#scheduling, period: Infinity, deadline: Infinity },
      after: [],
      identity: NONE,
      family: this.#family(name, group),
      pool: NONE,
    });
    this.#spawned.push({ group, program });
    return group;
  }

  joined(name: string): number {
    const family = this.#families.get(name);
    assert(family !== undefined, () => `join of ${name}, which nothing spawns before`);
    return family;
  }

  #family(name: string, group: number): number {
    const family = this.#families.get(name) ?? group;
    this.#families.set(name, family);
    return family;
  }

  mutex(name: string): number {
    const id = this.#object(name, "mutex");
    const users = this.#mutexUsers.get(id) ?? [];
    users.push(this.#scheduling.priority);
    this.#mutexUsers.set(id, users);
    return id;
  }
  rwlock(name: string): number {
    return this.#object(name, "rwlock");
  }
  isRwlock(name: string): boolean {
    return at(this.#input.objects, indexOfName(this.#input.objects, name)).kind === "rwlock";
  }
  semaphore(name: string): number {
    return this.#object(name, "semaphore");
  }
  queue(name: string): number {
    return this.#object(name, "queue");
  }
  condition(name: string): number {
    return this.#object(name, "condition");
  }
  barrier(name: string): number {
    return this.#object(name, "barrier");
  }
  variable(name: string): { readonly index: number; readonly atomic: boolean } {
    const index = this.#object(name, "variable");
    const object = at(this.#input.objects, index);
    return { index, atomic: object.kind === "variable" && object.atomic };
  }
  list(name: string): { readonly index: number; readonly safe: boolean } {
    const index = this.#object(name, "list");
    const object = at(this.#input.objects, index);
    return { index, safe: object.kind === "list" && object.safe };
  }
  device(name: string): number {
    return indexOfName(this.#input.machine.devices, name);
  }

  get #locksByPriority(): boolean {
    return this.#input.objects.some(
      (object) => object.kind === "mutex" && (object.protocol !== "none" || object.order === "priority"),
    );
  }

  /** As given, else the priority of the most urgent group whose program names the mutex. */
  #ceiling(object: ObjectOptions, id: number, lowFirst: boolean): number {
    if (object.kind !== "mutex") return 0;
    const users = this.#mutexUsers.get(id) ?? [0];
    const mostUrgent = users.reduce((a, b) => (a < b === lowFirst ? a : b));
    return object.ceiling ?? mostUrgent;
  }

  #object(name: string, kind: ObjectOptions["kind"]): number {
    const index = indexOfName(this.#input.objects, name);
    assert(at(this.#input.objects, index).kind === kind, () => `${name} is no ${kind}`);
    return index;
  }
}

/** Stands for the length of a random duration among the fixed ones. */
const RANDOM = -1;

/** Which priorities are the urgent ones: as the kernel's policy orders them, else a user-level scheduler. */
function isLowFirst(input: SimulationInput, processes: readonly ProcessPlan[]): boolean {
  const { scheduler } = input.machine;
  if (scheduler.policy === "priority") return scheduler.order === "low-first";
  for (const { model } of processes) {
    if (model.scheduler.policy === "priority") return model.scheduler.order === "low-first";
  }
  return true;
}

/** Of no group. */
const UNSCHEDULED: SchedulingPlan = {
  priority: 0,
  nice: 0,
  tickets: 1,
  affinity: null,
  period: Number.POSITIVE_INFINITY,
  deadline: Number.POSITIVE_INFINITY,
};

function schedulingOf(entry: ThreadGroupOptions | PoolOptions): SchedulingPlan {
  const { priority, nice, tickets, affinity } = entry;
  const period = entry.kind === "thread" ? entry.period : null;
  const deadline = entry.kind === "thread" ? entry.deadline : null;
  return {
    priority,
    nice,
    tickets,
    affinity,
    period: period ?? Number.POSITIVE_INFINITY,
    deadline: deadline ?? period ?? Number.POSITIVE_INFINITY,
  };
}

function indexOfName(items: readonly { readonly name: string }[], name: string): number {
  const index = items.findIndex((item) => item.name === name);
  assert(index !== -1, () => `nothing is named ${name}`);
  return index;
}

/** An identity for draws that depends on the name alone, so that a group keeps its draws when others come and go. */
function identityOf(name: string): number {
  let identity = name.length;
  for (let i = 0; i < name.length; i++) identity = mixIdentity(identity, name.charCodeAt(i));
  return identity;
}

/** The model `processes` may say how large an image is; else the process does. */
function imageBytes(options: ModelOptions, code: number, data: number): number {
  if (options.model !== "processes") return code + data;
  return (options.code ?? code) + (options.data ?? data);
}
