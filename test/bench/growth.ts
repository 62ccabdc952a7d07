import { parseScenario } from "../../src/scenario/parse.ts";
import { compile } from "../../src/threads/compile.ts";
import { Simulation } from "../../src/threads/simulation.ts";
import { nullSink } from "../../src/trace/chunk-sink.ts";
import { child } from "./child.ts";
import { processorMs } from "./processor-time.ts";
import { type BenchReport, median, times } from "./section.ts";
import { CLOSED } from "./workloads.ts";

const MODELS = ["many-to-one", "one-to-one", "many-to-many", "processes"] as const;
type Model = (typeof MODELS)[number];
const LIVE = [1_000, 10_000, 100_000, 1_000_000];

/** Blocking io would keep a single kernel thread asleep nearly all the time. */
const MODEL_TEXTS: Readonly<Record<Model, string>> = {
  "many-to-one": "many-to-one: { io: nonblocking }",
  "one-to-one": "one-to-one",
  "many-to-many": `many-to-many: { kernelThreads: ${CLOSED.kernelThreads}, io: nonblocking }`,
  processes: "processes",
};
/** Cores that a model keeps busy. */
const CORES: Readonly<Record<Model, number>> = {
  "many-to-one": 1,
  "one-to-one": CLOSED.cores,
  "many-to-many": CLOSED.cores,
  processes: CLOSED.cores,
};
/** Share of the cores' time that is asked for, however many user threads there are. */
const LOAD = 0.8;
/** Events that are timed at a time, and how often; the first time warms the compiler up and the caches. */
const EVENTS = 200_000;
const WINDOWS = 5;
const MAX_EVENTS = 2 ** 40;
const SMALL_PIECE = 50;
const NS_PER_MS = 1e6;
const JOB = /^growth:([\w-]+):(\d+)$/;

/** Cost of an event among so many live user threads, in processor time. */
interface GrowthReport {
  readonly ns: number;
}

/**
 * The closed workload with any number of user threads: the more there are, the longer each is in io, so that the cores
 * have as much to do. It begins with io, so that from the first instant on all is as it stays.
 */
function scenarioOf(model: Model, threads: number): string {
  const { meanCompute, section, mutexes } = CLOSED;
  const meanIo = Math.round((threads * (meanCompute + section)) / (CORES[model] * LOAD));
  const group = (mutex: number) => `
  - thread: g${mutex}
    count: ${Math.floor(((mutex + 1) * threads) / mutexes) - Math.floor((mutex * threads) / mutexes)}
    program:
      - forever:
          - io: { exponential: ${meanIo}ns }
          - compute: { exponential: ${meanCompute}ns }
          - { locked: m${mutex}, do: [{ compute: ${section}ns }] }`;
  const numbers = Array.from({ length: mutexes }, (_, mutex) => mutex);
  return `name: growth
machine: { cores: ${CLOSED.cores}, scheduler: { policy: round-robin, quantum: 1ms }, costs: ideal }
models: [${MODEL_TEXTS[model]}]
objects: { ${numbers.map((mutex) => `m${mutex}: mutex`).join(", ")} }
workload:${numbers.map(group).join("")}
`;
}

/** The job `growth:MODEL:THREADS` of a process of its own; null where it is none of these. */
export function runGrowthJob(job: string): GrowthReport | null {
  const [, name, threads] = JOB.exec(job) ?? [];
  const model = MODELS.find((one) => one === name);
  if (model === undefined) return null;
  const parsed = parseScenario(scenarioOf(model, Number(threads)), { file: "" });
  if (!parsed.ok) throw new Error(`growth: ${parsed.issues[0]?.message}`);
  const { scenario } = parsed;
  const [first] = scenario.models;
  if (first === undefined) throw new Error("growth: no model");
  const plan = compile({ ...scenario, model: first });
  const simulation = new Simulation(plan, nullSink, { maxEvents: MAX_EVENTS, reuseIds: true });
  while (simulation.now === 0) simulation.advance(SMALL_PIECE);
  return { ns: median(Array.from({ length: WINDOWS }, () => windowOf(simulation))) };
}

function windowOf(simulation: Simulation): number {
  const ms = processorMs(() => {
    if (!simulation.advance(EVENTS)) throw new Error("growth: the run is over");
  });
  return (ms * NS_PER_MS) / EVENTS;
}

/** How the cost of an event grows with the number of live user threads, under each model. */
export function growth(): BenchReport {
  const all = MODELS.map((model) => ({
    model,
    costs: LIVE.map((threads) => child<GrowthReport>(`growth:${model}:${threads}`).ns),
  }));
  const grown = all.map(({ model, costs }) => {
    const ratio = (costs.at(-1) ?? Number.NaN) / (costs[0] ?? Number.NaN);
    return { model, ratio };
  });
  return {
    lines: [
      `${"ns an event among".padEnd(20)}${LIVE.map((threads) => threads.toLocaleString("en").padStart(11)).join("")}`,
      ...all.map(
        ({ model, costs }) => `${model.padEnd(20)}${costs.map((ns) => ns.toFixed(0).padStart(11)).join("")}`,
      ),
    ],
    rows: grown.map(({ model, ratio }) => ({
      what: `an event among 10^6 live user threads, ${model}`,
      measured: `${times(ratio)} among 10^3`,
      target: "<= 4.50x",
    })),
  };
}
