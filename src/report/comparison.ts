import type { RunResult } from "../analysis/result.ts";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatRatio,
  NO_VALUE,
} from "./format.ts";
import { plainLine } from "./wrap.ts";

/** One model's value of one measure. */
interface ComparisonCell {
  readonly text: string;
  /** To the first model's value; empty for the first model and where the two cannot be compared. */
  readonly ratio: string;
  /** The best of all models, where they differ. */
  readonly best: boolean;
}

/** One measure over all models. */
export interface ComparisonRow {
  readonly name: string;
  readonly cells: readonly ComparisonCell[];
}

/** The models of a scenario side by side, as data. Columns are models, in the order in which they ran. */
export interface Comparison {
  readonly models: readonly string[];
  readonly rows: readonly ComparisonRow[];
}

/** A number of a run that is compared: between models, or with the run before a change. */
export interface Measure {
  /** The throughput's unit is added to its name. */
  readonly name: string;
  readonly better: "higher" | "lower";
  /** Null where the run has no such value. */
  readonly value: (run: RunResult) => number | null;
  readonly text: (value: number) => string;
}

/** What is compared, the most telling first. */
export const MEASURES: readonly Measure[] = [
  { name: "makespan", better: "lower", value: (run) => run.makespanNs, text: formatDuration },
  { name: "throughput", better: "higher", value: (run) => run.throughput.perSecond, text: formatNumber },
  { name: "utilization", better: "higher", value: (run) => run.cores.utilization, text: formatPercent },
  {
    name: "mean turnaround",
    better: "lower",
    value: (run) => run.turnaroundNs?.mean ?? null,
    text: formatDuration,
  },
  {
    name: "mean response",
    better: "lower",
    value: (run) => run.responseNs?.mean ?? null,
    text: formatDuration,
  },
  { name: "stalled", better: "lower", value: (run) => run.stalls.totalNs, text: formatDuration },
  { name: "kernel switches", better: "lower", value: (run) => run.switches.kernel, text: formatCount },
  { name: "user switches", better: "lower", value: (run) => run.switches.user, text: formatCount },
  { name: "overhead", better: "lower", value: (run) => run.cores.overheadNs, text: formatDuration },
  { name: "peak memory", better: "lower", value: (run) => run.memory.peakBytes, text: formatBytes },
];

/** Compares the runs of one scenario. With one run alone nothing is best. */
export function compareRuns(runs: readonly RunResult[]): Comparison {
  const rows = MEASURES.filter((measure) => tells(measure, runs)).map((measure) => compareBy(measure, runs));
  const outcomes = new Set(runs.map(({ outcome }) => outcome));
  const sameEnd = outcomes.size === 0 || (outcomes.size === 1 && outcomes.has("completed"));
  return {
    models: runs.map(({ label }) => plainLine(label)),
    rows: sameEnd ? rows : [outcomeRow(runs), ...rows],
  };
}

/** Where nobody ever stalls, that needs no row. */
export function tells({ name, value }: Measure, runs: readonly RunResult[]): boolean {
  return name !== "stalled" || runs.some((run) => value(run) !== 0);
}

function outcomeRow(runs: readonly RunResult[]): ComparisonRow {
  return { name: "outcome", cells: runs.map(({ outcome }) => ({ text: outcome, ratio: "", best: false })) };
}

function compareBy({ name, better, value, text }: Measure, runs: readonly RunResult[]): ComparisonRow {
  const values = runs.map(value);
  const base = values[0] ?? null;
  const rivals = values.filter((_, index) => competes(runs, index)).filter((one) => one !== null);
  const bestValue = better === "lower" ? Math.min(...rivals) : Math.max(...rivals);
  const differ = rivals.some((one) => one !== bestValue);
  const comparable = (index: number) => competes(runs, 0) && competes(runs, index);
  const cells = runs.map((_, index): ComparisonCell => {
    const own = values[index] ?? null;
    return {
      text: own === null ? NO_VALUE : text(own),
      ratio: own === null || base === null || index === 0 || !comparable(index) ? "" : formatRatio(own, base),
      best: differ && own === bestValue && competes(runs, index),
    };
  });
  const unit = runs[0]?.throughput.unit;
  return { name: name === "throughput" && unit !== undefined ? `${name} (${unit}/s)` : name, cells };
}

/** A run that was cut short is no rival of one that did all its work; nor is a deadlock ever the best. */
function competes(runs: readonly RunResult[], index: number): boolean {
  const someCompleted = runs.some(({ outcome }) => outcome === "completed");
  const outcome = runs[index]?.outcome;
  return someCompleted ? outcome === "completed" : outcome !== "deadlock";
}
