import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const MAIN = "dist/cli/main.js";
const RUNS = 9;

const COMMANDS: Record<string, readonly string[]> = {
  "node -e 0": ["-e", "0"],
  "threadsim --help": [MAIN, "--help"],
  "threadsim run --json": [MAIN, "run", "scenarios/blocking-lock.yaml", "--json"],
};

/** Start-up times as ratios to `node -e 0` in the same rounds. */
export function startUpRatios(): string[] {
  if (!existsSync(MAIN)) return [`no ${MAIN}: run npm run build first`];
  const times = new Map<string, number[]>();
  for (let round = 0; round < RUNS; round += 1) {
    for (const [name, args] of Object.entries(COMMANDS)) {
      const start = performance.now();
      const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
      if (status !== 0) throw new Error(`${name} exits with ${status}`);
      times.set(name, [...(times.get(name) ?? []), performance.now() - start]);
    }
  }
  const floor = median(times.get("node -e 0") ?? []);
  return [...times].map(([name, all]) => {
    const ms = median(all);
    return `${name.padEnd(26)} ${ms.toFixed(0).padStart(6)} ms ${(ms / floor).toFixed(2).padStart(6)}x`;
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
