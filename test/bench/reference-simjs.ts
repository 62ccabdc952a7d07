import module from "node:module";
import { DrawSource, mixIdentity } from "../../src/base/random.ts";
import { WORKLOADS } from "./contestants.ts";
import { drawsOf, HASH_START, mixHash, OPEN, type RunReport } from "./workloads.ts";

/** What is used of simjs 2.0.3 (npm), which has no types. */
interface SimJs {
  readonly Sim: new () => { addEntity(kind: EntityClass): unknown; simulate(until: number): boolean };
  readonly Entity: EntityClass;
  readonly Facility: {
    new (name: string, discipline: number, servers: number): unknown;
    readonly FCFS: number;
  };
}
type EntityClass = new (...args: readonly unknown[]) => Entity;
interface Entity {
  time(): number;
  setTimer(duration: number): Request;
  useFacility(facility: unknown, duration: number): Request;
}
interface Request {
  done(callback: () => void): void;
}

const NS_PER_MS = 1e6;
/** The step by which arrivals are drawn. */
const ARRIVAL_STEP = -1;

/** The library, where it is installed: here, or in a folder that NODE_PATH names. Null where it is not. */
function load(): SimJs | null {
  // It gives itself to browsers alone.
  const window: { Sim?: SimJs } = {};
  Object.assign(globalThis, { window });
  try {
    module.createRequire(import.meta.url)("simjs");
  } catch {
    return null;
  }
  return window.Sim ?? null;
}

/** The open workload in simjs, with the draws of the other contestants; null where the library is not there. */
export function runSimJs(): RunReport | null {
  const library = load();
  if (library === null) return null;
  const { keys, groupIdentity } = drawsOf(WORKLOADS.open);
  const start = performance.now();
  const source = new DrawSource(keys);
  const exponential = (identity: number, step: number, draw: number, mean: number): number => {
    source.at(identity, step, draw);
    return Math.floor(-Math.log(1 - source.next()) * mean + 0.5);
  };
  const cores = new library.Facility("cores", library.Facility.FCFS, OPEN.cores);
  let events = 0;
  let hash = HASH_START;
  class Arrivals extends library.Entity {
    #arrived = 0;
    start(): void {
      if (this.#arrived === OPEN.threads) return;
      const interval = exponential(groupIdentity, ARRIVAL_STEP, this.#arrived, OPEN.meanInterval);
      this.setTimer(interval).done(() => {
        events += 1;
        this.#compute(this.#arrived);
        this.#arrived += 1;
        this.start();
      });
    }
    #compute(thread: number): void {
      const service = exponential(mixIdentity(groupIdentity, thread), 0, 0, OPEN.meanService);
      // By way of `call`, as the linter takes a call of this name for a hook of React.
      this.useFacility.call(this, cores, service).done(() => {
        events += 1;
        hash = mixHash(hash, this.time(), thread);
      });
    }
  }
  const sim = new library.Sim();
  sim.addEntity(Arrivals);
  sim.simulate(Number.POSITIVE_INFINITY);
  return { ns: (performance.now() - start) * NS_PER_MS, events, hash };
}
