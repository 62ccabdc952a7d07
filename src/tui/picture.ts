import { at } from "../base/assert.ts";
import { columnsOf } from "../report/columns.ts";
import { fitLabel } from "../report/label.ts";
import { plainLine } from "../report/wrap.ts";
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
import { EMPTY_LINE, fitted, justify, type Line, span, wrapWords } from "./styled.ts";
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
    .flatMap((text) => wrapWords(text, Math.min(width, MAX_TEXT_WIDTH)))
    .map((text) => [span(text, "quiet")]);
}

/** All about one model: heading, numbers, timeline, throughput, axis, what held it back, findings. */
function modelLines(
  view: PreparedView,
  chart: Chart,
  model: number,
  figures: readonly Line[],
  width: number,
): Line[] {
  const { result } = at(view.runs, model);
  const signs = symbols(chart.ascii);
  const textWidth = Math.min(width, MAX_TEXT_WIDTH + INDENT);
  const saidTwice = result.findings.some(({ message }) => message === result.heldBack);
  return [
    heading(result, signs, width),
    ...figures,
    EMPTY_LINE,
    ...timelineRows(chart, at(chart.timeline.models, model)),
    // The bars of the throughput row stand on the axis.
    ...doneRows(chart, model),
    ...axisRows(chart),
    ...(saidTwice ? [] : note(signs.reason, result.heldBack, "accent", INDENT, textWidth)),
    ...findingNotes(result.findings, signs, INDENT, textWidth),
    EMPTY_LINE,
  ];
}

/** The whole result of a run: what stays in the scrollback. May well be taller than the terminal. */
export function finalPicture(view: PreparedView, options: ViewOptions, room: Room): Line[] {
  const width = pictureWidth(room.width);
  const signs = symbols(options.ascii);
  const groups = Math.max(0, ...view.runs.map(({ index }) => index.trace.meta.groups.length));
  const rows = finalRows(room.height, { models: view.runs.length, groups, asked: options.rows });
  const chart = buildChart(view, options, width, rows);
  const results = view.runs.map(({ result }) => result);
  const figures = figureLines(results, INDENT, width);
  const explained = doneLegend(chart);
  const lines = [
    titleLine(view.scenario, signs, width),
    ...descriptionLines(view.scenario.description, width),
    EMPTY_LINE,
    ...results.flatMap((_, model) => modelLines(view, chart, model, at(figures, model), width)),
    ...legendRows(chart, width),
    ...(explained === null ? [] : [[span(" ".repeat(INDENT)), span(explained, "quiet")]]),
    EMPTY_LINE,
    ...comparisonLines(results, INDENT, width),
  ];
  return fitted(lines, room.width, options.ascii);
}
