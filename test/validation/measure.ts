import { at } from "../../src/base/assert.ts";
import {
  parseScenario,
  type RunObserver,
  type RunResult,
  type Scenario,
  startRun,
  type TraceMeta,
} from "../../src/index.ts";

/** How a scenario is run to be measured. */
export interface MeasureOptions {
  readonly seed?: string;
  /** Time to settle, ns. */
  readonly warmupNs?: number;
  readonly observe?: (meta: TraceMeta) => RunObserver;
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

/** Runs a scenario under its model of that number, without a trace, and lists its threads and jobs. */
export function measure(input: Scenario | string, options: MeasureOptions = {}, model = 0): RunResult {
  const read = typeof input === "string" ? scenario(input) : input;
  const { seed, warmupNs = 0, observe } = options;
  const live = startRun({ ...read, seed: seed ?? read.seed }, at(read.models, model), {
    trace: false,
    maxEvents: MAX_EVENTS,
    warmupNs,
    ...(observe === undefined ? {} : { observe }),
  });
  while (live.advance(Number.MAX_SAFE_INTEGER));
  const { result } = live.finish();
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
