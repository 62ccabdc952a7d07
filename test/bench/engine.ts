import { child } from "./child.ts";
import { CONTESTANTS, type Contestant, runContestant, WORKLOADS, type WorkloadName } from "./contestants.ts";
import { compileReference, runReference } from "./reference-cpp.ts";
import { type BenchOptions, type BenchReport, type BenchRow, median } from "./section.ts";
import type { RunReport } from "./workloads.ts";

/** Runs of a contestant in its process; the first warms the compiler up and is measured like the others. */
const RUNS_IN_PROCESS = 3;

/** Events of both workloads, ns each, beside the references. */
export function engine({ rounds }: BenchOptions): BenchReport {
  const hasReference = compileReference();
  const lines = hasReference ? [] : ["no C++ compiler: the ratios to C++ are left out"];
  const rows: BenchRow[] = [];
  for (const name of ["open", "closed"] as const) lines.push(...compare(name, rounds, hasReference), "");
  return { lines, rows };
}

/** The job `open:loop` of a process of its own; null where it is none of these. */
export function runEngineJob(job: string): RunReport | null {
  const [kind = "", contestant = ""] = job.split(":");
  const name = Object.keys(WORKLOADS).find((key): key is WorkloadName => key === kind);
  const which = CONTESTANTS.find((key) => key === contestant);
  if (name === undefined || which === undefined) return null;
  const reports = Array.from({ length: RUNS_IN_PROCESS }, () => runContestant(name, which));
  const [first] = reports;
  return first === undefined ? null : { ...first, ns: median(reports.map((report) => report.ns)) };
}

/** All contestants in turn, round after round; every timed run has to process the same events. */
function compare(name: WorkloadName, rounds: number, hasReference: boolean): string[] {
  const checked = child<RunReport>(`${name}:hash`);
  const loop = child<RunReport>(`${name}:loop`);
  assertEqual(`${name}: hash of threadsim and of the loop`, checked.hash, loop.hash);
  const timed: Contestant[] = ["loop", "null", "metrics", "recorder"];
  const times = new Map<string, number[]>();
  const note = (label: string, { ns }: RunReport) =>
    times.set(label, [...(times.get(label) ?? []), ns / loop.events]);
  for (let round = 0; round < rounds; round += 1) {
    if (hasReference) {
      const reports = Array.from({ length: RUNS_IN_PROCESS }, () => runReference(name));
      for (const report of reports) {
        assertEqual(`${name}: hash of C++`, report.hash, loop.hash);
        assertEqual(`${name}: events of C++`, report.events, loop.events);
      }
      note("C++", { ns: median(reports.map(({ ns }) => ns)), events: loop.events, hash: loop.hash });
    }
    for (const contestant of timed) {
      const report = child<RunReport>(`${name}:${contestant}`);
      if (contestant === "loop") assertEqual(`${name}: hash of the loop`, report.hash, loop.hash);
      else assertEqual(`${name}: events of threadsim`, report.events, checked.events);
      note(contestant, report);
    }
  }
  return table(name, loop.events, times);
}

const LABELS: Record<string, string> = {
  "C++": "C++ reference",
  loop: "JavaScript loop",
  null: "threadsim, null sink",
  metrics: "threadsim, metrics",
  recorder: "threadsim, recorder",
};

function table(name: string, events: number, times: ReadonlyMap<string, readonly number[]>): string[] {
  const ratio = (label: string, base: string) => {
    const own = times.get(label) ?? [];
    const other = times.get(base);
    if (other === undefined) return "     –";
    return `${median(own.map((ns, round) => ns / (other[round] ?? Number.NaN))).toFixed(2)}x`.padStart(6);
  };
  return [
    `${name}: ${events.toLocaleString("en")} events     ns/event   to C++  to loop  to null sink`,
    ...[...times].map(([label, all]) => {
      const cells = [ratio(label, "C++"), ratio(label, "loop"), ratio(label, "null")];
      return `${(LABELS[label] ?? label).padEnd(31)} ${median(all).toFixed(1).padStart(6)}   ${cells.join("   ")}`;
    }),
  ];
}

function assertEqual(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new Error(`${what}: ${actual}, expected ${expected}`);
}
