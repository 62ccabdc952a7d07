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

/** Throws where a contestant has not done the same work. */
function checkEvents(what: string, events: number, expected: number, mostOff: number): void {
  if (Math.abs(events - expected) <= expected * mostOff) return;
  throw new Error(`${what}: ${events} events, expected ${Math.round(expected)}`);
}

/** One comparison: how many times as long the other takes for an event. */
function row(what: string, ratios: readonly number[], target: number): BenchRow {
  return { what, measured: `${median(ratios).toFixed(1)}x as fast`, target: `>= ${target}x` };
}

/** threadsim beside other simulators in which the workloads were written. */
export function simulators({ rounds }: BenchOptions): BenchReport {
  const lines: string[] = [];
  const rows: BenchRow[] = [];
  const all = Array.from({ length: rounds });
  const loops = { open: child<RunReport>("open:loop"), closed: child<RunReport>("closed:loop") };
  const own = (name: "open" | "closed") => child<RunReport>(`${name}:null`).ns / loops[name].events;
  const simPy = findSimPy();
  if (simPy === null) {
    lines.push("no SimPy 3 (Debian: python3-simpy3): it is left out");
  } else {
    const compare = (name: "open" | "closed", share: number, target: number) => {
      const ratios = all.map(() => {
        const { ns, events } = simPy[name]();
        checkEvents(`${name} in SimPy`, events, loops[name].events * share, MOST_OFF);
        lines.push(`${name}, SimPy ${simPy.version}: ${(ns / events).toFixed(0)} ns an event`);
        return ns / events / own(name);
      });
      rows.push(row(`${name} workload, beside SimPy ${simPy.version}`, ratios, target));
    };
    compare("open", OPEN_SHARE, 40);
    compare("closed", CLOSED_SHARE, 60);
  }
  if (child<RunReport | null>("simjs") === null) {
    lines.push("no simjs (npm install --no-save simjs@2.0.3): it is left out");
  } else {
    const ratios = all.map(() => {
      const { ns, events, hash } = child<RunReport>("simjs");
      checkEvents("open in simjs", events, loops.open.events, 0);
      if (hash !== loops.open.hash) throw new Error("open in simjs: user threads end otherwise");
      lines.push(`open, simjs 2.0.3: ${(ns / events).toFixed(0)} ns an event`);
      return ns / events / own("open");
    });
    rows.push(row("open workload, beside simjs 2.0.3", ratios, 5));
  }
  return { lines: [...lines, ...rows.map(({ what, measured }) => `${what}: ${measured}`)], rows };
}
