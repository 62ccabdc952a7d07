import type { RunResult } from "../../../analysis/result.ts";
import { at } from "../../../base/assert.ts";
import { formatDuration } from "../../../base/format-duration.ts";
import { formatPercent } from "../../../base/format-percent.ts";
import { fitLabel } from "../../../report/label.ts";
import { glyphOf, MARKS } from "../../../report/marks.ts";
import { BLOCKED_REASONS } from "../../../trace/states.ts";
import { flow, type Line, type Span, span } from "../../styled.ts";
import type { Scene } from "../scene.ts";

const LABEL = 18;

/** The parts of a ledger in the order of the bar. */
function partsOf({ ledgerNs }: RunResult): { readonly name: string; readonly timeNs: number }[] {
  const { running, overhead, ready, stalled, blocked } = ledgerNs;
  return [
    { name: "running", timeNs: running },
    { name: "overhead", timeNs: overhead },
    { name: "ready", timeNs: ready },
    { name: "stalled", timeNs: stalled },
    ...BLOCKED_REASONS.map((name) => ({ name, timeNs: blocked[name] ?? 0 })),
  ].filter(({ timeNs }) => timeNs > 0);
}

/** A bar per model, all on one scale: where the user threads' time went, and the parts in numbers. */
export function ledgerLines({ world, state, ascii }: Scene, width: number): Line[] {
  const totals = world.runs.map(({ result }) => partsOf(result).reduce((sum, { timeNs }) => sum + timeNs, 0));
  const longest = Math.max(1, ...totals);
  const room = width - LABEL - 3;
  const bars = world.runs.map(({ result }, model): Line => {
    const bar: Span[] = [];
    let sum = 0;
    for (const { name, timeNs } of partsOf(result)) {
      const from = Math.round((sum / longest) * room);
      sum += timeNs;
      const cells = Math.round((sum / longest) * room) - from;
      const mark = MARKS.findIndex((one) => one.name === name);
      bar.push(span(glyphOf(mark, ascii).repeat(cells), at(MARKS, mark).colour));
    }
    return [span(`  ${fitLabel(result.label, LABEL)} `, model === state.model ? "strong" : "quiet"), ...bar];
  });
  const { result } = at(world.runs, state.model);
  const total = Math.max(1, at(totals, state.model));
  const numbers = partsOf(result).map(({ name, timeNs }): Line => {
    const mark = MARKS.findIndex((one) => one.name === name);
    return [
      span(glyphOf(mark, ascii), at(MARKS, mark).colour),
      span(` ${name} ${formatDuration(timeNs)} (${formatPercent(timeNs / total)})`, "plain"),
    ];
  });
  return [[span("  User threads' time, summed", "quiet")], ...bars, ...flow(numbers, 2, 2, width)];
}
