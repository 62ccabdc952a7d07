import { ms, ZERO_NS } from "../../src/base/time.ts";
import { COST_PRESETS, type Costs } from "../../src/machine/costs.ts";
import type { MachineOptions } from "../../src/machine/options.ts";
import { compile } from "../../src/threads/compile.ts";
import type { ModelName, ModelOptions } from "../../src/threads/models/registry.ts";
import type {
  ObjectOptions,
  PoolOptions,
  SchedulingOptions,
  SimulationInput,
  Step,
  ThreadGroupOptions,
  WorkloadEntry,
} from "../../src/threads/options.ts";
import { DEFAULT_MAX_EVENTS, Simulation } from "../../src/threads/simulation.ts";
import { EventCode, type TraceSink } from "../../src/trace/events.ts";
import type { RunEnd } from "../../src/trace/meta.ts";

/** Each model with its defaults. */
export const MODEL: { readonly [Name in ModelName]: Extract<ModelOptions, { model: Name }> } = {
  "many-to-one": { model: "many-to-one", io: "blocking", preempt: null },
  "one-to-one": { model: "one-to-one", maxKernelThreads: null },
  "many-to-many": { model: "many-to-many", kernelThreads: "cores", io: "blocking", preempt: null },
  processes: { model: "processes", startMethod: "fork", code: null, data: null, copyOnWrite: false },
};

export const IDEAL: Costs = COST_PRESETS.ideal;

export function machine(options: Partial<MachineOptions> = {}): MachineOptions {
  return { cores: 1, scheduler: { policy: "fcfs" }, costs: IDEAL, devices: [], ...options };
}

export const SCHEDULING: SchedulingOptions = { priority: 0, nice: 0, tickets: 100, affinity: null };

export function group(
  name: string,
  program: readonly Step[],
  more: Partial<ThreadGroupOptions> = {},
): ThreadGroupOptions {
  return {
    kind: "thread",
    name,
    count: 1,
    arrive: { kind: "at", time: ZERO_NS },
    after: [],
    process: "app",
    ...SCHEDULING,
    period: null,
    deadline: null,
    bound: false,
    program,
    ...more,
  };
}

export function pool(name: string, workers: number, jobs: number, job: readonly Step[]): PoolOptions {
  const arrive = { kind: "at", time: ZERO_NS } as const;
  return { kind: "pool", name, workers, jobs, arrive, process: "app", ...SCHEDULING, bound: false, job };
}

export const compute = (time: number): Step => ({ kind: "compute", for: ms(time) });
export const io = (time: number): Step => ({ kind: "io", for: ms(time), device: null, nonblocking: null });

export function scenario(
  workload: readonly WorkloadEntry[],
  more: Partial<SimulationInput> = {},
): SimulationInput {
  return {
    name: "test",
    file: "",
    seed: 1,
    machine: machine(),
    model: MODEL["one-to-one"],
    objects: [],
    processes: [{ name: "app", model: null, code: 0, data: 0 }],
    workload,
    until: null,
    ...more,
  };
}

export const mutex = (name: string, scope: "user" | "kernel" = "user"): ObjectOptions => ({
  kind: "mutex",
  name,
  scope,
});

/** What became of each user thread, in order of creation; ns. */
export interface Outcome {
  readonly end: RunEnd;
  readonly threads: readonly { readonly arrival: number; readonly firstRun: number; readonly end: number }[];
  readonly records: readonly Record[];
}
export interface Record {
  readonly time: number;
  readonly name: keyof typeof EventCode;
  readonly subject: number;
  readonly detail: number;
}

const NAMES = new Map(
  Object.entries(EventCode).map(([name, code]) => [code, name as keyof typeof EventCode]),
);

/** Runs a scenario and keeps every record. */
export function simulate(input: SimulationInput, maxEvents = DEFAULT_MAX_EVENTS): Outcome {
  const threads: { arrival: number; firstRun: number; end: number }[] = [];
  const records: Record[] = [];
  const sink: TraceSink = {
    record(time, code, subject, detail) {
      records.push({ time, name: NAMES.get(code) ?? "threadNew", subject, detail });
      if (code === EventCode.threadNew) threads[subject] = { arrival: -1, firstRun: -1, end: -1 };
      const thread = threads[subject];
      if (thread === undefined) return;
      if (code === EventCode.threadArrive) thread.arrival = time;
      if (code === EventCode.threadRunning && thread.firstRun < 0) thread.firstRun = time;
      if (code === EventCode.threadEnd) thread.end = time;
    },
  };
  const simulation = new Simulation(compile(input), sink, { maxEvents, reuseIds: false });
  while (simulation.advance(1000));
  return { end: simulation.end(), threads, records };
}

/** Ends of all user threads in order of creation, ms. */
export function endsMs(input: SimulationInput): number[] {
  return simulate(input).threads.map(({ end }) => end / ms(1));
}
