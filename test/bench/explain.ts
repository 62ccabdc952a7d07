import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BenchOptions, type BenchReport, type BenchRow, median, times } from "./section.ts";

const MAIN = "dist/cli/main.cjs";
/** 100,000 user threads at once: while each of them waited, tens of thousands of others had the cores. */
const CROWD = `name: A crowd
machine: { cores: 8 }
models: [ one-to-one ]
workload:
  - thread: worker
    count: 100000
    program: [ { compute: { exponential: 300us } }, { io: { exponential: 20ms } }, { compute: 200us } ]
`;

/** How long it takes to explain the runs of a scenario, beside running it and writing the traces. */
export function explain({ rounds }: BenchOptions): BenchReport {
  if (!existsSync(MAIN)) return { lines: [`no ${MAIN}: run npm run build first`], rows: [] };
  const folder = mkdtempSync(join(tmpdir(), "threadsim-bench-"));
  try {
    const crowd = join(folder, "crowd.yaml");
    writeFileSync(crowd, CROWD);
    const rows = [
      { what: "8,190 user threads", file: "scenarios/too-many-threads.yaml", target: "<= 2.00x" },
      { what: "100,000 user threads at once", file: crowd, target: "" },
    ].map(({ what, file, target }): BenchRow => {
      const ratios = Array.from({ length: rounds }, () => ratioOf(file, folder));
      return {
        what: `\`explain --no-what-if\`, ${what}`,
        measured: `${times(median(ratios))} \`run -o\``,
        target,
      };
    });
    return { lines: rows.map(({ what, measured, target }) => `${what}: ${measured} ${target}`), rows };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ratioOf(file: string, folder: string): number {
  const ran = timeMs(["run", file, "--json", "-o", join(folder, "run.tsim")]);
  return timeMs(["explain", file, "--no-what-if"]) / ran;
}

function timeMs(args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, [MAIN, ...args], { stdio: "ignore" });
  if (status !== 0) throw new Error(`threadsim ${args.join(" ")} exits with ${status}`);
  return performance.now() - start;
}
