import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type BenchReport, median, times } from "./section.ts";

const MAIN = "dist/cli/main.js";
const RUNS = 9;

interface StartedCommand {
  readonly what: string;
  readonly args: readonly string[];
  readonly target: string;
}

const FLOOR: StartedCommand = { what: "`node -e 0`", args: ["-e", "0"], target: "" };
const COMMANDS: readonly StartedCommand[] = [
  FLOOR,
  { what: "`threadsim --help`", args: [MAIN, "--help"], target: "<= 1.8x" },
  {
    what: "`threadsim run --json`, a small scenario",
    args: [MAIN, "run", "scenarios/blocking-lock.yaml", "--json"],
    target: "<= 1.8x",
  },
];

/** Start-up times as ratios to `node -e 0` in the same rounds. */
export function startUp(): BenchReport {
  if (!existsSync(MAIN)) return { lines: [`no ${MAIN}: run npm run build first`], rows: [] };
  const measured = new Map<StartedCommand, number[]>();
  for (let round = 0; round < RUNS; round += 1) {
    for (const command of COMMANDS) {
      const start = performance.now();
      const { status } = spawnSync(process.execPath, command.args, { stdio: "ignore" });
      if (status !== 0) throw new Error(`${command.what} exits with ${status}`);
      measured.set(command, [...(measured.get(command) ?? []), performance.now() - start]);
    }
  }
  const floor = measured.get(FLOOR) ?? [];
  const ratioOf = (all: readonly number[]) =>
    median(all.map((ms, round) => ms / (floor[round] ?? Number.NaN)));
  const all = [...measured].map(([command, ms]) => ({ command, ms: median(ms), ratio: times(ratioOf(ms)) }));
  return {
    lines: all.map(
      ({ command, ms, ratio }) =>
        `${command.what.padEnd(42)} ${ms.toFixed(0).padStart(6)} ms ${ratio.padStart(7)}`,
    ),
    rows: all
      .filter(({ command }) => command !== FLOOR)
      .map(({ command: { what, target }, ratio }) => ({ what, measured: `${ratio} \`node -e 0\``, target })),
  };
}
