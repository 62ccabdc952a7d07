import { at } from "../base/assert.ts";
import { formatDuration } from "../base/format-duration.ts";
import { formatCount } from "../report/format.ts";
import { fitLabel } from "../report/label.ts";
import { countPerCell, sparkline } from "../report/sparkline.ts";
import { buildTimeline, LABEL_GAP, type ModelTimeline, type Timeline } from "../report/timeline.ts";
import { type DrawnLine, drawAxis, drawLegend, drawRow } from "../report/timeline-draw.ts";
import { type Line, type Role, type Span, span } from "./styled.ts";
import type { PreparedView, ViewOptions } from "./view.ts";

/** Columns left free before everything below a heading. */
export const INDENT = 2;
const MARGIN: Span = span(" ".repeat(INDENT));
/** Label of the throughput row: as short as the narrowest label column. */
const DONE_LABEL = "done";

/** Timelines and throughput of all models on one axis and one scale. */
export interface Chart {
  readonly timeline: Timeline;
  /** By model: completions per column. */
  readonly done: readonly Float64Array[];
  /** Most completions in one column of any model: a full bar. */
  readonly doneTop: number;
  readonly unit: string;
  readonly ascii: boolean;
}

/** Draws all models for a picture of `width` columns with at most `rows` timeline rows each. */
export function buildChart(view: PreparedView, options: ViewOptions, width: number, rows: number): Chart {
  const sources = view.runs.map(({ result, index }) => ({ label: result.label, index }));
  const timeline = buildTimeline(sources, { width: width - INDENT, rows, tracks: options.tracks });
  const { fromNs, toNs, columns } = timeline;
  const done = view.runs.map(({ completions }) => countPerCell(completions, fromNs, toNs, columns));
  const doneTop = done.reduce((top, counts) => counts.reduce((most, one) => Math.max(most, one), top), 0);
  const unit = view.runs[0]?.result.throughput.unit ?? "jobs";
  return { timeline, done, doneTop, unit, ascii: options.ascii };
}

/** A drawing's runs as spans; `uncoloured` is the tone of what shows no state: labels, axes, blanks. */
function toLine(drawn: DrawnLine, uncoloured: Role): Line {
  return [MARGIN, ...drawn.map(({ text, colour }) => span(text, colour ?? uncoloured))];
}

/** The timeline rows of one model; where `until` is given, with the time cursor in that column. */
export function timelineRows(
  chart: Chart,
  model: ModelTimeline,
  until?: { column: number; sign: string },
): Line[] {
  return model.rows.map((row) => {
    if (until === undefined || until.column >= chart.timeline.columns) {
      return toLine(drawRow(chart.timeline, row, { ascii: chart.ascii }), "plain");
    }
    const drawn = drawRow(chart.timeline, row, { ascii: chart.ascii, until: until.column });
    // The last run is the blank future: the cursor stands in front of it.
    return [...toLine(drawn.slice(0, -1), "plain"), span(until.sign, "accent")];
  });
}

/** Throughput over time of one model, up to the column `until`, on the scale of all; no row where no model got anything done. */
export function doneRows(chart: Chart, model: number, until = chart.timeline.columns): Line[] {
  if (chart.doneTop === 0) return [];
  const label = fitLabel(DONE_LABEL, chart.timeline.labelColumns) + " ".repeat(LABEL_GAP);
  const bars = sparkline(at(chart.done, model).subarray(0, until), chart.doneTop, chart.ascii);
  return [[MARGIN, span(label, "quiet"), span(bars)]];
}

export function axisRows(chart: Chart): Line[] {
  return drawAxis(chart.timeline, { ascii: chart.ascii }).map((drawn) => toLine(drawn, "quiet"));
}

/** The states that appear; at most `width` columns. */
export function legendRows(chart: Chart, width: number): Line[] {
  return drawLegend(chart.timeline, width - INDENT, { ascii: chart.ascii }).map((drawn) =>
    toLine(drawn, "quiet"),
  );
}

/** What the throughput rows mean; null where nothing was done. */
export function doneLegend(chart: Chart): string | null {
  if (chart.doneTop === 0) return null;
  const { fromNs, toNs, columns } = chart.timeline;
  const perColumn = formatDuration(Math.round((toNs - fromNs) / columns));
  const full = sparkline([1], 1, chart.ascii);
  return `${DONE_LABEL}: ${chart.unit} done per column (${perColumn}); ${full} = ${formatCount(chart.doneTop)}`;
}
