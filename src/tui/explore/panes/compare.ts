import type { RunResult } from "../../../analysis/result.ts";
import { formatCount, formatDuration, formatNumber, formatPercent } from "../../../report/format.ts";
import { fitLabel } from "../../../report/label.ts";
import { type Line, type Role, type Span, span } from "../../styled.ts";
import type { Scene } from "../scene.ts";
import { setsInForce } from "../state.ts";

interface Measure {
  readonly name: string;
  readonly better: "higher" | "lower";
  readonly value: (run: RunResult) => number | null;
  readonly text: (value: number) => string;
}
const MEASURES: readonly Measure[] = [
  { name: "makespan", better: "lower", value: (run) => run.makespanNs, text: formatDuration },
  { name: "done per second", better: "higher", value: (run) => run.throughput.perSecond, text: formatNumber },
  { name: "utilization", better: "higher", value: (run) => run.cores.utilization, text: formatPercent },
  {
    name: "mean turnaround",
    better: "lower",
    value: (run) => run.turnaroundNs?.mean ?? null,
    text: formatDuration,
  },
  { name: "stalled", better: "lower", value: (run) => run.stalls.totalNs, text: formatDuration },
  { name: "overhead", better: "lower", value: (run) => run.cores.overheadNs, text: formatDuration },
  { name: "kernel switches", better: "lower", value: (run) => run.switches.kernel, text: formatCount },
];
const NAME = 17;
const MIN_CELL = 22;
/** Changes of less than this share are none. */
const LEAST_CHANGE = 0.0005;

/** The models side by side, each number with its change against the run before the last change of a value. */
export function compareLines({ world, before, state }: Scene, width: number): Line[] {
  const count = Math.max(1, Math.min(world.runs.length, Math.floor((width - NAME) / MIN_CELL)));
  const first = Math.max(0, Math.min(state.model - count + 1, world.runs.length - count));
  const cell = Math.floor((width - NAME) / count);
  const shown = world.runs.slice(first, first + count);
  const sets = setsInForce(state);
  const changed = sets.length === 0 ? "no value is changed: o changes one" : `changed: ${sets.join("  ")}`;
  const against = before === null ? "" : "   in brackets: against the run before";
  const head: Span[] = shown.map(({ result }, i) =>
    span(`${fitLabel(result.label, cell - 1)} `, first + i === state.model ? "strong" : "quiet"),
  );
  const rows = MEASURES.map((measure): Line => {
    const cells = shown.flatMap(({ result }): Span[] => {
      const old = before?.runs.find((run) => run.result.model === result.model)?.result ?? null;
      return cellOf(measure, result, old, cell);
    });
    return [span(measure.name.padEnd(NAME), "quiet"), ...cells];
  });
  return [
    [span(`${changed}${against}`, sets.length === 0 ? "quiet" : "accent")],
    [span(" ".repeat(NAME)), ...head],
    ...rows,
  ];
}

function cellOf(
  { value, text, better }: Measure,
  now: RunResult,
  before: RunResult | null,
  width: number,
): Span[] {
  const own = value(now);
  const shown = own === null ? "-" : text(own);
  const old = before === null ? null : value(before);
  if (own === null || old === null) return [span(shown.padEnd(width))];
  const delta = changeText(own, old);
  const tone: Role = delta === "=" ? "quiet" : own < old === (better === "lower") ? "best" : "warning";
  return [span(`${shown} `), span(`(${delta})`.padEnd(Math.max(0, width - shown.length - 1)), tone)];
}

/** `-34%`, `+120%`, `=`. */
function changeText(now: number, before: number): string {
  if (now === before) return "=";
  if (before === 0) return "new";
  const change = now / before - 1;
  if (Math.abs(change) < LEAST_CHANGE) return "=";
  return `${change > 0 ? "+" : "-"}${formatPercent(Math.abs(change))}`;
}
