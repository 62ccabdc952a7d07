/**
 * Speed and size of threadsim beside its references, measured side by side in one run: trust the ratios.
 * `npm run bench` takes all sections, `npm run bench -- start-up explorer` those named; `--rounds 7` gives
 * steadier medians, and `--write` puts the tables of the sections into the README.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { inlineMore } from "../../src/cli/inlining.ts";
import { showProgress } from "./child.ts";
import { engine, runEngineJob } from "./engine.ts";
import { explain } from "./explain.ts";
import { explorer } from "./explorer.ts";
import { exported } from "./export.ts";
import { runExportJob } from "./export-jobs.ts";
import { growth, runGrowthJob } from "./growth.ts";
import { limits } from "./limits.ts";
import { microBenchmarks } from "./micro.ts";
import { policies } from "./policies.ts";
import { runPolicyJob } from "./policy-jobs.ts";
import { withTable } from "./readme-tables.ts";
import { runSimJs } from "./reference-simjs.ts";
import type { BenchReport, BenchSection } from "./section.ts";
import { simulators } from "./simulators.ts";
import { runSizeJob, sizes } from "./sizes.ts";
import { startUp } from "./start-up.ts";

/** In the order in which they are run; each has its table between markers of its name in the README. */
const SECTIONS: Readonly<Record<string, BenchSection>> = {
  engine,
  simulators,
  policies,
  growth,
  sizes,
  export: exported,
  "start-up": startUp,
  explorer,
  explain,
  limits,
  micro: microBenchmarks,
};
const README = "README.md";
const MS_PER_S = 1_000;

/** What the process is started for by itself: one contestant, or one measurement of size. Prints JSON. */
async function runAsChild(job: string): Promise<void> {
  if (job === "ink-frame") {
    const { inkFrameMs } = await import("./ink-frame.tsx");
    console.log(`ink frame: ${await inkFrameMs()} ms`);
    return;
  }
  // As the command does for its runs; here for the references, too.
  inlineMore();
  if (job === "simjs") {
    console.log(JSON.stringify(runSimJs()));
    return;
  }
  const report =
    runSizeJob(job) ?? runPolicyJob(job) ?? runGrowthJob(job) ?? runExportJob(job) ?? runEngineJob(job);
  if (report === null) throw new Error(`no job ${job}`);
  console.log(JSON.stringify(report));
}

function writeTable(name: string, { rows }: BenchReport): void {
  const text = withTable(readFileSync(README, "utf8"), name, rows);
  if (text === null) throw new Error(`${README} has no place for the table of ${name}`);
  writeFileSync(README, text);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      child: { type: "string" },
      rounds: { type: "string", default: "3" },
      write: { type: "boolean", default: false },
    },
  });
  if (values.child !== undefined) {
    await runAsChild(values.child);
    return;
  }
  const names = positionals.length > 0 ? positionals : Object.keys(SECTIONS);
  const unknown = names.filter((name) => SECTIONS[name] === undefined);
  if (unknown.length > 0) throw new Error(`no section ${unknown}; there are ${Object.keys(SECTIONS)}`);
  for (const [i, name] of names.entries()) {
    console.error(`[${i + 1}/${names.length}] ${name} …`);
    await measure(name, { rounds: Number(values.rounds), write: values.write });
  }
}

async function measure(name: string, { rounds, write }: { rounds: number; write: boolean }): Promise<void> {
  const section = SECTIONS[name];
  if (section === undefined) return;
  const startMs = performance.now();
  const report = await section({ rounds });
  showProgress("");
  const seconds = (performance.now() - startMs) / MS_PER_S;
  console.log(`${name}, in ${seconds.toFixed(0)} s\n${report.lines.join("\n")}\n`);
  if (write && report.rows.length > 0) writeTable(name, report);
}

await main();
