import type { Issue } from "../scenario.ts";

/** A span of characters in a text. */
export interface Place {
  readonly source: SourceText;
  /** Offsets of the first character, and of the one behind the last. */
  readonly start: number;
  readonly end: number;
}

/** A text by name, with its offsets as lines and columns. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  /** Texts are ordered by rank where their issues stand in one list: the scenario first, then options. */
  readonly rank: number;
  #lineStarts: number[] | undefined;

  constructor(file: string, text: string, rank = 0) {
    this.file = file;
    this.text = text;
    this.rank = rank;
  }

  place(start: number, end: number = start): Place {
    return { source: this, start, end };
  }

  /** The place as an issue: line and column from 1, the caret line no longer than the first line of the place. */
  issue(start: number, end: number, message: string, hint?: string): Issue {
    const starts = this.#starts();
    const offset = Math.min(Math.max(start, 0), this.text.length);
    const line = lastNotAbove(starts, offset);
    const lineStart = starts[line] ?? 0;
    const lineEnd = (starts[line + 1] ?? this.text.length + 1) - 1;
    const source = this.text.slice(lineStart, lineEnd).replace(/\r$/, "");
    const visibleEnd = Math.min(end, lineStart + source.trimEnd().length);
    return {
      file: this.file,
      line: line + 1,
      column: offset - lineStart + 1,
      length: Math.max(1, visibleEnd - offset),
      message,
      ...(hint === undefined ? {} : { hint }),
      source,
    };
  }

  #starts(): readonly number[] {
    if (this.#lineStarts !== undefined) return this.#lineStarts;
    const starts = [0];
    for (let i = this.text.indexOf("\n"); i !== -1; i = this.text.indexOf("\n", i + 1)) starts.push(i + 1);
    this.#lineStarts = starts;
    return starts;
  }
}

/** Index of the last element of the sorted list that is at most `value`. */
function lastNotAbove(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
