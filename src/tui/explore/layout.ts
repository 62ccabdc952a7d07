import { at } from "../../base/assert.ts";
import { shareRows } from "../../report/timeline-rows.ts";

/** Smallest terminal that the explorer draws in. */
export const MIN_WIDTH = 60;
export const MIN_HEIGHT = 16;

/** What the arrangement of the screen depends on. */
export interface LayoutDemand {
  readonly width: number;
  readonly height: number;
  /** By model: rows it could fill. */
  readonly rows: readonly number[];
  readonly focus: number;
  readonly maximised: boolean;
  /** Rows that the lower part can use; 0: it is closed. */
  readonly pane: number;
}

/** A part of the screen: rows from the top, from 0. */
interface Band {
  readonly top: number;
  readonly height: number;
}
export interface ModelBand extends Band {
  readonly model: number;
}

/** The screen from top to bottom. Title and footer are the first and the last row. */
export interface Layout {
  readonly tooSmall: boolean;
  readonly axis: Band;
  /** Each with a heading in its first row. */
  readonly models: readonly ModelBand[];
  /** The sentence on the selected one, with a rule above it. */
  readonly why: Band;
  readonly pane: Band;
  readonly legend: Band;
  /** Columns of labels; a blank column follows. */
  readonly labelColumns: number;
  /** Columns of time, and the first of them. */
  readonly columns: number;
  readonly left: number;
}

const TITLE_ROWS = 1;
const AXIS_ROWS = 2;
const FOOTER_ROWS = 1;
/** The rule, and lines of the sentence. */
const WHY_ROWS = 4;
/** From this height on there is a legend. */
const LEGEND_HEIGHT = 28;
const LEGEND_ROWS = 1;
/** Heading and one row: a model in less is not shown. */
const LEAST_MODEL_ROWS = 2;
/** The lower part may always be so high; else it takes a share of the height at most. */
const LEAST_PANE_ROWS = 7;
/** What it leaves to the timelines. */
const LEAST_FREE_ROWS = 3;
const PANE_SHARE = 0.33;
const LABEL_SHARE = 0.2;
const LEAST_LABEL = 8;
const MOST_LABEL = 24;

function labelColumnsOf(width: number): number {
  return Math.max(LEAST_LABEL, Math.min(MOST_LABEL, Math.floor(width * LABEL_SHARE)));
}

/** Columns that time has on a screen of that width. */
export function timeColumnsOf(width: number): number {
  return Math.max(1, width - labelColumnsOf(width) - 1);
}

/** Shares out the screen. */
export function layoutOf(demand: LayoutDemand): Layout {
  const { width, height, pane } = demand;
  const legend = height >= LEGEND_HEIGHT ? LEGEND_ROWS : 0;
  const fixed = TITLE_ROWS + AXIS_ROWS + WHY_ROWS + legend + FOOTER_ROWS;
  const most = Math.max(LEAST_PANE_ROWS, Math.floor(height * PANE_SHARE));
  const paneRows = Math.min(pane, most, height - fixed - LEAST_FREE_ROWS);
  const free = Math.max(0, height - fixed - Math.max(0, paneRows));
  const models = modelBands(demand, free);
  const below = TITLE_ROWS + AXIS_ROWS + free;
  const labelColumns = labelColumnsOf(width);
  return {
    tooSmall: width < MIN_WIDTH || height < MIN_HEIGHT,
    axis: { top: TITLE_ROWS, height: AXIS_ROWS },
    models,
    why: { top: below, height: WHY_ROWS },
    pane: { top: below + WHY_ROWS, height: Math.max(0, paneRows) },
    legend: { top: height - FOOTER_ROWS - legend, height: legend },
    labelColumns,
    columns: timeColumnsOf(width),
    left: labelColumns + 1,
  };
}

/** The models that fit, the one in focus among them, each with as many rows as it can use. */
function modelBands({ rows, focus, maximised }: LayoutDemand, free: number): ModelBand[] {
  const most = Math.max(1, Math.floor(free / LEAST_MODEL_ROWS));
  const count = maximised ? 1 : Math.min(rows.length, most);
  const first = maximised ? focus : Math.max(0, Math.min(focus - count + 1, rows.length - count));
  const shown = rows.slice(first, first + count).map((own) => own + 1);
  const heights = shareRows(shown, free);
  let top = TITLE_ROWS + AXIS_ROWS;
  return heights.map((height, place) => {
    const band = { model: first + place, top, height: at(heights, place) };
    top += height;
    return band;
  });
}

/** What a point of the screen belongs to; columns and rows from 0. */
export type Zone =
  | {
      readonly zone: "time";
      readonly model: number | null;
      readonly row: number | null;
      readonly column: number;
    }
  | { readonly zone: "label"; readonly model: number; readonly row: number | null }
  | { readonly zone: "elsewhere" };

/** `row` counts from the model's first visible row. */
export function zoneAt(layout: Layout, x: number, y: number): Zone {
  const column = x - layout.left;
  const band = layout.models.find(({ top, height }) => y >= top && y < top + height);
  if (band !== undefined) {
    const row = y === band.top ? null : y - band.top - 1;
    if (column < 0) return { zone: "label", model: band.model, row };
    return { zone: "time", model: band.model, row, column: Math.min(column, layout.columns - 1) };
  }
  const onAxis = y >= layout.axis.top && y < layout.axis.top + layout.axis.height;
  return onAxis && column >= 0 ? { zone: "time", model: null, row: null, column } : { zone: "elsewhere" };
}
