import { compile } from "../../src/threads/compile.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import type { Plan } from "../../src/threads/plan.ts";
import { Simulation } from "../../src/threads/simulation.ts";
import { type ChunkSink, eachRecord } from "../../src/trace/chunk-sink.ts";
import type { RunEnd } from "../../src/trace/meta.ts";
import { CheckingSink } from "./checking-sink.ts";
import type { TraceState } from "./trace-state.ts";

/** Enough for every generated scenario that ends; one that loops for ever is cut off here. */
const MAX_EVENTS = 20_000;
/** Prime, so that a run is cut into pieces at odd places. */
const PIECE = 97;

/** Runs a plan to its end, in pieces, into a sink. */
export function simulate(plan: Plan, sink: ChunkSink, reuseIds = false, piece = PIECE): RunEnd {
  const simulation = new Simulation(plan, sink, { maxEvents: MAX_EVENTS, reuseIds });
  while (simulation.advance(piece));
  return simulation.end();
}

/** Runs a scenario with every record checked; returns what its trace says, and how it ended. */
export function simulateChecked(input: SimulationInput): {
  readonly state: TraceState;
  readonly end: RunEnd;
} {
  const plan = compile(input);
  const sink = new CheckingSink(plan);
  const end = simulate(plan, eachRecord(sink));
  sink.close(end.endNs, end.outcome !== "event-limit");
  return { state: sink.state, end };
}
