import { Metrics } from "../../src/analysis/metrics.ts";
import { compile } from "../../src/threads/compile.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import { Simulation } from "../../src/threads/simulation.ts";
import { encodeTraces } from "../../src/trace/file-writer.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import { SpillingRecorder } from "../../src/trace/spilling-recorder.ts";
import { closedScenario, SLEEPERS, sleepersPoolScenario, sleepersScenario } from "./workloads.ts";

/** Sizes, measured in a process of its own that was started with --expose-gc. */
export interface SizeReport {
  readonly ms: number;
  readonly bytes: number;
}

const MAX_EVENTS = 2 ** 40;
const PIECE = 50_000;
const SMALL_PIECE = 50;

/** Bytes in use: objects and the buffers of typed arrays. */
export function bytesInUse(): number {
  // Buffers of arrays found dead by one collection are given back by the next.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function sleep(input: SimulationInput, threads: number): SizeReport {
  const before = bytesInUse();
  const start = performance.now();
  const metrics = new Metrics(compile(input).meta, { full: false });
  const simulation = new Simulation(compile(input), metrics, { maxEvents: MAX_EVENTS, reuseIds: true });
  let measuring = 0;
  let most = 0;
  // Everybody is asleep once the first instant is over.
  let asleep = false;
  // In small pieces until then, so that few have woken when memory is measured.
  while (simulation.advance(asleep ? PIECE : SMALL_PIECE)) {
    if (asleep || simulation.now === 0) continue;
    asleep = true;
    const stop = performance.now();
    most = bytesInUse() - before;
    measuring = performance.now() - stop;
  }
  const ms = performance.now() - start - measuring;
  return { ms, bytes: most / threads };
}

/** Sleepers with a kernel thread each: time, and bytes per live thread. */
export const measureSleepers = (threads: number): SizeReport => {
  const workload = sleepersScenario.workload.map((entry) => ({ ...entry, count: threads }));
  return sleep({ ...sleepersScenario, workload }, threads);
};
/** A million sleeping jobs in a pool: time, and bytes per job. */
export const measureSleepersInPool = (): SizeReport => sleep(sleepersPoolScenario, SLEEPERS.threads);

/** Bytes per recorded transition. */
export function measureRecorder(): SizeReport {
  const start = performance.now();
  const plan = compile(closedScenario);
  const recorder = new Recorder(plan.meta);
  const simulation = new Simulation(plan, recorder, { maxEvents: MAX_EVENTS, reuseIds: false });
  while (simulation.advance(PIECE));
  return { ms: performance.now() - start, bytes: recorder.bytes / recorder.length };
}

/** Transitions written in one go. */
const WRITTEN = 5_000_000;

/** Time to put {@link WRITTEN} recorded transitions into a file's bytes, and how many bytes each takes. */
export function measureWriter(): SizeReport {
  const plan = compile(closedScenario);
  const recorder = new Recorder(plan.meta);
  const simulation = new Simulation(plan, recorder, { maxEvents: MAX_EVENTS, reuseIds: false });
  while (recorder.length < WRITTEN && simulation.advance(PIECE));
  const trace = recorder.finish(simulation.end());
  const start = performance.now();
  let bytes = 0;
  for (const piece of encodeTraces([trace])) bytes += piece.length;
  return { ms: ((performance.now() - start) * WRITTEN) / trace.length, bytes: bytes / trace.length };
}

/** Memory that a trace spilled while running takes more at the end of the closed workload than at its beginning, bytes. */
export function measureSpill(): SizeReport {
  const start = performance.now();
  const plan = compile(closedScenario);
  const spilling = new SpillingRecorder(plan.meta, () => {});
  const simulation = new Simulation(plan, spilling, { maxEvents: MAX_EVENTS, reuseIds: false });
  simulation.advance(PIECE);
  const before = bytesInUse();
  while (simulation.advance(PIECE));
  spilling.finish(simulation.end());
  return { ms: performance.now() - start, bytes: bytesInUse() - before };
}
