import { Metrics } from "../../src/analysis/metrics.ts";
import type { RunResult } from "../../src/analysis/result.ts";
import { at } from "../../src/base/assert.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { compile } from "../../src/threads/compile.ts";
import { Simulation } from "../../src/threads/simulation.ts";
import { eachRecord } from "../../src/trace/chunk-sink.ts";
import type { TraceSink } from "../../src/trace/events.ts";
import type { TraceMeta } from "../../src/trace/meta.ts";
import { Tee } from "../../src/trace/tee.ts";

/** How a scenario is run to be measured. */
export interface MeasureOptions {
  readonly seed?: string;
  /** Time to settle, ns. */
  readonly warmupNs?: number;
  readonly observe?: (meta: TraceMeta) => TraceSink;
}

/** Many, but no run that forgets to end. */
const MAX_EVENTS = 200_000_000;
const MS = 1_000_000;

/** Reads a scenario; throws where it is not valid, since those here are the suite's own. */
export function scenario(text: string): Scenario {
  const parsed = parseScenario(text, { file: "validation.yaml" });
  if (parsed.ok) return parsed.scenario;
  throw new Error(parsed.issues.map(({ line, message }) => `line ${line}: ${message}\n${text}`).join("\n"));
}

/**
 * Runs a scenario under its model of that number, without a trace. Ids of ended threads are used again, also
 * where somebody observes, so that millions of customers need no memory.
 */
export function measure(input: Scenario | string, options: MeasureOptions = {}, model = 0): RunResult {
  const { models, description: _, ...read } = typeof input === "string" ? scenario(input) : input;
  const { seed = read.seed, warmupNs = 0, observe } = options;
  const plan = compile({ ...read, seed, model: at(models, model) });
  const metrics = new Metrics(plan.meta, { full: false, warmupNs });
  const sink = observe === undefined ? metrics : new Tee(metrics, eachRecord(observe(plan.meta)));
  const simulation = new Simulation(plan, sink, { maxEvents: MAX_EVENTS, reuseIds: true });
  while (simulation.advance(Number.MAX_SAFE_INTEGER));
  const result = metrics.result(simulation.end());
  if (result.outcome === "event-limit") throw new Error("a validation scenario does not end");
  return result;
}

/** A time of the results, ns, in ms. */
export const inMs = (time: number | null): number => {
  if (time === null) throw new Error("a time that never came");
  return time / MS;
};

/** The threads of a result: there where there are at most 10,000. */
export function threadsOf(result: RunResult): NonNullable<RunResult["threads"]> {
  if (result.threads === undefined) throw new Error("a result without its threads");
  return result.threads;
}

/** Exact mean over the threads of a result, in ms: the summaries round to the nanosecond. */
export function meanMs(
  result: RunResult,
  of: "waitingNs" | "responseNs" | "turnaroundNs",
  names?: readonly string[],
): number {
  const threads = threadsOf(result).filter(({ name }) => names?.includes(name) ?? true);
  const sum = threads.reduce((total, thread) => total + (thread[of] ?? Number.NaN), 0);
  return sum / threads.length / MS;
}
