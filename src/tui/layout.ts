/** Narrowest and widest picture; in a narrower terminal lines are cut, in a wider one the rest stays empty. */
const MIN_WIDTH = 60;
const MAX_WIDTH = 250;

export interface Room {
  /** Columns and rows of the terminal. */
  readonly width: number;
  readonly height: number;
}

/** Columns of the picture in a terminal of that width. */
export function pictureWidth(width: number): number {
  return Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, Math.floor(width)));
}

/** Fewest and most timeline rows a model gets unless the user asks for a number. */
const FEWEST_ROWS = 8;
const MOST_ROWS = 24;
/** Up to so many groups of user threads have a row of their own, however low the terminal. */
const MOST_GROUP_ROWS = 16;
/** Lines of one model's part beside its timeline rows: heading, numbers, throughput, axis, sentence, gap. */
const MODEL_LINES = 7;
/** Title, description, legend, comparison: what surrounds the models. */
const FRAME_LINES = 20;

/** What the final picture's rows depend on. */
export interface RowDemand {
  readonly models: number;
  /** Groups of user threads in the workload. */
  readonly groups: number;
  /** What the user asked for, or null. */
  readonly asked: number | null;
}

/**
 * Most timeline rows for each model in the final picture. That picture scrolls, so there are never so few
 * that nothing can be seen; a tall terminal gets more, up to what still fits on it.
 */
export function finalRows(height: number, { models, groups, asked }: RowDemand): number {
  if (asked !== null) return Math.max(1, asked);
  const free = Math.floor((height - FRAME_LINES) / Math.max(1, models)) - MODEL_LINES;
  return Math.max(FEWEST_ROWS, Math.min(groups, MOST_GROUP_ROWS), Math.min(MOST_ROWS, free));
}

/** How the rows of a terminal are shared out while a run plays. */
export interface LiveRows {
  /** Models that fit, the first ones. */
  readonly models: number;
  /** Timeline rows for each of them. */
  readonly rows: number;
  /** Whether a blank line separates the models. */
  readonly gaps: boolean;
  /** Whether each model has its throughput row. */
  readonly throughput: boolean;
}

/** Title, axis, legend, and the line with the keys. */
const LIVE_FRAME_LINES = 5;
/** The last row stays free: a frame as high as the terminal would make it scroll. */
const FREE_LINES = 1;
const MOST_LIVE_ROWS = 16;
/** Rows for one model, its counters apart, from which on it gets a gap, and a throughput row. */
const ROWS_FOR_GAPS = 4;
const ROWS_FOR_THROUGHPUT = 6;

/** Shares out the terminal's rows so that the moving picture always stays below its height. */
export function liveRows(height: number, models: number, asked: number | null): LiveRows {
  const free = Math.max(1, height - LIVE_FRAME_LINES - FREE_LINES);
  const shown = Math.max(1, Math.min(models, free));
  const each = Math.floor(free / shown) - 1;
  const limit = asked ?? MOST_LIVE_ROWS;
  // What costs each model a row has to leave enough of them.
  const gaps = each >= ROWS_FOR_GAPS;
  const throughput = each >= ROWS_FOR_THROUGHPUT;
  const left = each - (gaps ? 1 : 0) - (throughput ? 1 : 0);
  return { models: shown, rows: Math.max(0, Math.min(limit, left)), gaps, throughput };
}
