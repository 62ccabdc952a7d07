import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { flagsForHeap, Probe } from "./probe.ts";
import { type BenchOptions, type BenchReport, type BenchRow, median, quantile, times } from "./section.ts";

const MAIN = "dist/cli/main.cjs";
const COLUMNS = 200;
const ROWS = 60;
/** The members of the group one by one, early, where all three models are at work, with room on both sides. */
const APPROACH = ["\r", ":time 2%\r", "w", "w", "w", "w"];
/** Keys whose frames are timed: zoom, pan, and the cursor. They change the picture wherever one is. */
const KEYS = ["d", "a", "w", "s", "l", "h"];
const WARM_UP_KEYS = 120;
const TIMED_KEYS = 300;
const PLAY_MS = 3_000;
const MS_PER_S = 1_000;
/** Frames of the memory test by round of the benchmark: nine rounds are ten minutes at 30 frames a second. */
const MEMORY_FRAMES = 2_000;
const OPEN_MS = 120_000;

/** 1,000 user threads in three models, each of them `repeat` times computing, waiting and locking. */
function scenario(repeat: number): string {
  return `name: Many
machine: { cores: 4 }
models: [many-to-one, one-to-one, many-to-many: { kernelThreads: 8, io: nonblocking }]
objects: { m: mutex }
workload:
  - thread: worker
    count: 1000
    program:
      - repeat: ${repeat}
        do: [{ compute: { exponential: 2ms } }, { io: { exponential: 20ms } }, { locked: m, do: [{ compute: 50us }] }]
`;
}

/** A program that answers each key with the end of a frame: what the terminal and a busy machine cost by themselves. */
const ECHO = `process.stdin.setRawMode(true);
process.stdout.write("\\u001b[?2026l");
process.stdin.on("data", (keys) => (String(keys) === "q" ? process.exit() : process.stdout.write("\\u001b[?2026l")));`;

/** What was measured at one trace. */
interface Visit {
  readonly openMs: number;
  readonly keyP50: number;
  readonly keyP95: number;
  readonly cpuPerFrame: number;
  readonly framesPerSecond: number;
  readonly playCpuPerFrame: number;
  /** Memory still in use at the start, in the middle and at the end of the frames for it, MiB. */
  readonly heapMib: readonly number[];
}

/** The explorer in a real terminal of 200x60: from key to painted frame, play, memory. */
export async function explorer({ rounds }: BenchOptions): Promise<BenchReport> {
  if (!existsSync(MAIN)) return { lines: [`no ${MAIN}: run npm run build first`], rows: [] };
  const folder = mkdtempSync(join(tmpdir(), "threadsim-bench-"));
  try {
    const ink = await inkFrame();
    const echo = await echoed();
    const memoryFrames = rounds * MEMORY_FRAMES;
    const small = await visit(traceOf(folder, 30), memoryFrames);
    // About five million intervals, and ten million records.
    const large = await visit(traceOf(folder, 160), 0);
    return reportOf({ ink, echo, memoryFrames }, small, large);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The trace file of a run of all three models. */
function traceOf(folder: string, repeat: number): string {
  const file = join(folder, `${repeat}.yaml`);
  const trace = join(folder, `${repeat}.tsim`);
  writeFileSync(file, scenario(repeat));
  const { status } = spawnSync(process.execPath, [MAIN, "run", file, "-o", trace, "-q"], { stdio: "ignore" });
  if (status !== 0) throw new Error(`threadsim run exits with ${status}`);
  return trace;
}

async function inkFrame(): Promise<number> {
  const probe = new Probe([process.argv[1] ?? "", "--child", "ink-frame"], COLUMNS, ROWS);
  await probe.ended;
  const ms = Number(/ink frame: ([\d.]+) ms/.exec(probe.text)?.[1]);
  if (Number.isNaN(ms)) throw new Error(`no frame of Ink:\n${probe.text}`);
  return ms;
}

/** From key to answer of a program that does nothing else, ms: the 95th percentile. */
async function echoed(): Promise<number> {
  const probe = new Probe(["-e", ECHO], COLUMNS, ROWS);
  await probe.frame();
  const keys = await timed(probe, TIMED_KEYS);
  probe.type("q");
  await probe.ended;
  return quantile(keys, 0.95);
}

async function visit(trace: string, memoryFrames: number): Promise<Visit> {
  const start = performance.now();
  const heapFile = `${trace}.heap`;
  const probe = new Probe([...flagsForHeap(heapFile), MAIN, "explore", trace], COLUMNS, ROWS);
  if (!(await probe.frame(OPEN_MS))) throw new Error(`no frame:\n${probe.text}`);
  const openMs = performance.now() - start;
  for (const key of APPROACH) await probe.press(key);
  await timed(probe, WARM_UP_KEYS);
  const cpuBefore = probe.cpuMs;
  const keys = await timed(probe, TIMED_KEYS);
  const cpuPerFrame = (probe.cpuMs - cpuBefore) / TIMED_KEYS;
  const play = await played(probe);
  const heapMib = memoryFrames === 0 ? [] : await heaps(probe, heapFile, memoryFrames);
  probe.type("q");
  await probe.ended;
  return { openMs, keyP50: median(keys), keyP95: quantile(keys, 0.95), cpuPerFrame, ...play, heapMib };
}

async function timed(probe: Probe, count: number): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const ms = await probe.press(KEYS[i % KEYS.length] ?? "");
    if (ms === null) throw new Error("a key changed nothing");
    all.push(ms);
  }
  return all;
}

async function played(probe: Probe): Promise<{ framesPerSecond: number; playCpuPerFrame: number }> {
  await probe.press(" ");
  const { frames, cpuMs } = probe;
  await sleep(PLAY_MS);
  const drawn = probe.frames - frames;
  const playCpuPerFrame = (probe.cpuMs - cpuMs) / drawn;
  await probe.press(" ");
  return { framesPerSecond: (drawn * MS_PER_S) / PLAY_MS, playCpuPerFrame };
}

async function heaps(probe: Probe, file: string, frames: number): Promise<number[]> {
  const all = [await probe.heapMib(file)];
  for (let half = 0; half < 2; half += 1) {
    await timed(probe, frames / 2);
    all.push(await probe.heapMib(file));
  }
  return all;
}

interface Floor {
  /** Processor time of an empty Ink frame, ms. */
  readonly ink: number;
  /** See {@link echoed}. */
  readonly echo: number;
  /** Frames between the first and the last look at the memory. */
  readonly memoryFrames: number;
}

function reportOf({ ink, echo, memoryFrames }: Floor, small: Visit, large: Visit): BenchReport {
  const where = `${COLUMNS}x${ROWS}, 3 models, 1,000 user threads`;
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const echoing = `(a program that only answers: ${ms(echo)})`;
  const heap = small.heapMib.map((mib) => mib.toFixed(1)).join(", ");
  const rows: BenchRow[] = [
    {
      what: `key to painted frame, ${where}: 95th percentile`,
      measured: `${ms(small.keyP95)} ${echoing}`,
      target: "<= 33 ms",
    },
    { what: "the same with 5 million intervals", measured: ms(large.keyP95), target: "<= 33 ms" },
    {
      what: "processor time of a frame",
      measured: `${times(small.cpuPerFrame / ink)} an empty Ink frame`,
      target: "",
    },
    {
      what: "the same in play",
      measured: `${times(small.playCpuPerFrame / ink)} an empty Ink frame`,
      target: "",
    },
    { what: "frames a second in play", measured: small.framesPerSecond.toFixed(0), target: "30" },
    {
      what: `memory in use before, amid and after ${memoryFrames.toLocaleString("en")} frames`,
      measured: `${heap} MiB`,
      target: "flat",
    },
    {
      what: "5 million intervals opened",
      measured: `${(large.openMs / MS_PER_S).toFixed(1)} s`,
      target: "seconds",
    },
  ];
  const lines = [
    `95th percentile of a program that only answers keys: ${ms(echo)}`,
    `empty Ink frame                ${ms(ink)} of processor time`,
    ...[small, large].map(
      (one, i) =>
        `${i === 0 ? "1 million" : "5 million"} intervals: open ${one.openMs.toFixed(0)} ms; key to frame p50 ${ms(one.keyP50)}, p95 ${ms(one.keyP95)}, cpu ${ms(one.cpuPerFrame)}; play ${one.framesPerSecond.toFixed(1)} frames/s, cpu ${ms(one.playCpuPerFrame)}`,
    ),
    `memory in use before, amid and after ${memoryFrames} frames: ${heap} MiB`,
  ];
  return { lines, rows };
}
