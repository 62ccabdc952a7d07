import { spawnSync } from "node:child_process";
import { child } from "./child.ts";
import { type BenchOptions, type BenchReport, type BenchRow, median } from "./section.ts";
import { CLOSED, OPEN, type RunReport } from "./workloads.ts";

const MODEL = "test/bench/reference-simpy.py";
/** SimPy takes so long that parts of the workloads do. */
const OPEN_SHARE = 1 / 10;
const CLOSED_SHARE = 1 / 20;
/** Its draws are others, so the number of its events differs by chance. */
const MOST_OFF = 0.05;

/** What the model in SimPy prints. */
interface SimPyReport {
  readonly ns: number;
  readonly events: number;
  readonly version: string;
}

/** A run of both workloads' parts in SimPy 3; null where there is none. */
interface SimPy {
  readonly version: string;
  open(): SimPyReport;
  closed(): SimPyReport;
}

const OPEN_ARGUMENTS = [OPEN.threads * OPEN_SHARE, OPEN.cores, OPEN.meanInterval, OPEN.meanService];
const CLOSED_ARGUMENTS = [
  CLOSED.until * CLOSED_SHARE,
  CLOSED.threads,
  CLOSED.cores,
  CLOSED.kernelThreads,
  CLOSED.mutexes,
  CLOSED.quantum,
  CLOSED.meanCompute,
  CLOSED.meanIo,
  CLOSED.section,
];

/** The first Python that has SimPy 3 or later: the one of the environment, or the system's. */
function findSimPy(): SimPy | null {
  const probe = "import simpy; assert hasattr(simpy, 'Environment'); print(simpy.__version__)";
  for (const python of ["python3", "/usr/bin/python3"]) {
    const { status, stdout } = spawnSync(python, ["-c", probe], { encoding: "utf8" });
    if (status !== 0) continue;
    const run = (name: string, args: readonly number[]): SimPyReport => {
      const result = spawnSync(python, [MODEL, name, ...args.map(String)], { encoding: "utf8" });
      if (result.status !== 0) throw new Error(`SimPy failed:\n${result.stderr}`);
      return JSON.parse(result.stdout);
    };
    return {
      version: stdout.trim(),
      open: () => run("open", OPEN_ARGUMENTS),
      closed: () => run("closed", CLOSED_ARGUMENTS),
    };
  }
  return null;
}

/** The reference loops over the same events. */
type Loops = Readonly<Record<"open" | "closed", RunReport>>;

/** Throws where a contestant has not done the same work. */
function checkEvents(what: string, events: number, expected: number, mostOff: number): void {
  if (Math.abs(events - expected) <= expected * mostOff) return;
  throw new Error(`${what}: ${events} events, expected ${Math.round(expected)}`);
}

/** Another simulator with one of the workloads: its run, once checked, gives ns an event. */
interface Other {
  readonly name: string;
  readonly workload: "open" | "closed";
  /** How many times as fast threadsim shall be. */
  readonly target: number;
  run(): number;
}

function simPyRuns(simPy: SimPy, loops: Loops): readonly Other[] {
  const other = (workload: "open" | "closed", share: number, target: number): Other => ({
    name: `SimPy ${simPy.version}`,
    workload,
    target,
    run: () => {
      const { ns, events } = simPy[workload]();
      checkEvents(`${workload} in SimPy`, events, loops[workload].events * share, MOST_OFF);
      return ns / events;
    },
  });
  return [other("open", OPEN_SHARE, 40), other("closed", CLOSED_SHARE, 60)];
}

function simJsRun(loops: Loops): Other {
  return {
    name: "simjs 2.0.3",
    workload: "open",
    target: 5,
    run: () => {
      const { ns, events, hash } = child<RunReport>("simjs");
      checkEvents("open in simjs", events, loops.open.events, 0);
      if (hash !== loops.open.hash) throw new Error("open in simjs: user threads end otherwise");
      return ns / events;
    },
  };
}

/** threadsim beside other simulators in which the workloads were written, in turns. */
export function simulators({ rounds }: BenchOptions): BenchReport {
  const loops = { open: child<RunReport>("open:loop"), closed: child<RunReport>("closed:loop") };
  const simPy = findSimPy();
  const hasSimJs = child<RunReport | null>("simjs") !== null;
  const others = [...(simPy === null ? [] : simPyRuns(simPy, loops)), ...(hasSimJs ? [simJsRun(loops)] : [])];
  const costs = others.map(() => ({ ns: [] as number[], ratios: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    const own = {
      open: child<RunReport>("open:null").ns / loops.open.events,
      closed: child<RunReport>("closed:null").ns / loops.closed.events,
    };
    for (const [i, other] of others.entries()) {
      const ns = other.run();
      costs[i]?.ns.push(ns);
      costs[i]?.ratios.push(ns / own[other.workload]);
    }
  }
  const rows: BenchRow[] = others.map(({ name, workload, target }, i) => ({
    what: `${workload} workload, beside ${name}`,
    measured: `${median(costs[i]?.ratios ?? []).toFixed(1)}x as fast`,
    target: `>= ${target}x`,
  }));
  return {
    lines: [
      ...(simPy === null ? ["no SimPy 3 (Debian: python3-simpy3): it is left out"] : []),
      ...(hasSimJs ? [] : ["no simjs (npm install --no-save simjs@2.0.3): it is left out"]),
      ...rows.map(
        ({ what, measured }, i) =>
          `${what}: ${measured}, ${median(costs[i]?.ns ?? []).toFixed(0)} ns an event`,
      ),
    ],
    rows,
  };
}
