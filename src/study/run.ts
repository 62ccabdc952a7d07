/** One run of a scenario, or one under each of its models: the simulator, its numbers and its trace joined. */
import { Metrics } from "../analysis/metrics.ts";
import type { RunResult } from "../analysis/result.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ModelOptions } from "../threads/models/registry.ts";
import { DEFAULT_MAX_EVENTS, Simulation } from "../threads/simulation.ts";
import type { ChunkSink } from "../trace/chunk-sink.ts";
import type { RunEnd, TraceMeta } from "../trace/meta.ts";
import { Recorder } from "../trace/recorder.ts";
import { Tee } from "../trace/tee.ts";
import type { Trace } from "../trace/trace.ts";
import { planOf } from "./plan-of.ts";

/** How to run a scenario. */
export interface SimulateOptions {
  /** Keep a trace of everything that happened (16 bytes a record); default: true. */
  readonly trace?: boolean;
  /** List all threads and jobs in the results, however many; default: false, none past 10,000. */
  readonly full?: boolean;
  /** Leave each run this long to settle, ns: see `RunResult.warmupNs`; default: 0. */
  readonly warmupNs?: number;
  /** End as `event-limit` after this many events; default: {@link DEFAULT_MAX_EVENTS}. */
  readonly maxEvents?: number;
  /** Called for each run; what it returns hears every event while it goes on (see `eachRecord`): to write a trace out, for instance. */
  readonly observe?: (meta: TraceMeta) => RunObserver;
}

/** Listens to a run from its first event to its end. */
export interface RunObserver extends ChunkSink {
  finish(end: RunEnd): void;
}

/** A finished run: its numbers, and the trace where one was kept. */
export interface Run {
  readonly result: RunResult;
  readonly trace: Trace | null;
}

/** A run in progress, for callers that want to stop in between: to show progress or to be interrupted. */
export interface LiveRun {
  readonly meta: TraceMeta;
  /** Simulated time so far, ns. */
  readonly nowNs: number;
  /** Events processed so far. */
  readonly events: number;
  /** Memory that the trace takes so far, bytes; 0 where none is kept. */
  readonly traceBytes: number;
  /** Gives up the trace, to save memory; the numbers stay. */
  dropTrace(): void;
  /** Processes up to that many more events; false when the run is over. */
  advance(events: number): boolean;
  /** Ends the run here and gives what it has; its outcome is `interrupted` where it was not over. Call it once. */
  finish(): Run;
}

/** Begins the run of a scenario under one of its models. */
export function startRun(scenario: Scenario, model: ModelOptions, options: SimulateOptions = {}): LiveRun {
  const { trace = true, full = false, warmupNs = 0, maxEvents = DEFAULT_MAX_EVENTS } = options;
  const plan = planOf(scenario, model);
  const metrics = new Metrics(plan.meta, { full, warmupNs });
  const observer = options.observe?.(plan.meta) ?? null;
  const numbers = observer === null ? metrics : new Tee(metrics, observer);
  let recording = trace ? beginRecording(plan.meta, numbers) : null;
  // A trace needs an id of its own for every thread that ever was; numbers alone can use ids again.
  const reuseIds = recording === null && observer === null;
  const simulation = new Simulation(plan, recording?.tee ?? numbers, { maxEvents, reuseIds });
  return {
    meta: plan.meta,
    get nowNs() {
      return simulation.now;
    },
    get events() {
      return simulation.events;
    },
    get traceBytes() {
      return recording?.recorder.bytes ?? 0;
    },
    dropTrace() {
      recording?.tee.dropSecond();
      recording = null;
    },
    advance: (events) => simulation.advance(events),
    finish() {
      const end = simulation.end();
      observer?.finish(end);
      return { result: metrics.result(end), trace: recording?.recorder.finish(end) ?? null };
    },
  };
}

function beginRecording(meta: TraceMeta, numbers: ChunkSink): { recorder: Recorder; tee: Tee } {
  const recorder = new Recorder(meta);
  return { recorder, tee: new Tee(numbers, recorder) };
}

/** Simulates a scenario under each of its models, one after another, on the same random draws. */
export function simulate(scenario: Scenario, options: SimulateOptions = {}): Run[] {
  return scenario.models.map((model) => {
    const run = startRun(scenario, model, options);
    while (run.advance(Number.MAX_SAFE_INTEGER));
    return run.finish();
  });
}
