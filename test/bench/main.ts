/**
 * Speed and size of threadsim beside its references, measured side by side in one run: trust the ratios.
 * `npm run bench` takes about a minute and a half; `npm run bench -- --rounds 7` gives steadier medians.
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { CONTESTANTS, type Contestant, runContestant, WORKLOADS, type WorkloadName } from "./contestants.ts";
import {
  measureRecorder,
  measureSleepers,
  measureSleepersInPool,
  type SizeReport,
} from "./measure-memory.ts";
import { microBenchmarks } from "./micro.ts";
import { compileReference, runReference } from "./reference-cpp.ts";
import { median, startUpRatios } from "./start-up.ts";
import type { RunReport } from "./workloads.ts";

/** Runs of a contestant in its process; the first warms the compiler up and is measured like the others. */
const RUNS_IN_PROCESS = 3;
const SIZES: Record<string, () => SizeReport> = {
  sleepers: measureSleepers,
  pool: measureSleepersInPool,
  recorder: measureRecorder,
};

/** What the process is started for by itself: one contestant, or one measurement of size. Prints JSON. */
function runAsChild(job: string): void {
  const [kind = "", contestant = ""] = job.split(":");
  const size = SIZES[kind];
  if (size !== undefined) {
    console.log(JSON.stringify(size()));
    return;
  }
  const name = Object.keys(WORKLOADS).find((key): key is WorkloadName => key === kind);
  const which = CONTESTANTS.find((key) => key === contestant);
  if (name === undefined || which === undefined) throw new Error(`no job ${job}`);
  const reports = Array.from({ length: RUNS_IN_PROCESS }, () => runContestant(name, which));
  const ns = median(reports.map((report) => report.ns));
  console.log(JSON.stringify({ ...reports[0], ns }));
}

function child<Report>(job: string): Report {
  const self = process.argv[1] ?? "";
  const result = spawnSync(process.execPath, ["--expose-gc", self, "--child", job], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`${job} failed:\n${result.stderr}`);
  return JSON.parse(result.stdout);
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

function sizes(): string[] {
  const line = (label: string, { ms, bytes }: SizeReport, of: string) =>
    `${label.padEnd(38)} ${ms.toFixed(0).padStart(6)} ms ${bytes.toFixed(1).padStart(7)} bytes per ${of}`;
  return [
    line("1,000,000 sleepers, one-to-one", child("sleepers"), "live thread"),
    line("1,000,000 sleeping jobs, pool of 200", child("pool"), "job"),
    line("recorder, closed workload", child("recorder"), "transition"),
  ];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { child: { type: "string" }, rounds: { type: "string", default: "3" } },
  });
  if (values.child !== undefined) {
    runAsChild(values.child);
    return;
  }
  const hasReference = compileReference();
  if (!hasReference) console.log("no C++ compiler: the ratios to C++ are left out");
  for (const name of ["open", "closed"] as const) {
    console.log(`${compare(name, Number(values.rounds), hasReference).join("\n")}\n`);
  }
  console.log(`${sizes().join("\n")}\n`);
  console.log(`${startUpRatios().join("\n")}\n`);
  console.log((await microBenchmarks()).join("\n"));
}

await main();
