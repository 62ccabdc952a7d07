import { Metrics } from "../../src/analysis/metrics.ts";
import { compile } from "../../src/threads/compile.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import { Simulation } from "../../src/threads/simulation.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import { closedScenario, SLEEPERS, sleepersPoolScenario, sleepersScenario } from "./workloads.ts";

/** Sizes, measured in a process of its own that was started with --expose-gc. */
export interface SizeReport {
  readonly ms: number;
  readonly bytes: number;
}

const MAX_EVENTS = 2 ** 40;
const PIECE = 50_000;

/** Bytes in use: objects and the buffers of typed arrays. */
function bytesInUse(): number {
  // Buffers of arrays found dead by one collection are given back by the next.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function sleep(input: SimulationInput): SizeReport {
  const before = bytesInUse();
  const start = performance.now();
  const metrics = new Metrics(compile(input).meta, { full: false });
  const simulation = new Simulation(compile(input), metrics, { maxEvents: MAX_EVENTS, reuseIds: true });
  let measuring = 0;
  let most = 0;
  // Everybody is asleep once the first instant is over.
  let asleep = false;
  while (simulation.advance(PIECE)) {
    if (asleep || simulation.now === 0) continue;
    asleep = true;
    const stop = performance.now();
    most = bytesInUse() - before;
    measuring = performance.now() - stop;
  }
  const ms = performance.now() - start - measuring;
  return { ms, bytes: most / SLEEPERS.threads };
}

/** A million sleepers with a kernel thread each: time, and bytes per live thread. */
export const measureSleepers = (): SizeReport => sleep(sleepersScenario);
/** A million sleeping jobs in a pool: time, and bytes per job. */
export const measureSleepersInPool = (): SizeReport => sleep(sleepersPoolScenario);

/** Bytes per recorded transition. */
export function measureRecorder(): SizeReport {
  const start = performance.now();
  const plan = compile(closedScenario);
  const recorder = new Recorder(plan.meta);
  const simulation = new Simulation(plan, recorder, { maxEvents: MAX_EVENTS, reuseIds: false });
  while (simulation.advance(PIECE));
  return { ms: performance.now() - start, bytes: recorder.bytes / recorder.length };
}
