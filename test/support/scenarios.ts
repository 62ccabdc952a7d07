import fc from "fast-check";
import { type Ns, ns } from "../../src/base/time.ts";
import { COST_PRESETS, type Costs } from "../../src/machine/costs.ts";
import type { MachineOptions } from "../../src/machine/options.ts";
import type { KernelPolicyOptions } from "../../src/machine/policies/registry.ts";
import type { ModelOptions } from "../../src/threads/models/registry.ts";
import type {
  Arrivals,
  ObjectOptions,
  PoolOptions,
  ProcessOptions,
  SimulationInput,
  Step,
  ThreadGroupOptions,
  WorkloadEntry,
} from "../../src/threads/options.ts";
import type { UserSchedulerOptions } from "../../src/threads/schedulers/registry.ts";
import { anyProgram, duration, fixedDuration, independentProgram, OBJECTS, twinProgram } from "./programs.ts";
import { queuedScheduler, scheduler } from "./schedulers.ts";

const KIB = 1024;
const cores = fc.integer({ min: 1, max: 4 });
const quantum = fc.integer({ min: 1, max: 9 }).map(ns);

const io = fc.constantFrom("blocking" as const, "nonblocking" as const);
const preempt = fc.option(quantum);
const smallTime = fc.integer({ min: 0, max: 9 }).map(ns);
const userScheduler: fc.Arbitrary<UserSchedulerOptions> = fc.oneof(
  fc.constantFrom({ policy: "fifo" as const }, { policy: "lifo" as const }),
  fc.record({ policy: fc.constant("round-robin" as const), quantum }),
  fc.record({
    policy: fc.constant("priority" as const),
    preemptive: fc.boolean(),
    order: fc.constantFrom("low-first" as const, "high-first" as const),
  }),
  fc.record({ policy: fc.constant("work-stealing" as const), nextSlot: fc.boolean() }),
  fc.constant({ policy: "fork-join" as const }),
);

/** Every model, with every option; and the runtime preset that has what no model has, a pool to hand computations to. */
export const anyModel: fc.Arbitrary<ModelOptions> = fc.oneof(
  fc.record({ model: fc.constant("many-to-one" as const), io, preempt, scheduler: userScheduler }),
  fc.record({
    model: fc.constant("one-to-one" as const),
    maxKernelThreads: fc.option(fc.integer({ min: 1, max: 4 })),
    gil: fc.option(quantum.map((interval) => ({ interval }))),
  }),
  fc.record({
    model: fc.constant("many-to-many" as const),
    kernelThreads: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant("cores" as const)),
    io,
    preempt,
    onBlock: fc.option(
      fc.record({
        replaceAfter: smallTime,
        cost: smallTime,
        max: fc.integer({ min: 1, max: 6 }),
        locks: fc.boolean(),
      }),
    ),
    scheduler: userScheduler,
  }),
  fc.record({
    model: fc.constant("processes" as const),
    startMethod: fc.constantFrom("fork" as const, "spawn" as const),
    code: fc.constant(null),
    data: fc.option(fc.constant(64 * KIB)),
    copyOnWrite: fc.boolean(),
  }),
  fc.record({ model: fc.constant("node" as const), pool: fc.integer({ min: 1, max: 2 }) }),
);

const smallCost: fc.Arbitrary<Ns> = fc.integer({ min: 0, max: 3 }).map(ns);
/** A few nanoseconds for everything. */
const smallCosts: fc.Arbitrary<Costs> = fc
  .record({
    kernelSwitch: smallCost,
    dispatchLatency: smallCost,
    userSwitch: smallCost,
    systemCall: smallCost,
    kernelThreadCreate: smallCost,
    kernelThreadExit: smallCost,
    userThreadCreate: smallCost,
    userThreadExit: smallCost,
    processFork: smallCost,
    processSpawn: smallCost,
    processExit: smallCost,
    timerOversleep: smallCost,
  })
  .map((few) => ({ ...COST_PRESETS.ideal, ...few }));
/** Quanta beside the costs of Linux: long enough not to be used up by switching. */
const LINUX_QUANTUM_SCALE = 10_000;

/** A machine with no costs, those of Linux, or a few nanoseconds for everything; `policy` makes policies of a scale of time. */
const machineWith = <P extends KernelPolicyOptions>(policy: (scale: number) => fc.Arbitrary<P>) =>
  fc
    .oneof(
      fc.record({ costs: fc.constant(COST_PRESETS.ideal), scheduler: policy(1) }),
      fc.record({ costs: fc.constant(COST_PRESETS.linux), scheduler: policy(LINUX_QUANTUM_SCALE) }),
      fc.record({ costs: smallCosts, scheduler: policy(1) }),
    )
    .chain((parts) =>
      fc.record({
        cores,
        scheduler: fc.constant(parts.scheduler),
        costs: fc.constant(parts.costs),
        devices: fc.integer({ min: 1, max: 2 }).map((servers) => [{ name: "disk", servers }]),
      }),
    );
const queuedMachine: fc.Arbitrary<MachineOptions> = machineWith(queuedScheduler);

/** Arrivals of `count` threads or jobs, the times in order. */
function arrivals(count: number): fc.Arbitrary<Arrivals> {
  return fc.oneof(
    fixedDuration.map((time): Arrivals => ({ kind: "at", time })),
    fc
      .array(fc.integer({ min: 0, max: 30 }).map(ns), { minLength: count, maxLength: count })
      .map((times): Arrivals => ({ kind: "list", times: times.toSorted((a, b) => a - b) })),
    fixedDuration.map((interval): Arrivals => ({ kind: "every", interval, count })),
  );
}

function group(
  name: string,
  program: fc.Arbitrary<readonly Step[]>,
  maxCount: number,
  process: string,
): fc.Arbitrary<ThreadGroupOptions> {
  return fc.integer({ min: 1, max: maxCount }).chain((count) =>
    fc.record({
      kind: fc.constant("thread" as const),
      name: fc.constant(name),
      count: fc.constant(count),
      arrive: arrivals(count),
      after: fc.constant([]),
      process: fc.constant(process),
      priority: fc.integer({ min: 0, max: 3 }),
      nice: fc.constantFrom(-5, 0, 0, 5),
      tickets: fc.constantFrom(1, 2, 3, 100),
      affinity: fc.constant(null),
      period: fc.constant(null),
      deadline: fc.constant(null),
      bound: fc.boolean(),
      program,
    }),
  );
}

function pool(job: fc.Arbitrary<readonly Step[]>): fc.Arbitrary<PoolOptions> {
  return fc.integer({ min: 0, max: 5 }).chain((jobs) =>
    fc.record({
      kind: fc.constant("pool" as const),
      name: fc.constant("pool"),
      workers: fc.integer({ min: 1, max: 3 }),
      jobs: fc.constant(jobs),
      arrive: arrivals(jobs),
      process: fc.constant("app"),
      priority: fc.integer({ min: 0, max: 3 }),
      nice: fc.constantFrom(-5, 0, 0, 5),
      tickets: fc.constantFrom(1, 2, 3, 100),
      affinity: fc.constant(null),
      bound: fc.boolean(),
      job,
    }),
  );
}

const APP: ProcessOptions = { name: "app", model: null, code: 64 * KIB, data: 128 * KIB };

function input(
  parts: Pick<SimulationInput, "seed" | "machine" | "model" | "workload"> & Partial<SimulationInput>,
): SimulationInput {
  return { name: "generated", file: "", objects: OBJECTS, processes: [APP], until: null, ...parts };
}

const seed = fc.nat(1000);

/** Cores to which a group may be tied: now and then. */
const someCores = fc.option(fc.subarray([0, 1, 2, 3], { minLength: 1 }), { freq: 2 });

/** Those that a machine has; null where it has none of them. */
function tied(some: readonly number[] | null, cores: number): readonly number[] | null {
  const there = some?.filter((core) => core < cores) ?? [];
  return there.length > 0 ? there : null;
}

/** Any policy, with migrations that cost something where there is more than one queue. */
const anyScheduler = (scale: number): fc.Arbitrary<KernelPolicyOptions> =>
  fc
    .tuple(scheduler(scale), smallCost)
    .map(([given, migrationCost]) =>
      given.policy === "processor-sharing" || given.queues === undefined
        ? given
        : { ...given, migrationCost },
    );
/** Periods around the length of a program, so that instances overrun now and then. */
const period: fc.Arbitrary<Ns | null> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.integer({ min: 5, max: 60 }).map(ns) },
);

/** One kernel thread per user thread, nothing random: what the slow twin simulates too. */
export const twinScenario: fc.Arbitrary<SimulationInput> = fc
  .record({
    cores,
    scheduler: anyScheduler(1),
    costs: fc.oneof(fc.constant(COST_PRESETS.ideal), smallCosts),
    groups: fc.tuple(group("a", twinProgram, 3, "app"), group("b", twinProgram, 3, "app")),
    pool: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: pool(twinProgram) }),
    affinity: fc.tuple(someCores, fc.constant(null)),
    period: fc.tuple(period, period),
    deadline: fc.tuple(fc.option(fixedDuration), fc.option(fixedDuration)),
    until: fc.integer({ min: 20, max: 200 }).map(ns),
  })
  .map(({ cores, scheduler, costs, groups, pool, affinity, period, deadline, until }) => {
    const repeats = period.some((one) => one !== null);
    return input({
      seed: 0,
      machine: { cores, scheduler, costs, devices: [] },
      model: { model: "one-to-one", maxKernelThreads: null, gil: null },
      until: repeats ? until : null,
      workload: [...groups, ...(pool === null ? [] : [pool])].map((entry, i) => {
        if (entry.kind === "pool") return entry;
        // Draws in vain depend on how often a core asks, which the twin does more often.
        const { policy } = scheduler;
        const some = policy === "lottery" || policy === "processor-sharing" ? null : (affinity[i] ?? null);
        const repeated = { period: period[i] ?? null, deadline: deadline[i] ?? null };
        return { ...entry, affinity: tied(some, cores), ...repeated };
      }),
    });
  });

/** Work that always completes, on one machine: for comparing models, with the model left to the test. */
export const completingScenario: fc.Arbitrary<SimulationInput> = fc
  .record({
    seed,
    machine: queuedMachine,
    workload: fc.tuple(
      group("a", independentProgram, 3, "app"),
      group("b", independentProgram, 3, "app"),
      pool(independentProgram),
    ),
  })
  .map((parts) =>
    input({
      ...parts,
      model: { model: "many-to-one", io: "blocking", preempt: null, scheduler: { policy: "fifo" } },
    }),
  );

/** The shared objects, mutexes and read-write locks with all their options. */
const anyObjects: fc.Arbitrary<readonly ObjectOptions[]> = fc
  .record({
    protocol: fc.constantFrom(
      "none" as const,
      "inheritance" as const,
      "ceiling" as const,
      "immediate-ceiling" as const,
    ),
    order: fc.constantFrom("fifo" as const, "priority" as const, "barging" as const),
    ceiling: fc.option(fc.integer({ min: 0, max: 3 })),
    handoff: fc.constantFrom(ns(0), ns(0), ns(2)),
    spin: fc.option(quantum, { freq: 1 }),
    prefer: fc.constantFrom("readers" as const, "writers" as const, "fair" as const),
    same: fc.boolean(),
  })
  .map(({ prefer, same, spin, ...waiting }) =>
    OBJECTS.map((object) => {
      if (object.kind === "rwlock") return { ...object, prefer };
      // One of several mutexes with a protocol, or all of them.
      if (object.kind !== "mutex" || !(same || object.name === "m0")) return object;
      // Nobody waits in a spin lock's queue, so there are no rules for one.
      return spin === null ? { ...object, ...waiting } : { ...object, spin };
    }),
  );

/** The second group may start after the first, or after one of its threads. */
function withAfter(
  entries: readonly [ThreadGroupOptions, ThreadGroupOptions, PoolOptions],
  after: "group" | "thread" | null,
): WorkloadEntry[] {
  const [first, second, third] = entries;
  const index = after === "group" ? null : 0;
  return [first, after === null ? second : { ...second, after: [{ group: first.name, index }] }, third];
}

/** Anything a scenario may say: every step, object, model, cost, two processes, a pool, arrivals, mistakes. */
export const anyScenario: fc.Arbitrary<SimulationInput> = fc
  .record({
    seed,
    machine: machineWith(anyScheduler),
    model: anyModel,
    otherModel: fc.option(anyModel),
    groups: fc.tuple(group("a", anyProgram, 3, "app"), group("b", anyProgram, 3, "other"), pool(anyProgram)),
    after: fc.constantFrom(null, "group" as const, "thread" as const),
    arrive: fc.option(duration),
    quota: fc.option(
      fc
        .record({ cpu: fc.integer({ min: 1, max: 20 }), period: fc.integer({ min: 5, max: 30 }) })
        .map(({ cpu, period }) => ({ cpu: ns(cpu), period: ns(period) })),
      { freq: 2 },
    ),
    until: fc.option(fc.integer({ min: 0, max: 200 }).map(ns)),
    period: fc.option(fc.integer({ min: 1, max: 40 }).map(ns), { freq: 1 }),
    deadline: fc.option(fc.integer({ min: 1, max: 60 }).map(ns)),
    affinity: fc.tuple(someCores, someCores, someCores),
    objects: anyObjects,
  })
  .map((parts) => {
    const onCores = parts.affinity.map((some) => tied(some, parts.machine.cores));
    const [first, second, third] = parts.groups;
    const b = { ...second, affinity: onCores[1] ?? null };
    const jobs = { ...third, affinity: onCores[2] ?? null };
    // What never ends needs an end.
    const period = parts.until === null ? null : parts.period;
    const a = { ...first, affinity: onCores[0] ?? null, period, deadline: parts.deadline };
    const arrive: Arrivals =
      parts.arrive === null ? a.arrive : { kind: "every", interval: parts.arrive, count: a.count };
    const hasQuota = parts.quota !== null && parts.machine.scheduler.policy !== "processor-sharing";
    const quota = hasQuota && parts.quota !== null ? { quota: parts.quota } : {};
    return input({
      seed: parts.seed,
      machine: parts.machine,
      model: parts.model,
      objects: parts.objects,
      processes: [
        { ...APP, ...quota },
        { ...APP, name: "other", model: parts.otherModel },
      ],
      workload: withAfter([{ ...a, arrive }, b, jobs], parts.after),
      until: parts.until,
    });
  });
