import { performance } from "node:perf_hooks";
import { Metrics } from "../../src/analysis/metrics.ts";
import { compile } from "../../src/threads/compile.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import { Simulation } from "../../src/threads/simulation.ts";
import { type ChunkSink, eachRecord, nullSink } from "../../src/trace/chunk-sink.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import { HASHED, HashSink } from "./hash-sink.ts";
import { ReferenceClosed } from "./reference-closed.ts";
import { ReferenceOpen } from "./reference-open.ts";
import { closedScenario, drawsOf, openScenario, type RunReport } from "./workloads.ts";

/**
 * Contestants that run in Node, each in a process of its own: sinks and loops of one would slow down the
 * others' shared code. All draw with the same function, at the same positions, so all see the same work.
 */
export const WORKLOADS = { open: openScenario, closed: closedScenario } as const;
export type WorkloadName = keyof typeof WORKLOADS;

export const CONTESTANTS = ["loop", "null", "metrics", "recorder", "hash"] as const;
export type Contestant = (typeof CONTESTANTS)[number];

const MAX_EVENTS = 2 ** 40;
const PIECE = 100_000;
const NS_PER_MS = 1e6;

/** Runs a scenario to its end; returns the events that it counts. */
function runSimulation(input: SimulationInput, sink: ChunkSink, reuseIds: boolean): number {
  const simulation = new Simulation(compile(input), sink, { maxEvents: MAX_EVENTS, reuseIds });
  while (simulation.advance(PIECE));
  return simulation.end().events;
}

/** One run of a contestant, set-up included. */
export function runContestant(name: WorkloadName, contestant: Contestant): RunReport {
  const input = WORKLOADS[name];
  const start = performance.now();
  let events = 0;
  let hash = 0;
  switch (contestant) {
    case "loop": {
      const draws = drawsOf(input);
      const loop = name === "open" ? new ReferenceOpen(draws) : new ReferenceClosed(draws);
      loop.run();
      ({ events, hash } = loop);
      break;
    }
    case "null":
      events = runSimulation(input, nullSink, true);
      break;
    case "metrics":
      events = runSimulation(input, new Metrics(compile(input).meta, { full: false }), true);
      break;
    case "recorder":
      events = runSimulation(input, new Recorder(compile(input).meta), false);
      break;
    case "hash": {
      const sink = new HashSink(HASHED[name]);
      events = runSimulation(input, eachRecord(sink), false);
      hash = sink.hash;
      break;
    }
  }
  return { ns: (performance.now() - start) * NS_PER_MS, events, hash };
}
