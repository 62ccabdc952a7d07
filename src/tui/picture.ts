import type { RunResult } from "../analysis/result.ts";
import { at } from "../base/assert.ts";
import { columnsOf } from "../report/columns.ts";
import { fitLabel } from "../report/label.ts";
import { plainLine, wrapText } from "../report/wrap.ts";
import {
  axisRows,
  buildChart,
  type Chart,
  doneLegend,
  doneRows,
  INDENT,
  legendRows,
  timelineRows,
} from "./chart.ts";
import { comparisonLines } from "./comparison-lines.ts";
import { figureLines, heading } from "./header.ts";
import { finalRows, pictureWidth, type Room } from "./layout.ts";
import { findingNotes, note } from "./notes.ts";
import { EMPTY_LINE, fitted, justify, type Line, span } from "./styled.ts";
import { type Symbols, symbols } from "./symbols.ts";
import type { PreparedView, RunView, ViewOptions } from "./view.ts";

/** Widest paragraph that still reads well. */
const MAX_TEXT_WIDTH = 100;

/** Columns that the origin keeps beside a long name. */
const MIN_ORIGIN_WIDTH = 24;

/** The scenario's name, and where it is from; a long path loses its middle. */
function titleLine(scenario: RunView["scenario"], signs: Symbols, width: number): Line {
  const name = plainLine(scenario.name);
  const parts = [scenario.file, `seed ${scenario.seed}`].filter((part) => part !== "").map(plainLine);
  const origin = parts.join(` ${signs.separator} `);
  const room = Math.max(MIN_ORIGIN_WIDTH, width - columnsOf(name) - INDENT);
  const shown = columnsOf(origin) <= room ? origin : fitLabel(origin, room);
  return justify([span(name, "strong")], [span(shown, "quiet")], width, INDENT);
}

function descriptionLines(description: string, width: number): Line[] {
  const paragraphs = description.split(/\n\s*\n/).map(plainLine);
  return paragraphs
    .filter((text) => text !== "")
    .flatMap((text) => wrapText(text, Math.min(width, MAX_TEXT_WIDTH)))
    .map((text) => [span(text, "quiet")]);
}

/** All about one model: heading, numbers, what is drawn of it, what held it back, findings. */
function modelLines(
  result: RunResult,
  figures: readonly Line[],
  drawn: readonly Line[],
  signs: Symbols,
  width: number,
): Line[] {
  const textWidth = Math.min(width, MAX_TEXT_WIDTH + INDENT);
  return [
    heading(result, signs, width),
    ...figures,
    ...(drawn.length === 0 ? [] : [EMPTY_LINE, ...drawn]),
    ...note(signs.reason, result.heldBack, "accent", INDENT, textWidth),
    ...findingNotes(result.findings, signs, INDENT, textWidth),
    EMPTY_LINE,
  ];
}

/** Timeline, throughput and axis of one model. */
function drawnLines(chart: Chart, model: number): Line[] {
  // The bars of the throughput row stand on the axis.
  return [
    ...timelineRows(chart, at(chart.timeline.models, model)),
    ...doneRows(chart, model),
    ...axisRows(chart),
  ];
}

/** The whole result of a run: what stays in the scrollback. May well be taller than the terminal. */
export function finalPicture(view: PreparedView, options: ViewOptions, room: Room): Line[] {
  const width = pictureWidth(room.width);
  const groups = Math.max(0, ...view.runs.map(({ index }) => index.trace.meta.groups.length));
  const rows = finalRows(room.height, { models: view.runs.length, groups, asked: options.rows });
  const chart = buildChart(view, options, width, rows);
  const explained = doneLegend(chart);
  const legend = [
    ...legendRows(chart, width),
    ...(explained === null ? [] : [[span(" ".repeat(INDENT)), span(explained, "quiet")]]),
    EMPTY_LINE,
  ];
  const results = view.runs.map(({ result }) => result);
  return page(view.scenario, results, (model) => drawnLines(chart, model), legend, options.ascii, room);
}

/** The same without timelines, of runs whose traces were not kept. */
export function numbersPicture(
  scenario: RunView["scenario"],
  results: readonly RunResult[],
  { ascii }: Pick<ViewOptions, "ascii">,
  room: Room,
): Line[] {
  return page(scenario, results, () => [], [], ascii, room);
}

/** Title, description, each model with what is drawn of it, the legend of that, and the models side by side. */
function page(
  scenario: RunView["scenario"],
  results: readonly RunResult[],
  drawn: (model: number) => readonly Line[],
  legend: readonly Line[],
  ascii: boolean,
  room: Room,
): Line[] {
  const width = pictureWidth(room.width);
  const signs = symbols(ascii);
  const figures = figureLines(results, INDENT, width);
  const lines = [
    titleLine(scenario, signs, width),
    ...descriptionLines(scenario.description, width),
    EMPTY_LINE,
    ...results.flatMap((result, model) => modelLines(result, at(figures, model), drawn(model), signs, width)),
    ...legend,
    ...comparisonLines(results, INDENT, width),
  ];
  return fitted(lines, room.width, ascii);
}
