import { at } from "../base/assert.ts";
import { formatDuration } from "../base/format-duration.ts";
import { NS_PER_S } from "../base/time.ts";
import { completedBy } from "../report/completions.ts";
import { formatCount, formatRate } from "../report/format.ts";
import { columnAt } from "../report/timeline.ts";
import { plainLine } from "../report/wrap.ts";
import { axisRows, buildChart, type Chart, doneRows, INDENT, legendRows, timelineRows } from "./chart.ts";
import { outcomeSpan } from "./header.ts";
import { KEY_HELP } from "./keys.ts";
import { type LiveRows, liveRows, pictureWidth, type Room } from "./layout.ts";
import { EMPTY_LINE, fitted, justify, type Line, type Span, span } from "./styled.ts";
import { symbols } from "./symbols.ts";
import type { PreparedRun, PreparedView, ViewOptions } from "./view.ts";

/** What a playing run needs for its frames at one size of the terminal. */
export interface LiveChart {
  readonly view: PreparedView;
  readonly chart: Chart;
  readonly shares: LiveRows;
  readonly room: Room;
  readonly width: number;
}

/** What changes from frame to frame. */
export interface Moment {
  /** Simulated time, ns. */
  readonly timeNs: number;
  readonly paused: boolean;
  /** Whether keys can be pressed at all. */
  readonly keys: boolean;
}

/** Shares out the terminal and draws what all frames have in common. */
export function prepareLive(view: PreparedView, options: ViewOptions, room: Room): LiveChart {
  const width = pictureWidth(room.width);
  const shares = liveRows(room.height, view.runs.length, options.rows);
  return { view, chart: buildChart(view, options, width, shares.rows), shares, room, width };
}

/** The end of what is played, ns. */
export function playedEnd(view: PreparedView): number {
  return Math.max(0, ...view.runs.map(({ result }) => result.endNs));
}

/** Jobs or user threads that there will be, where that is known. */
function expected({ result, index }: PreparedRun): number | null {
  const { pools, groups } = index.trace.meta;
  const counts =
    result.throughput.unit === "jobs" ? pools.map(({ jobs }) => jobs) : groups.map(({ count }) => count);
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}

/** The model's label, and its counters so far. */
function counterLine(run: PreparedRun, live: LiveChart, { timeNs }: Moment): Line {
  const { result, completions } = run;
  const { unit } = result.throughput;
  const signs = symbols(live.chart.ascii);
  const total = expected(run);
  const done = completedBy(completions, timeNs);
  const elapsed = Math.min(timeNs, result.endNs);
  const count = total === null ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`;
  const rate = elapsed === 0 ? "" : `   ${formatRate((done * NS_PER_S) / elapsed, unit)}`;
  const ended: Span[] = timeNs >= result.endNs ? [span("   "), outcomeSpan(result.outcome)] : [];
  const left = [span(signs.heading, "accent"), span(plainLine(result.label), "strong")];
  return justify(left, [span(count), span(` ${unit}`, "quiet"), span(rate), ...ended], live.width, INDENT);
}

function clockLine(live: LiveChart, { timeNs, paused }: Moment): Line {
  const signs = symbols(live.chart.ascii);
  const clock = `${formatDuration(timeNs)} of ${formatDuration(playedEnd(live.view))}`;
  const right = [span(paused ? "paused " : `${signs.play} `, "accent"), span(clock)];
  return justify([span(plainLine(live.view.scenario.name), "strong")], right, live.width, INDENT);
}

function helpLine(keys: boolean, separator: string): Line {
  const words = keys ? [...KEY_HELP, "Ctrl-C stop"] : ["Ctrl-C stop"];
  return [span(" ".repeat(INDENT)), span(words.join(` ${separator} `), "quiet")];
}

/** One frame of a playing run; always lower than the terminal. */
export function liveFrame(live: LiveChart, moment: Moment): Line[] {
  const { view, chart, shares, room, width } = live;
  const signs = symbols(chart.ascii);
  const cursor = { column: columnAt(chart.timeline, moment.timeNs), sign: signs.cursor };
  const models = view.runs
    .slice(0, shares.models)
    .flatMap((run, model) => [
      counterLine(run, live, moment),
      ...timelineRows(chart, at(chart.timeline.models, model), cursor),
      ...(shares.throughput ? doneRows(chart, model, cursor.column) : []),
      ...(shares.gaps ? [EMPTY_LINE] : []),
    ]);
  const frame = [
    clockLine(live, moment),
    ...models,
    ...axisRows(chart),
    ...legendRows(chart, width).slice(0, 1),
    helpLine(moment.keys, signs.separator),
  ];
  return fitted(frame.slice(0, Math.max(1, room.height - 1)), room.width, chart.ascii);
}
