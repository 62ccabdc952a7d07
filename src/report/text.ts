import type { Finding, RunResult } from "../analysis/result.ts";
import { columnsOf } from "./columns.ts";
import { compareRuns } from "./comparison.ts";
import { BEST_MARK, comparisonTable, plainTable } from "./comparison-table.ts";
import { formatCount, formatDuration, formatPercent, formatRate } from "./format.ts";
import { plainLine, wrapText } from "./wrap.ts";

/** A run, and its timeline as lines of text where it has one. */
export interface ReportedRun {
  readonly result: RunResult;
  readonly timeline?: readonly string[];
}

export interface ReportedScenario {
  readonly name: string;
  readonly description: string;
  readonly seed: string | number;
}

const INDENT = "  ";
const GAP = "   ";
/** Findings shown of each run; the rest are counted. */
const MAX_FINDINGS = 6;

/**
 * The results of a scenario as plain text, without escape codes: each model with its numbers, its
 * timeline, what held it back and what was found; then all models side by side. Ends with a line feed.
 */
export function textReport(
  scenario: ReportedScenario,
  runs: readonly ReportedRun[],
  { width }: { readonly width: number },
): string {
  const lines = [`${plainLine(scenario.name)} (seed ${plainLine(String(scenario.seed))})`];
  for (const paragraph of scenario.description.split("\n")) {
    if (plainLine(paragraph) !== "") lines.push(...wrapText(paragraph, width));
  }
  for (const { result, timeline = [] } of runs) {
    lines.push("", ...runLines(result, timeline, width));
  }
  if (runs.length > 1) {
    const comparison = compareRuns(runs.map(({ result }) => result));
    lines.push("", ...plainTable(comparisonTable(comparison, width)), "");
    lines.push(
      ...wrapText(`${BEST_MARK} best; ratios are to ${comparison.models[0] ?? "the first model"}`, width),
    );
  }
  return `${lines.join("\n")}\n`;
}

function runLines(result: RunResult, timeline: readonly string[], width: number): string[] {
  const label = plainLine(result.label);
  const rule = Math.max(1, width - columnsOf(label) - columnsOf(result.outcome) - 2);
  return [
    `${label} ${"-".repeat(rule)} ${result.outcome}`,
    ...figureLines(result, width),
    ...timeline,
    ...indented(result.heldBack, width),
    ...findingLines(result.findings, width),
  ];
}

/** The leading numbers, as many on a line as fit. */
function figureLines(
  { makespanNs, warmupNs, throughput, cores, switches }: RunResult,
  width: number,
): string[] {
  const figures = [
    `makespan ${formatDuration(makespanNs)}`,
    ...(warmupNs === undefined ? [] : [`after a warm-up of ${formatDuration(warmupNs)}:`]),
    `throughput ${formatRate(throughput.perSecond, throughput.unit)}`,
    `utilization ${formatPercent(cores.utilization)}`,
    `switches ${formatCount(switches.kernel)} kernel, ${formatCount(switches.user)} user`,
  ];
  const lines: string[] = [];
  for (const figure of figures) {
    const line = lines.at(-1);
    const longer = `${line}${GAP}${figure}`;
    if (line !== undefined && columnsOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(`${INDENT}${figure}`);
  }
  return lines;
}

function findingLines(findings: readonly Finding[], width: number): string[] {
  const lines = findings
    .slice(0, MAX_FINDINGS)
    .flatMap(({ severity, kind, message, advice }) =>
      indented(`${severity}: ${kind}: ${message} ${advice}`, width),
    );
  const more = findings.length - MAX_FINDINGS;
  return more > 0 ? [...lines, `${INDENT}and ${more} more ${more === 1 ? "finding" : "findings"}`] : lines;
}

const indented = (text: string, width: number): string[] =>
  wrapText(text, width - INDENT.length).map((line) => `${INDENT}${line}`);
