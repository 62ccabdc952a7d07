import { Metrics } from "../../src/analysis/metrics.ts";
import type { RunResult } from "../../src/analysis/result.ts";
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
import { eachRecord } from "../../src/trace/chunk-sink.ts";
import { EventCode, type TraceSink } from "../../src/trace/events.ts";
import type { RunEnd } from "../../src/trace/meta.ts";
import { plainMutex } from "../support/programs.ts";

/** Each model with its defaults. */
export const MODEL: { readonly [Name in ModelName]: Extract<ModelOptions, { model: Name }> } = {
  "many-to-one": { model: "many-to-one", io: "blocking", scheduler: { policy: "fifo" }, preempt: null },
  "one-to-one": { model: "one-to-one", maxKernelThreads: null, gil: null },
  "many-to-many": {
    model: "many-to-many",
    kernelThreads: "cores",
    io: "blocking",
    scheduler: { policy: "fifo" },
    preempt: null,
    onBlock: null,
  },
  processes: { model: "processes", startMethod: "fork", code: null, data: null, copyOnWrite: false },
};

export const IDEAL: Costs = COST_PRESETS.ideal;

export function machine(options: Partial<MachineOptions> = {}): MachineOptions {
  return { cores: 1, scheduler: { policy: "fcfs" }, costs: IDEAL, devices: [], ...options };
}

const SCHEDULING: SchedulingOptions = { priority: 0, nice: 0, tickets: 100, affinity: null };

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
export const io = (
  time: number,
  more: { readonly device?: string; readonly nonblocking?: boolean } = {},
): Step => ({ kind: "io", for: ms(time), device: null, nonblocking: null, ...more });
export const sleep = (time: number): Step => ({ kind: "sleep", for: ms(time) });
export const yields: Step = { kind: "yield" };
export const lock = (name: string): Step => ({ kind: "lock", mutex: name });
export const unlock = (name: string): Step => ({ kind: "unlock", mutex: name });
export const locked = (name: string, ...body: Step[]): Step => ({ kind: "locked", mutex: name, body });
export const repeat = (times: number, ...body: Step[]): Step => ({ kind: "repeat", times, body });
export const spawn = (name: string, count: number, ...program: Step[]): Step => ({
  kind: "spawn",
  name,
  count,
  program,
});
export const join = (name: string): Step => ({ kind: "join", name });
/** Arrival of a group at one time, ms. */
export const at = (time: number): Partial<ThreadGroupOptions> => ({
  arrive: { kind: "at", time: ms(time) },
});

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

export const mutex = (name: string, scope: "user" | "kernel" = "user"): ObjectOptions =>
  plainMutex(name, scope);

/** What became of each user thread, in order of creation; ns. */
export interface Outcome {
  readonly end: RunEnd;
  readonly threads: readonly { readonly arrival: number; readonly firstRun: number; readonly end: number }[];
  readonly records: readonly Record[];
}
interface Record {
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
  const simulation = new Simulation(compile(input), eachRecord(sink), { maxEvents, reuseIds: false });
  while (simulation.advance(1000));
  return { end: simulation.end(), threads, records };
}

/** Ends of all user threads in order of creation, ms; null for one that has not ended. */
export function endsMs(input: SimulationInput): (number | null)[] {
  return simulate(input).threads.map(({ end }) => (end < 0 ? null : end / ms(1)));
}

/** What the trace says of one subject's states, in ms: `0 threadArrive, 0 threadRunning, 5 threadEnd`. */
export function history({ records }: Outcome, subject: number, names: readonly string[] = STATES): string {
  return records
    .filter((record) => record.subject === subject && names.includes(record.name))
    .map(({ time, name }) => `${time / ms(1)} ${name}`)
    .join(", ");
}

const STATES: readonly string[] = [...NAMES]
  .filter(([code]) => code <= EventCode.blockedThrottled && code !== EventCode.threadWake)
  .map(([, name]) => name);

/** All records of these names, in ms: `0 stallBegin 0`, with the subject. */
export function recordsOf({ records }: Outcome, ...names: (keyof typeof EventCode)[]): string[] {
  return records
    .filter(({ name }) => names.includes(name))
    .map(({ time, name, subject }) => `${time / ms(1)} ${name} ${subject}`);
}

/** The numbers of a run; `reuseIds` must not matter to them. */
export function measure(input: SimulationInput, reuseIds = false): RunResult {
  const plan = compile(input);
  const metrics = new Metrics(plan.meta, { full: true });
  const simulation = new Simulation(plan, metrics, { maxEvents: DEFAULT_MAX_EVENTS, reuseIds });
  while (simulation.advance(1000));
  return metrics.result(simulation.end());
}
