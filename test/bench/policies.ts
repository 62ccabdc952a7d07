import { Metrics } from "../../src/analysis/metrics.ts";
import { KERNEL_POLICIES } from "../../src/machine/policies/registry.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { compile } from "../../src/threads/compile.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import { Simulation } from "../../src/threads/simulation.ts";
import { nullSink } from "../../src/trace/chunk-sink.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import { child } from "./child.ts";
import { type BenchReport, median, times } from "./section.ts";

const MODELS = ["many-to-one", "one-to-one", "many-to-many", "processes"];
const SINKS = ["nothing", "metrics", "recorder"] as const;
type Sink = (typeof SINKS)[number];
/** User threads ready at once, whose turns are timed; and many more, of which the cost of one must not depend. */
const FEW = 1_000;
const MANY = 100_000;
/** Turns of each, so that setting up is a small part, and of all together at least. */
const LEAST_EACH = 5;
const LEAST_TURNS = 200_000;
/** In its process; the first warms the compiler up. */
const RUNS = 3;
const MAX_EVENTS = 2 ** 40;
const PIECE = 100_000;
const NS_PER_MS = 1e6;
const JOB = /^turns:([\w-]+):([\w-]+):(\w+):(\d+)$/;

/** Cost of a turn: user threads that are all ready compute a little and yield, again and again. */
interface TurnReport {
  readonly ns: number;
}

const turnsOf = (threads: number): number => Math.max(LEAST_TURNS, threads * LEAST_EACH);

function crowd(policy: string, model: string, threads: number): SimulationInput {
  const text = `
name: crowd
machine: { cores: 4, scheduler: ${policy}, costs: ideal }
models: [${model}]
workload:
  - thread: t
    count: ${threads}
    period: 1000s
    deadline: 1000s
    program: [ { repeat: ${turnsOf(threads) / threads}, do: [ { compute: { exponential: 10us } }, yield ] } ]
until: 900s`;
  const result = parseScenario(text, { file: "" });
  if (!result.ok) throw new Error(`crowd: ${result.issues[0]?.message}`);
  const [first] = result.scenario.models;
  if (first === undefined) throw new Error("crowd: no model");
  return { ...result.scenario, model: first };
}

function turn(input: SimulationInput, sink: Sink, turns: number): number {
  const plan = compile(input);
  const start = performance.now();
  const listener =
    sink === "nothing"
      ? nullSink
      : sink === "metrics"
        ? new Metrics(plan.meta, { full: false })
        : new Recorder(plan.meta);
  const options = { maxEvents: MAX_EVENTS, reuseIds: sink !== "recorder" };
  const simulation = new Simulation(plan, listener, options);
  while (simulation.advance(PIECE));
  return ((performance.now() - start) * NS_PER_MS) / turns;
}

/** The job `turns:POLICY:MODEL:SINK:THREADS` of a process of its own; null where it is none of these. */
export function runTurnsJob(job: string): TurnReport | null {
  const [, policy = "", model = "", name, threads] = JOB.exec(job) ?? [];
  const sink = SINKS.find((one) => one === name);
  if (sink === undefined) return null;
  const input = crowd(policy, model, Number(threads));
  return { ns: median(Array.from({ length: RUNS }, () => turn(input, sink, turnsOf(Number(threads))))) };
}

/** A turn under every kernel policy and every model, with and without listeners, and among 100 times as many. */
export function policies(): BenchReport {
  const cost = (policy: string, model: string, sink: Sink, threads: number) =>
    child<TurnReport>(`turns:${policy}:${model}:${sink}:${threads}`).ns;
  const measure = (policy: string, model: string) => {
    const [nothing = Number.NaN, ...others] = SINKS.map((sink) => cost(policy, model, sink, FEW));
    const many = cost(policy, model, "nothing", MANY);
    return [nothing, ...others.map((ns) => ns / nothing), many / nothing];
  };
  const all = [
    ...Object.keys(KERNEL_POLICIES).map((policy) => ({ name: policy, policy, model: "one-to-one" })),
    ...MODELS.map((model) => ({ name: model, policy: "round-robin", model })),
  ].map(({ name, policy, model }) => ({ name, cells: measure(policy, model) }));
  const growth = (names: readonly string[]) =>
    Math.max(...all.filter(({ name }) => names.includes(name)).map(({ cells }) => cells[3] ?? Number.NaN));
  return {
    lines: [
      `a turn of one of ${FEW} ready user threads      ns  metrics  recorder  among ${MANY}`,
      ...all.map(({ name, cells: [ns = 0, ...ratios] }) => {
        const shown = ratios.map((ratio) => times(ratio).padStart(9)).join("");
        return `${name.padEnd(42)} ${ns.toFixed(0).padStart(6)}${shown}`;
      }),
    ],
    rows: [
      { what: "a turn among 10^5, worst kernel policy", names: Object.keys(KERNEL_POLICIES) },
      { what: "a turn among 10^5, worst model", names: MODELS },
    ].map(({ what, names }) => ({
      what,
      measured: `${times(growth(names))} among 10^3`,
      target: "<= 4.50x",
    })),
  };
}
