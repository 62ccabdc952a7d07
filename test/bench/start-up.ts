import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { Probe } from "./probe.ts";
import { type BenchReport, median, times } from "./section.ts";

const MAIN = "dist/cli/main.cjs";
const RUNS = 9;

/** Size of the terminal in which pictures are drawn. */
const COLUMNS = 120;
const ROWS = 40;
const SCENARIO = "scenarios/blocking-lock.yaml";

interface StartedCommand {
  readonly what: string;
  readonly args: readonly string[];
  /** What is waited for. */
  readonly until: "end" | "end in a terminal" | "first frame in a terminal";
  readonly target: string;
}

const FLOOR: StartedCommand = { what: "`node -e 0`", args: ["-e", "0"], until: "end", target: "" };
const COMMANDS: readonly StartedCommand[] = [
  FLOOR,
  { what: "`threadsim --help`", args: [MAIN, "--help"], until: "end", target: "<= 1.8x" },
  {
    what: "`threadsim run --json`, a small scenario",
    args: [MAIN, "run", SCENARIO, "--json"],
    until: "end",
    target: "<= 1.8x",
  },
  {
    what: "`threadsim run` of it in a terminal",
    args: [MAIN, "run", SCENARIO],
    until: "end in a terminal",
    target: "<= 4x",
  },
  {
    what: "first picture of `threadsim explore`",
    args: [MAIN, "explore", SCENARIO],
    until: "first frame in a terminal",
    target: "<= 4x",
  },
];

/** Real time that a command takes, ms. */
async function timeOf({ what, args, until }: StartedCommand): Promise<number> {
  const start = performance.now();
  if (until === "end") {
    const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
    if (status !== 0) throw new Error(`${what} exits with ${status}`);
    return performance.now() - start;
  }
  const probe = new Probe(args, COLUMNS, ROWS);
  if (until === "end in a terminal") {
    await probe.ended;
    return performance.now() - start;
  }
  if (!(await probe.frame())) throw new Error(`${what} draws no frame:\n${probe.text}`);
  const ms = performance.now() - start;
  probe.type("q");
  await probe.ended;
  return ms;
}

/** Start-up times as ratios to `node -e 0` in the same rounds. */
export async function startUp(): Promise<BenchReport> {
  if (!existsSync(MAIN)) return { lines: [`no ${MAIN}: run npm run build first`], rows: [] };
  const measured = new Map<StartedCommand, number[]>();
  for (let round = 0; round < RUNS; round += 1) {
    for (const command of COMMANDS) {
      measured.set(command, [...(measured.get(command) ?? []), await timeOf(command)]);
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
