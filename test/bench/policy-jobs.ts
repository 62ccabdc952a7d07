import { Metrics } from "../../src/analysis/metrics.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { compile } from "../../src/threads/compile.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import { Simulation } from "../../src/threads/simulation.ts";
import { type ChunkSink, nullSink } from "../../src/trace/chunk-sink.ts";
import type { TraceMeta } from "../../src/trace/meta.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import { processorMs } from "./processor-time.ts";
import { smallerClosed, smallerOpen } from "./workloads.ts";

/** `turns`: user threads that are all ready compute a little and yield, again and again. */
const WORKS = ["open", "closed", "turns"] as const;
export type Work = (typeof WORKS)[number];
export const SINKS = ["nothing", "metrics", "recorder"] as const;
type Sink = (typeof SINKS)[number];

/** Turns of each, so that setting up is a small part, and of all together at least. */
const LEAST_EACH = 5;
const LEAST_TURNS = 100_000;
/** In its process, of which the fastest counts: in the first two the compiler is at work. */
const RUNS = 4;
/** Of many turns: then it is for a small part of the first alone. */
const LONG_RUNS = 2;
const MAX_EVENTS = 2 ** 40;
const PIECE = 100_000;
const SMALL_PIECE = 50;
const NS_PER_MS = 1e6;
const JOB = /^policy:(\w+):([\w-]+):([\w-]+):(\w+):(\d+)$/;

/** How a model is written that has more to be said than its name: with blocking io nothing would happen most of the time. */
const MODEL_TEXTS: Readonly<Record<string, string>> = { "many-to-one": "many-to-one: { io: nonblocking }" };

/** One measurement of a process of its own; `threads` counts for `turns`. */
interface PolicyJob {
  readonly work: Work;
  readonly policy: string;
  readonly model: string;
  readonly sink: Sink;
  readonly threads: number;
}

/** Cost of an event, or of a turn, in processor time. */
export interface PolicyReport {
  readonly ns: number;
}

/** The job `policy:WORK:POLICY:MODEL:SINK:THREADS`. */
export const policyJob = ({ work, policy, model, sink, threads }: PolicyJob): string =>
  `policy:${work}:${policy}:${model}:${sink}:${threads}`;

/** Does such a job; null where it is none. */
export function runPolicyJob(job: string): PolicyReport | null {
  const [, workName = "", policy = "", model = "", sinkName, threads] = JOB.exec(job) ?? [];
  const sink = SINKS.find((one) => one === sinkName);
  const work = WORKS.find((one) => one === workName);
  if (sink === undefined || work === undefined) return null;
  const input = inputOf(work, policy, model, Number(threads));
  const turns = work === "turns" ? turnsOf(Number(threads)) : null;
  const runs = turns !== null && turns > LEAST_TURNS ? LONG_RUNS : RUNS;
  return { ns: Math.min(...Array.from({ length: runs }, () => run(input, sink, turns))) };
}

function inputOf(work: Work, policy: string, model: string, threads: number): SimulationInput {
  const turns = turnsInput(policy, model, threads);
  const { machine } = turns;
  switch (work) {
    case "open":
      return { ...smallerOpen, machine, model: turns.model };
    case "closed":
      // Its own model is many-to-many, whose options are part of the workload.
      return { ...smallerClosed, machine, ...(model === "many-to-many" ? {} : { model: turns.model }) };
    case "turns":
      return turns;
  }
}

const turnsOf = (threads: number): number => Math.max(LEAST_TURNS, threads * LEAST_EACH);

function turnsInput(policy: string, model: string, threads: number): SimulationInput {
  const text = `
name: turns
machine: { cores: 4, scheduler: ${policy}, costs: ideal }
models: [${MODEL_TEXTS[model] ?? model}]
workload:
  - thread: t
    count: ${threads}
    period: 1000s
    deadline: 1000s
    program: [ { repeat: ${turnsOf(threads) / threads}, do: [ { compute: { exponential: 10us } }, yield ] } ]
until: 900s`;
  const result = parseScenario(text, { file: "" });
  if (!result.ok) throw new Error(`turns: ${result.issues[0]?.message}`);
  const [first] = result.scenario.models;
  if (first === undefined) throw new Error("turns: no model");
  return { ...result.scenario, model: first };
}

/** Processor time of an event of the engine, or of a turn where so many are taken, ns. */
function run(input: SimulationInput, sink: Sink, turns: number | null): number {
  const plan = compile(input);
  const options = { maxEvents: MAX_EVENTS, reuseIds: sink !== "recorder" };
  const simulation = new Simulation(plan, listenerOf(sink, plan.meta), options);
  // A turn is timed among those who are there: that they come to be is no part of it.
  if (turns !== null) while (simulation.now === 0) simulation.advance(SMALL_PIECE);
  const ms = processorMs(() => {
    while (simulation.advance(PIECE));
  });
  return (ms * NS_PER_MS) / (turns ?? simulation.end().events);
}

function listenerOf(sink: Sink, meta: TraceMeta): ChunkSink {
  switch (sink) {
    case "nothing":
      return nullSink;
    case "metrics":
      return new Metrics(meta, { full: false });
    case "recorder":
      return new Recorder(meta);
  }
}
