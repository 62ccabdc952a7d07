import type { Knob } from "../../../base/knob.ts";
import { columnsOf } from "../../../report/columns.ts";
import { MEASURES } from "../../../report/comparison.ts";
import { fitLabel } from "../../../report/label.ts";
import { EMPTY_LINE, type Line, padEnd, type Span, span } from "../../styled.ts";
import { type Symbols, symbols } from "../../symbols.ts";
import type { Scene } from "../scene.ts";
import { cellOf, runBefore } from "./compare.ts";

/** Share of the width that the values take at most; the rest shows what they change. */
const VALUES_SHARE = 0.55;
const MOST_VALUE_COLUMNS = 18;
/** Columns of a value's line beside its name and itself: the sign in front, two arrows, blanks. */
const SIGNS_COLUMNS = 7;
const LABEL_COLUMNS = 16;
const CELL_COLUMNS = 18;
const COLUMN_GAP = 3;

/** Values to change on the left; on the right what came of it, model by model, against the run before. */
export function whatIfLines(scene: Scene, width: number, rows: number): Line[] {
  const { state, ascii } = scene;
  const { knobs } = state;
  if (knobs.length === 0) return [[span("  A trace can't be changed: open its scenario.", "quiet")]];
  const columns = columnsFor(knobs, width);
  const left = columns.name + columns.value + SIGNS_COLUMNS;
  const first = Math.max(0, Math.min(state.knob - rows + 1, knobs.length - rows));
  const values = knobs
    .slice(first, first + rows)
    .map((knob, row) => valueLine(knob, first + row === state.knob, columns, symbols(ascii)));
  const outcome = outcomeLines(scene, width - left - COLUMN_GAP);
  return Array.from({ length: Math.max(values.length, outcome.length) }, (_, row): Line => {
    const value = values[row] ?? [span(" ".repeat(left))];
    return [...value, span(" ".repeat(COLUMN_GAP)), ...(outcome[row] ?? EMPTY_LINE)];
  });
}

/** Columns of names and of values. */
interface KnobColumns {
  readonly name: number;
  readonly value: number;
}

function columnsFor(knobs: readonly Knob[], width: number): KnobColumns {
  const longest = (texts: readonly string[]) => Math.max(...texts.map(columnsOf));
  const value = Math.min(MOST_VALUE_COLUMNS, longest(knobs.map((knob) => knob.value)));
  const room = Math.max(1, Math.floor(width * VALUES_SHARE) - value - SIGNS_COLUMNS);
  return { name: Math.min(room, longest(knobs.map(({ name }) => name))), value };
}

function valueLine(
  { name, value, less, more }: Knob,
  isChosen: boolean,
  columns: KnobColumns,
  signs: Symbols,
): Line {
  const sign = (text: string, there: boolean): Span => span(isChosen && there ? text : " ", "accent");
  return [
    span(isChosen ? `${signs.play} ` : "  ", "accent"),
    span(`${fitLabel(name, columns.name)} `, isChosen ? "strong" : "plain"),
    sign(signs.less, less !== null),
    span(` ${fitLabel(value, columns.value)} `, isChosen ? "strong" : "plain"),
    sign(signs.more, more !== null),
  ];
}

/** A line per model: as many measures as there is room for. */
function outcomeLines({ world, before, state }: Scene, width: number): Line[] {
  const count = Math.max(1, Math.floor((width - LABEL_COLUMNS) / CELL_COLUMNS));
  const measures = MEASURES.slice(0, count);
  const cell = Math.floor((width - LABEL_COLUMNS) / measures.length);
  const names = measures.map(({ name }) => span(padEnd(name, cell), "quiet"));
  const lines = world.runs.map(({ result }, model): Line => {
    const label = `${fitLabel(result.label, LABEL_COLUMNS - 1)} `;
    const cells = measures.flatMap((measure) => cellOf(measure, result, runBefore(before, result), cell));
    return [span(label, model === state.model ? "strong" : "quiet"), ...cells];
  });
  return [[span(" ".repeat(LABEL_COLUMNS)), ...names], ...lines];
}
