import { child } from "./child.ts";
import {
  measureRecorder,
  measureSleepers,
  measureSleepersInPool,
  type SizeReport,
} from "./measure-memory.ts";
import type { BenchReport } from "./section.ts";

const JOBS: Readonly<Record<string, () => SizeReport>> = {
  sleepers: measureSleepers,
  pool: measureSleepersInPool,
  recorder: measureRecorder,
};

/** The measurement of that name, in a process of its own; null where it is none of these. */
export function runSizeJob(job: string): SizeReport | null {
  return JOBS[job]?.() ?? null;
}

/** Memory by live thread, by job and by recorded transition. */
export function sizes(): BenchReport {
  const line = (label: string, { ms, bytes }: SizeReport, of: string) =>
    `${label.padEnd(38)} ${ms.toFixed(0).padStart(6)} ms ${bytes.toFixed(1).padStart(7)} bytes per ${of}`;
  const lines = [
    line("1,000,000 sleepers, one-to-one", child("sleepers"), "live thread"),
    line("1,000,000 sleeping jobs, pool of 200", child("pool"), "job"),
    line("recorder, closed workload", child("recorder"), "transition"),
  ];
  return { lines, rows: [] };
}
