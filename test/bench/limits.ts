import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { parseScenario } from "../../src/scenario/parse.ts";
import { processorMs } from "./processor-time.ts";
import { type BenchReport, type BenchRow, median, times } from "./section.ts";

const MAIN = "dist/cli/main.cjs";
const LINES = 10_000;
const ROUNDS = 5;
const MS_PER_S = 1_000;

/** A scenario of 10,000 lines: groups with programs of three steps. */
function longScenario(): string {
  const head = ["name: long", "machine: { cores: 4 }", "models: [one-to-one]", "workload:"];
  const group = (i: number) => [
    `  - thread: t${i}`,
    "    program:",
    "      - compute: 1ms",
    "      - io: { exponential: 2ms }",
    "      - sleep: 3ms",
  ];
  const count = Math.floor((LINES - head.length) / group(0).length);
  return [...head, ...Array.from({ length: count }, (_, i) => group(i)).flat()].join("\n");
}

/** Processor time that some work takes, ms, the median of several rounds. */
const timed = (work: () => void): number => median(Array.from({ length: ROUNDS }, () => processorMs(work)));

/** A wide list on one line, 4 MB of it, with a mistake at its beginning. */
function flowText(): string {
  const item = (_: unknown, i: number) => `{ thread: t${i}, program: [ { compute: 1ms }, { io: 2ms } ] }`;
  const items = Array.from({ length: 70_000 }, item).join(", ");
  return `{ name: x, machine: { coers: 2 }, models: [one-to-one], workload: [ ${items} ] }\n`;
}

const CROWD = `name: crowd
machine: { cores: 4 }
models: [one-to-one]
workload: [ { thread: sleeper, count: 1000000, program: [ { repeat: 100, do: [ { sleep: 1s } ] } ] } ]
`;

interface Interrupted {
  readonly what: string;
  readonly args: readonly string[];
  /** Real time after which Ctrl-C comes, ms; null: with the first output. */
  readonly afterMs: number | null;
}

/** Real time from the signal to the end of the command, ms. Rejects where the command was over before the signal. */
function answered({ what, args, afterMs }: Interrupted): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "ignore"] });
    let sentMs = Number.NaN;
    const send = () => {
      sentMs = performance.now();
      child.kill("SIGINT");
    };
    if (afterMs === null) child.stdout.once("data", send);
    else {
      child.stdout.resume();
      setTimeout(send, afterMs);
    }
    child.on("exit", () => {
      if (Number.isNaN(sentMs)) reject(new Error(`${what}: over before Ctrl-C came`));
      else resolve(performance.now() - sentMs);
    });
  });
}

/** Large input, and how soon Ctrl-C is answered in the middle of a large run. */
export async function limits(): Promise<BenchReport> {
  const text = longScenario();
  const parseMs = timed(() => {
    if (!parseScenario(text, { file: "long.yaml" }).ok) throw new Error("the long scenario is wrong");
  });
  const yamlMs = timed(() => parseDocument(text));
  const flow = flowText();
  const flowMs = timed(() => parseScenario(flow, { file: "flow.yaml" }));
  const folder = mkdtempSync(join(tmpdir(), "threadsim-bench-"));
  const file = join(folder, "crowd.yaml");
  writeFileSync(file, CROWD);
  const run = ["run", file, "--json", "--full"];
  const small = ["--set", "workload.sleeper.count=100000", "--until", "2s"];
  const cases: readonly Interrupted[] = [
    { what: "while 1,000,000 user threads arrive", args: run, afterMs: 500 },
    { what: "in the middle of their run", args: ["run", file, "--json"], afterMs: 8_000 },
    { what: "while a long document is printed", args: [...run, ...small], afterMs: null },
    { what: "while 100,000 user threads are explained", args: ["explain", file, ...small], afterMs: 1_500 },
  ];
  const answers: [Interrupted, number][] = [];
  for (const one of cases) answers.push([one, await answered(one)]);
  rmSync(folder, { recursive: true });
  const rows: BenchRow[] = [
    {
      what: "a scenario of 10,000 lines read and checked",
      measured: `${times(parseMs / yamlMs)} the YAML library alone`,
      target: "",
    },
    {
      what: "4 MB of YAML on one line refused",
      measured: `${(flowMs / MS_PER_S).toFixed(1)} s of processor time`,
      target: "",
    },
    ...answers.map(([{ what }, ms]) => ({
      what: `Ctrl-C answered ${what}`,
      measured: `${ms.toFixed(0)} ms`,
      target: "<= 500 ms",
    })),
  ];
  return {
    lines: [
      `10,000 lines: ${parseMs.toFixed(0)} ms`,
      ...rows.map(({ what, measured }) => `${what}: ${measured}`),
    ],
    rows,
  };
}
