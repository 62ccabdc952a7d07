import type { RunResult } from "../analysis/result.ts";
import { formatDuration } from "../base/format-duration.ts";
import { columnsOf } from "../report/columns.ts";
import { formatCount, formatPercent, formatRate } from "../report/format.ts";
import { plainLine } from "../report/wrap.ts";
import type { Outcome } from "../trace/meta.ts";
import { flow, justify, type Line, padEnd, type Role, type Span, span } from "./styled.ts";
import type { Symbols } from "./symbols.ts";

const OUTCOME_TONES: Readonly<Record<Outcome, Role>> = {
  completed: "quiet",
  deadlock: "error",
  horizon: "warning",
  "event-limit": "warning",
  interrupted: "warning",
};

/** How the run ended, in the colour that befits it. */
export function outcomeSpan(outcome: Outcome): Span {
  return span(outcome, OUTCOME_TONES[outcome]);
}

/** The model's label, a rule, and how the run ended. */
export function heading(result: RunResult, signs: Symbols, width: number): Line {
  const label = plainLine(result.label);
  const outcome = result.outcome;
  const rule = Math.max(0, width - columnsOf(label) - outcome.length - 3);
  const left = [span(signs.heading, "accent"), span(label, "strong"), span(" ")];
  const line = [...left, span(`${signs.rule.repeat(rule)} `, "quiet")];
  return justify(line, [outcomeSpan(outcome)], width, 0);
}

interface Figure {
  readonly caption: string;
  readonly value: string;
  /** What stands in its place where columns are few. */
  readonly brief: string;
}

function figuresOf(result: RunResult): Figure[] {
  const { warmupNs, throughput, cores, switches } = result;
  const switched = `${formatCount(switches.kernel)} kernel, ${formatCount(switches.user)} user`;
  return [
    { caption: "makespan ", brief: "makespan ", value: formatDuration(result.makespanNs) },
    ...(warmupNs === undefined
      ? []
      : [{ caption: "after a warm-up of ", brief: "after ", value: formatDuration(warmupNs) }]),
    { caption: "throughput ", brief: "", value: formatRate(throughput.perSecond, throughput.unit) },
    { caption: "utilization ", brief: "utilization ", value: formatPercent(cores.utilization) },
    { caption: "switches ", brief: "switches ", value: switched },
  ];
}

/** Columns between two numbers, and where columns are few. */
const WIDE_GAP = 3;
const NARROW_GAP = 2;

/**
 * The leading numbers of each run, one or more lines a run, broken and padded alike so that the eye can
 * run down from model to model.
 */
export function figureLines(results: readonly RunResult[], indent: number, width: number): Line[][] {
  const tables = results.map(figuresOf);
  const widths = (tables[0] ?? []).map((_, column) =>
    Math.max(...tables.map((figures) => columnsOf(figures[column]?.value ?? ""))),
  );
  const drawn = (caption: (figure: Figure) => string, gap: number): Line[][] =>
    tables.map((figures) => {
      const cells = figures.map((figure, column): Span[] => [
        span(caption(figure), "quiet"),
        span(padEnd(figure.value, widths[column] ?? 0)),
      ]);
      return flow(cells, gap, indent, width);
    });
  const full = drawn(({ caption }) => caption, WIDE_GAP);
  return full.every(({ length }) => length === 1) ? full : drawn(({ brief }) => brief, NARROW_GAP);
}
