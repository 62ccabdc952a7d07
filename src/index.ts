/**
 * The library: read a scenario, simulate it, analyse its traces. Everything the command line does with a
 * scenario can be done with these functions; they touch no file, clock or terminal.
 */
import { Metrics } from "./analysis/metrics.ts";
import type { RunResult } from "./analysis/result.ts";
import type { Scenario } from "./scenario/scenario.ts";
import { compile } from "./threads/compile.ts";
import type { ModelOptions } from "./threads/models/registry.ts";
import { Simulation } from "./threads/simulation.ts";
import type { TraceMeta } from "./trace/meta.ts";
import { Recorder } from "./trace/recorder.ts";
import { Tee } from "./trace/tee.ts";
import { forEachRecord, type Trace } from "./trace/trace.ts";

/** A run ends after this many events unless told otherwise, so that nothing runs for ever. */
export const DEFAULT_MAX_EVENTS = 50_000_000;

/** How to run a scenario. */
export interface SimulateOptions {
  /** Keep a trace of everything that happened (16 bytes a record); default: true. */
  readonly trace?: boolean;
  /** List all threads and jobs in the results, however many; default: false, none past 10,000. */
  readonly full?: boolean;
  /** End as `event-limit` after this many events; default: {@link DEFAULT_MAX_EVENTS}. */
  readonly maxEvents?: number;
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
  /** Processes up to that many more events; false when the run is over. */
  advance(events: number): boolean;
  /** Ends the run here and gives what it has; `interrupted` where it was not over. Call it once. */
  finish(interrupted: boolean): Run;
}

/** Begins the run of a scenario under one of its models. */
export function startRun(scenario: Scenario, model: ModelOptions, options: SimulateOptions = {}): LiveRun {
  const { trace = true, full = false, maxEvents = DEFAULT_MAX_EVENTS } = options;
  const { name, file, seed, machine, objects, processes, workload, until } = scenario;
  const plan = compile({ name, file, seed, machine, model, objects, processes, workload, until });
  const metrics = new Metrics(plan.meta, { full });
  const recorder = trace ? new Recorder(plan.meta) : null;
  const sink = recorder === null ? metrics : new Tee(metrics, recorder);
  // A trace needs an id of its own for every thread that ever was; numbers alone can use ids again.
  const simulation = new Simulation(plan, sink, { maxEvents, reuseIds: !trace });
  return {
    meta: plan.meta,
    get nowNs() {
      return simulation.now;
    },
    get events() {
      return simulation.events;
    },
    get traceBytes() {
      return recorder?.bytes ?? 0;
    },
    advance: (events) => simulation.advance(events),
    finish(interrupted) {
      const end = simulation.end(interrupted);
      return { result: metrics.result(end), trace: recorder?.finish(end) ?? null };
    },
  };
}

/** Simulates a scenario under each of its models, one after another, on the same random draws. */
export function simulate(scenario: Scenario, options: SimulateOptions = {}): Run[] {
  return scenario.models.map((model) => {
    const run = startRun(scenario, model, options);
    while (run.advance(Number.MAX_SAFE_INTEGER));
    return run.finish(false);
  });
}

/** The numbers of a trace, fresh or reopened: the same that the run itself gave. */
export function analyse(trace: Trace, options: { readonly full?: boolean } = {}): RunResult {
  const metrics = new Metrics(trace.meta, { full: options.full ?? false });
  forEachRecord(trace, metrics);
  return metrics.result(trace.end);
}
