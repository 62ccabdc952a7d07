import { Metrics } from "../../src/analysis/metrics.ts";
import type { RunResult } from "../../src/analysis/result.ts";
import { compile } from "../../src/threads/compile.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import { Tee } from "../../src/trace/tee.ts";
import type { Trace } from "../../src/trace/trace.ts";
import { simulate } from "./simulate.ts";

/** Runs a scenario to its end; gives its numbers and its trace. */
export function recordRun(input: SimulationInput): { readonly result: RunResult; readonly trace: Trace } {
  const plan = compile(input);
  const metrics = new Metrics(plan.meta, { full: true });
  const recorder = new Recorder(plan.meta);
  const end = simulate(plan, new Tee(metrics, recorder));
  return { result: metrics.result(end), trace: recorder.finish(end) };
}
