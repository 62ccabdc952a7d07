import { child } from "./child.ts";
import {
  measureRecorder,
  measureSleepers,
  measureSleepersInPool,
  measureSpill,
  measureWriter,
  type SizeReport,
} from "./measure-memory.ts";
import type { BenchReport } from "./section.ts";

const LIVE = [1_000, 10_000, 100_000, 1_000_000];
const BYTES_PER_MB = 1e6;
const MS_PER_S = 1_000;

const JOBS: Readonly<Record<string, () => SizeReport>> = {
  ...Object.fromEntries(LIVE.map((threads) => [`sleepers-${threads}`, () => measureSleepers(threads)])),
  pool: measureSleepersInPool,
  recorder: measureRecorder,
  writer: measureWriter,
  spill: measureSpill,
};

/** The measurement of that name, in a process of its own; null where it is none of these. */
export function runSizeJob(job: string): SizeReport | null {
  return JOBS[job]?.() ?? null;
}

/** Memory by live user thread, by job and by recorded transition; and what writing transitions takes. */
export function sizes(): BenchReport {
  const line = (label: string, { ms, bytes }: SizeReport, of: string) =>
    `${label.padEnd(42)} ${ms.toFixed(0).padStart(6)} ms ${bytes.toFixed(1).padStart(10)} bytes${of}`;
  const sleepers = LIVE.map((threads) => ({ threads, size: child<SizeReport>(`sleepers-${threads}`) }));
  const pool = child<SizeReport>("pool");
  const recorder = child<SizeReport>("recorder");
  const writer = child<SizeReport>("writer");
  const spill = child<SizeReport>("spill");
  const most = sleepers.at(-1)?.size.bytes ?? Number.NaN;
  return {
    lines: [
      ...sleepers.map(({ threads, size }) =>
        line(`${threads.toLocaleString("en")} sleepers, one-to-one`, size, " per live thread"),
      ),
      line("1,000,000 sleeping jobs, pool of 200", pool, " per job"),
      line("recorder, closed workload", recorder, " per transition"),
      line("5,000,000 transitions written", writer, " per transition"),
      line("spilled, closed workload", spill, " more than at its beginning"),
    ],
    rows: [
      {
        what: "1,000,000 sleeping user threads, a kernel thread each, metrics on",
        measured: `${most.toFixed(0)} bytes each`,
        target: "<= 128",
      },
      {
        what: "a recorded transition",
        measured: `${recorder.bytes.toFixed(1)} bytes`,
        target: "<= 16",
      },
      {
        what: "5,000,000 transitions put into a file's bytes",
        measured: `${(writer.ms / MS_PER_S).toFixed(2)} s`,
        target: "<= 0.15 s",
      },
      {
        what: "memory of a trace written while running, end against beginning",
        measured: `${(spill.bytes / BYTES_PER_MB).toFixed(1)} MB more`,
        target: "<= 10 MB",
      },
    ],
  };
}
