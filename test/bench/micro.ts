import { Bench } from "tinybench";
import type { Distribution } from "../../src/base/distribution.ts";
import { DrawSource, keysOf, mixIdentity } from "../../src/base/random.ts";
import { compileSampler } from "../../src/base/sampler.ts";
import { ms } from "../../src/base/time.ts";
import { EventList } from "../../src/engine/event-list.ts";
import type { BenchReport } from "./section.ts";

const DRAWS: readonly Distribution[] = [
  { kind: "exponential", mean: ms(1) },
  { kind: "uniform", min: ms(1), max: ms(2) },
  { kind: "normal", mean: ms(2), sd: ms(1) },
  { kind: "lognormal", mean: ms(1), cv: 0.5 },
  { kind: "erlang", mean: ms(1), k: 3 },
];
/** Operations in one timed call: far more than reading the clock costs. */
const BATCH = 1000;
const LIVE_TIMERS = [1e3, 1e4, 1e5, 1e6];

/** Cost of a draw, and of a timer among many (take the earliest, set it anew). Nanoseconds, medians. */
export async function microBenchmarks(): Promise<BenchReport> {
  const bench = new Bench({ time: 200, warmupTime: 50 });
  const source = new DrawSource(keysOf(42));
  for (const distribution of DRAWS) {
    const sampler = compileSampler(distribution, source);
    bench.add(`draw ${distribution.kind}`, () => {
      for (let i = 0; i < BATCH; i += 1) {
        source.at(mixIdentity(1, i), 0, 0);
        sampler.sample(0);
      }
    });
  }
  for (const live of LIVE_TIMERS) {
    const list = new EventList();
    const sampler = compileSampler({ kind: "exponential", mean: ms(1) }, source);
    for (let id = 0; id < live; id += 1) list.schedule(next(sampler, source, id), id);
    bench.add(`timer among ${live.toLocaleString("en")}`, () => {
      for (let i = 0; i < BATCH; i += 1) {
        const now = list.nextTime;
        const id = list.pop();
        list.schedule(now + next(sampler, source, i), id);
      }
    });
  }
  await bench.run();
  const lines = bench.tasks.map(({ name, result }) => {
    const median = "latency" in result ? (result.latency.p50 * 1e6) / BATCH : Number.NaN;
    return `${name.padEnd(26)} ${median.toFixed(1).padStart(8)} ns`;
  });
  return { lines, rows: [] };
}

function next(sampler: { sample(occurrence: number): number }, source: DrawSource, i: number): number {
  source.at(i, 0, 0);
  return sampler.sample(0);
}
