import { formatDuration } from "../base/format-duration.ts";
import { nowMs } from "./clock.ts";
import { tell } from "./output.ts";

/** No progress is shown for runs shorter than this, nor without a terminal more often; ms of real time. */
const DELAY_MS = 1_000;
/** Time between two updates of the same line, ms of real time. */
const REDRAW_MS = 100;
const CLEAR_LINE = "\r\u001b[K";
const MS_PER_S = 1_000;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3_600;
const PERCENT = 100;
const THOUSAND = 1_000;
const MILLION = 1_000_000;

/** Where a run stands. */
export interface ProgressState {
  readonly label: string;
  /** Which run of how many, from 1. */
  readonly index: number;
  readonly count: number;
  /** Simulated time, and where it ends (null: nobody knows), ns. */
  readonly nowNs: number;
  readonly untilNs: number | null;
  readonly events: number;
  readonly maxEvents: number;
  /** Real time since this run began, ms. */
  readonly elapsedMs: number;
}

/** The line for a run, of at most so many columns: model, simulated time, events a second, and what remains where that is known. */
export function progressLine(state: ProgressState, columns: number): string {
  const perSecond = state.elapsedMs > 0 ? (state.events * MS_PER_S) / state.elapsedMs : 0;
  const parts = [
    `[${state.index}/${state.count}] ${state.label}`,
    `${formatDuration(state.nowNs)} simulated`,
    `${shortCount(perSecond)} events/s`,
  ];
  if (state.untilNs !== null && state.untilNs > 0) {
    const share = Math.min(1, state.nowNs / state.untilNs);
    parts.push(`${Math.floor(share * PERCENT)} % of ${formatDuration(state.untilNs)}`);
    if (share > 0) parts.push(`${remaining(state.elapsedMs, share)} left`);
  } else {
    parts.push(`${Math.floor((state.events / state.maxEvents) * PERCENT)} % of the event limit`);
  }
  return parts.join("  ").slice(0, columns);
}

function remaining(elapsedMs: number, share: number): string {
  const seconds = Math.ceil((elapsedMs * (1 - share)) / share / MS_PER_S);
  if (seconds < SECONDS_PER_MINUTE) return `${seconds} s`;
  if (seconds < SECONDS_PER_HOUR) return `${Math.ceil(seconds / SECONDS_PER_MINUTE)} min`;
  return `${Math.ceil(seconds / SECONDS_PER_HOUR)} h`;
}

function shortCount(count: number): string {
  if (count >= MILLION) return `${(count / MILLION).toFixed(1)} M`;
  return count >= THOUSAND ? `${Math.round(count / THOUSAND)} k` : `${Math.round(count)}`;
}

/** What progress is written to. */
export interface ProgressStream {
  /** Of the terminal; null where it is none, so that lines stay as they are. */
  readonly columns: number | null;
  write(text: string): void;
}

/** Standard error. (Node's stream for it is loaded here at the earliest: short commands do without.) */
export function progressStream(): ProgressStream {
  const { stderr } = process;
  return stderr.isTTY ? stderr : { columns: null, write: tell };
}

/**
 * Says how far a command is once it has lasted long enough to wonder: in a terminal on one line that is drawn over
 * and goes away at the end, elsewhere (a log, say) on a new line each second.
 */
export class Progress {
  readonly #open: () => ProgressStream | null;
  readonly #now: () => number;
  readonly #startMs: number;
  #stream: ProgressStream | null = null;
  #shownAtMs = Number.NEGATIVE_INFINITY;
  #visible = false;

  /**
   * The command begins now. `open` gives the stream when there is something to show; null: nothing is shown.
   * `now` gives real time, ms.
   */
  constructor(open: () => ProgressStream | null, now: () => number = nowMs) {
    this.#open = open;
    this.#now = now;
    this.#startMs = now();
  }

  /** Shows a line where it is due; `line` makes one of at most so many columns. */
  update(line: (columns: number) => string): void {
    const timeMs = this.#now();
    if (timeMs - this.#startMs < DELAY_MS || timeMs - this.#shownAtMs < REDRAW_MS) return;
    this.#stream ??= this.#open();
    if (this.#stream === null) return;
    const { columns } = this.#stream;
    if (columns === null && timeMs - this.#shownAtMs < DELAY_MS) return;
    // One column stays free: a full line makes some terminals wrap.
    const text = line(columns === null ? Number.POSITIVE_INFINITY : Math.max(0, columns - 1));
    this.#stream.write(columns === null ? `${text}\n` : CLEAR_LINE + text);
    this.#shownAtMs = timeMs;
    this.#visible = columns !== null;
  }

  /** Takes the line away, so that something else can be written; the next one comes at once. */
  clear(): void {
    if (!this.#visible) return;
    this.#stream?.write(CLEAR_LINE);
    this.#visible = false;
    this.#shownAtMs = Number.NEGATIVE_INFINITY;
  }
}
