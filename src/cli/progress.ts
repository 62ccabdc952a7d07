import { formatDuration } from "../base/format-duration.ts";

/** No progress is shown for runs shorter than this, ms of real time. */
const DELAY_MS = 1_000;
/** Time between two updates, ms of real time. */
const INTERVAL_MS = 100;
const CLEAR_LINE = "\r\u001b[K";
const MS_PER_S = 1_000;
const SECONDS_PER_MINUTE = 60;
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

/** The progress line: model, simulated time, events a second, and what remains where that is known. */
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
  // One column stays free: a full line makes some terminals wrap.
  return parts.join("  ").slice(0, Math.max(0, columns - 1));
}

function remaining(elapsedMs: number, share: number): string {
  const seconds = Math.ceil((elapsedMs * (1 - share)) / share / MS_PER_S);
  return seconds < SECONDS_PER_MINUTE ? `${seconds} s` : `${Math.ceil(seconds / SECONDS_PER_MINUTE)} min`;
}

function shortCount(count: number): string {
  if (count >= MILLION) return `${(count / MILLION).toFixed(1)} M`;
  return count >= THOUSAND ? `${Math.round(count / THOUSAND)} k` : `${Math.round(count)}`;
}

/** What the progress line is written to. */
export interface ProgressStream {
  readonly columns: number;
  write(text: string): void;
}

/** Shows a line once it has lasted long enough to wonder, and takes it away at the end. */
export class ProgressLine {
  readonly #stream: ProgressStream | null;
  #shownAtMs = 0;
  #visible = false;

  /** `stream` null: nothing is shown. */
  constructor(stream: ProgressStream | null) {
    this.#stream = stream;
  }

  /** Redraws the line where it is due, `elapsedMs` of real time after the beginning. `line`: as many columns as there are, or the text itself. */
  update(line: string | ((columns: number) => string), elapsedMs: number): void {
    if (this.#stream === null || elapsedMs < DELAY_MS) return;
    if (this.#visible && elapsedMs - this.#shownAtMs < INTERVAL_MS) return;
    const { columns } = this.#stream;
    // One column stays free: a full line makes some terminals wrap.
    const text = typeof line === "string" ? line.slice(0, Math.max(0, columns - 1)) : line(columns);
    this.#stream.write(CLEAR_LINE + text);
    this.#shownAtMs = elapsedMs;
    this.#visible = true;
  }

  clear(): void {
    if (this.#visible) this.#stream?.write(CLEAR_LINE);
    this.#visible = false;
  }
}

/** The progress of a run. */
export class Progress {
  readonly #line: ProgressLine;

  /** `stream` null: nothing is shown. */
  constructor(stream: ProgressStream | null) {
    this.#line = new ProgressLine(stream);
  }

  /** Redraws the line where it is due. */
  update(state: ProgressState): void {
    this.#line.update((columns) => progressLine(state, columns), state.elapsedMs);
  }

  clear(): void {
    this.#line.clear();
  }
}
