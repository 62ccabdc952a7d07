import { child } from "./child.ts";
import { CONTESTANTS, type Contestant, runContestant, WORKLOADS, type WorkloadName } from "./contestants.ts";
import { compileReference, runReference } from "./reference-cpp.ts";
import { type BenchOptions, type BenchReport, type BenchRow, median } from "./section.ts";
import type { RunReport } from "./workloads.ts";

/** Runs of a contestant in its process; the first warms the compiler up and is measured like the others. */
const RUNS_IN_PROCESS = 3;

/** Events in a µs are millions in a second. */
const NS_PER_US = 1_000;

/** By contestant: ns an event in each round. */
interface Costs {
  readonly events: number;
  readonly times: ReadonlyMap<string, readonly number[]>;
}

const TARGETS = [
  { label: "null", base: "C++", target: "<= 3.00x" },
  { label: "null", base: "loop", target: "<= 1.40x" },
  { label: "metrics", base: "null", target: "<= 1.25x" },
  { label: "recorder", base: "null", target: "<= 1.50x" },
] as const;

/** Events of both workloads, ns each, beside the references. */
export function engine({ rounds }: BenchOptions): BenchReport {
  const hasReference = compileReference();
  const lines = hasReference ? [] : ["no C++ compiler: the ratios to C++ are left out"];
  const rows: BenchRow[] = [];
  for (const name of ["open", "closed"] as const) {
    const costs = compare(name, rounds, hasReference);
    lines.push(...table(name, costs), "");
    rows.push(...tableRows(name, costs));
  }
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
function compare(name: WorkloadName, rounds: number, hasReference: boolean): Costs {
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
  return { events: loop.events, times };
}

const LABELS: Record<string, string> = {
  "C++": "C++ reference",
  loop: "JavaScript loop",
  null: "threadsim, null sink",
  metrics: "threadsim, metrics",
  recorder: "threadsim, recorder",
};

/** Median of the ratios of each round; null where the base was not measured. */
function ratioOf({ times }: Costs, label: string, base: string): number | null {
  const other = times.get(base);
  if (other === undefined) return null;
  return median((times.get(label) ?? []).map((ns, round) => ns / (other[round] ?? Number.NaN)));
}

function tableRows(name: WorkloadName, costs: Costs): readonly BenchRow[] {
  return TARGETS.flatMap(({ label, base, target }) => {
    const ratio = ratioOf(costs, label, base);
    const what = `${name} workload, ${LABELS[label]}`;
    return ratio === null ? [] : [{ what, measured: `${ratio.toFixed(2)}x ${LABELS[base]}`, target }];
  });
}

function table(name: string, costs: Costs): string[] {
  const { events, times } = costs;
  const ratio = (label: string, base: string) => {
    const found = ratioOf(costs, label, base);
    return found === null ? "     –" : `${found.toFixed(2)}x`.padStart(6);
  };
  return [
    `${name}: ${events.toLocaleString("en")} events     ns/event  million/s   to C++  to loop  to null sink`,
    ...[...times].map(([label, all]) => {
      const ns = median(all);
      const cells = [ratio(label, "C++"), ratio(label, "loop"), ratio(label, "null")];
      const speed = `${ns.toFixed(1).padStart(6)}    ${(NS_PER_US / ns).toFixed(1).padStart(7)}`;
      return `${(LABELS[label] ?? label).padEnd(31)} ${speed}   ${cells.join("   ")}`;
    }),
  ];
}

function assertEqual(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new Error(`${what}: ${actual}, expected ${expected}`);
}
