import { at } from "../base/assert.ts";
import { CellShares, type Cells, cellAt, NOTHING } from "../trace/cells.ts";
import type { TraceIndex } from "../trace/trace-index.ts";
import { trackOf } from "../trace/track-store.ts";
import { axisTicks, type Tick } from "./axis.ts";
import { columnsOf } from "./columns.ts";
import { MARKS, MARKS_OF, type Mark } from "./marks.ts";
import { planRows, type RowPlan, type Tracks } from "./timeline-rows.ts";

/** One run to draw. */
export interface TimelineSource {
  readonly label: string;
  readonly index: TraceIndex;
}

export interface TimelineOptions {
  /** Columns of the whole drawing, labels included. */
  readonly width: number;
  /** Most rows a model may take. */
  readonly rows: number;
  readonly tracks: Tracks;
  /** Part of time to draw (whole ns); default: from 0 to the end of the longest run, so that lengths compare. */
  readonly range?: { readonly fromNs: number; readonly toNs: number };
}

/** One row: a user thread, a kernel thread, a core, or several of a kind. */
export interface TimelineRow {
  readonly label: string;
  /** By column: index into MARKS of the state that took most of it, or NOTHING (255). */
  readonly cells: Uint8Array;
  /** By column: 1 where other states or intervals are hidden behind it. */
  readonly merged: Uint8Array;
}

export interface ModelTimeline {
  readonly label: string;
  readonly rows: readonly TimelineRow[];
}

interface LegendEntry {
  readonly mark: Mark;
  /** The state took most of no column: it is there, but too brief to be seen. */
  readonly hidden: boolean;
}

/** Timelines of several runs on one axis, ready to be drawn. */
export interface Timeline {
  readonly fromNs: number;
  readonly toNs: number;
  /** Columns of labels, and of cells; a blank column lies between. */
  readonly labelColumns: number;
  readonly columns: number;
  readonly ticks: readonly Tick[];
  readonly models: readonly ModelTimeline[];
  /** The states that appear, in the order of MARKS. */
  readonly legend: readonly LegendEntry[];
}

const MIN_LABEL_COLUMNS = 4;
const MAX_LABEL_COLUMNS = 24;
/** Part of the width that labels may take. */
const LABEL_SHARE = 0.3;
const MIN_COLUMNS = 1;
/** Blank columns between label and cells. */
export const LABEL_GAP = 1;

/** Draws the timelines of several runs as data: rows of marks on one common time axis. */
export function buildTimeline(sources: readonly TimelineSource[], options: TimelineOptions): Timeline {
  const longest = Math.max(0, ...sources.map(({ index }) => index.lastNs));
  const { fromNs, toNs } = options.range ?? { fromNs: 0, toNs: longest };
  const plans = sources.map(({ index }) => planRows(index, options.tracks, options.rows));
  const labelColumns = labelColumnsFor(plans.flat(), options.width);
  const columns = Math.max(MIN_COLUMNS, options.width - labelColumns - LABEL_GAP);
  const present = new MarkCensus();
  const models = sources.map(({ label, index }, i) => ({
    label,
    rows: at(plans, i).map((plan) => {
      const cells = queryRow(index, plan, fromNs, toNs, columns);
      return markCells(plan, cells, present);
    }),
  }));
  const ticks = axisTicks(fromNs, toNs, columns);
  return { fromNs, toNs, labelColumns, columns, ticks, models, legend: present.legend() };
}

/** How many columns lie wholly before `timeNs`: what a timeline that is still being played has reached. */
export function columnAt(timeline: Timeline, timeNs: number): number {
  const { fromNs, toNs, columns } = timeline;
  if (timeNs >= toNs) return columns;
  return timeNs <= fromNs ? 0 : cellAt(fromNs, toNs, columns, timeNs);
}

function labelColumnsFor(plans: readonly RowPlan[], width: number): number {
  const longest = plans.reduce(
    (columns, { label }) => Math.max(columns, columnsOf(label)),
    MIN_LABEL_COLUMNS,
  );
  return Math.min(longest, MAX_LABEL_COLUMNS, Math.max(MIN_LABEL_COLUMNS, Math.floor(width * LABEL_SHARE)));
}

/** Members are queried one after another, so that a group of a million takes no memory of its own. */
function queryRow(index: TraceIndex, plan: RowPlan, fromNs: number, toNs: number, columns: number): Cells {
  const shares = new CellShares(MARKS_OF[plan.kind].length, columns);
  for (let i = 0; i < plan.members.length; i += 1) {
    trackOf(index, plan.kind, at(plan.members, i)).addTo(shares, fromNs, toNs);
  }
  return shares.dominant();
}

/** Turns states into marks and notes which marks there are. */
function markCells(plan: RowPlan, { states, merged, seen }: Cells, present: MarkCensus): TimelineRow {
  const marks = MARKS_OF[plan.kind];
  const cells = new Uint8Array(states.length).fill(NOTHING);
  for (let column = 0; column < states.length; column += 1) {
    const state = at(states, column);
    const mark = state === NOTHING ? -1 : at(marks, state);
    if (mark >= 0) cells[column] = mark;
    present.note(mark, at(seen, column), marks);
  }
  return { label: plan.label, cells, merged };
}

/** Which marks are drawn, and which are only there. */
class MarkCensus {
  #drawn = new Set<number>();
  #there = new Set<number>();

  note(drawn: number, seen: number, marks: readonly number[]): void {
    this.#drawn.add(drawn);
    for (let rest = seen; rest !== 0; rest &= rest - 1) {
      // The lowest bit that is set is the lowest state.
      this.#there.add(at(marks, 31 - Math.clz32(rest & -rest)));
    }
  }

  legend(): LegendEntry[] {
    return MARKS.flatMap((mark, i) => (this.#there.has(i) ? [{ mark, hidden: !this.#drawn.has(i) }] : []));
  }
}
