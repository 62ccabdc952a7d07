import type { RunResult } from "../../../analysis/result.ts";
import { columnsOf } from "../../../report/columns.ts";
import { MEASURES, type Measure, tells } from "../../../report/comparison.ts";
import { formatChange } from "../../../report/format.ts";
import { fitLabel } from "../../../report/label.ts";
import { type Line, padEnd, type Role, type Span, span } from "../../styled.ts";
import type { Scene } from "../scene.ts";
import { changesShown } from "../state.ts";
import type { World } from "../world.ts";

const NAME = 17;
const MIN_CELL = 22;

/** The models side by side, each number with its change against the run before the last change of a value. */
export function compareLines({ world, before, state }: Scene, width: number): Line[] {
  const count = Math.max(1, Math.min(world.runs.length, Math.floor((width - NAME) / MIN_CELL)));
  const first = Math.max(0, Math.min(state.model - count + 1, world.runs.length - count));
  const cell = Math.floor((width - NAME) / count);
  const shown = world.runs.slice(first, first + count);
  const changes = changesShown(state);
  const changed = changes === "" ? "no value is changed: o changes one" : `changed: ${changes}`;
  const against = before === null ? "" : "   in brackets: against the run before";
  const head: Span[] = shown.map(({ result }, i) =>
    span(`${fitLabel(result.label, cell - 1)} `, first + i === state.model ? "strong" : "quiet"),
  );
  const all = [...world.runs, ...(before?.runs ?? [])].map(({ result }) => result);
  const rows = MEASURES.filter((measure) => tells(measure, all)).map((measure): Line => {
    const cells = shown.flatMap(({ result }) => cellOf(measure, result, runBefore(before, result), cell));
    return [span(measure.name.padEnd(NAME), "quiet"), ...cells];
  });
  return [
    [span(`${changed}${against}`, changes === "" ? "quiet" : "accent")],
    [span(" ".repeat(NAME)), ...head],
    ...rows,
  ];
}

/** The run of the same model before the last change; null where there is none. */
export function runBefore(before: World | null, { model }: RunResult): RunResult | null {
  return before?.runs.find(({ result }) => result.model === model)?.result ?? null;
}

/** A number, and in brackets its change: in all `width` columns. */
export function cellOf(
  { value, text, better }: Measure,
  now: RunResult,
  before: RunResult | null,
  width: number,
): Span[] {
  const own = value(now);
  const shown = own === null ? "-" : text(own);
  const old = before === null ? null : value(before);
  if (own === null || old === null) return [span(padEnd(shown, width))];
  const change = own === old ? "=" : old === 0 ? "new" : formatChange(own / old - 1);
  const tone: Role = change === "=" ? "quiet" : own < old === (better === "lower") ? "best" : "warning";
  return [span(`${shown} `), span(padEnd(`(${change})`, width - columnsOf(shown) - 1), tone)];
}
