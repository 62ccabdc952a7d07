import type { Streams } from "../streams.ts";
import { difference, type Grid } from "./grid.ts";
import { flushInput, type InputEvent, parseInput } from "./input.ts";

const CSI = "\u001b[";
/** DEC private modes (xterm's control sequences). */
const ON = (modes: string): string => `${CSI}?${modes}h`;
const OFF = (modes: string): string => `${CSI}?${modes}l`;
const ALTERNATE_SCREEN = "1049";
const CURSOR = "25";
const WRAP = "7";
/** Presses, drags and the wheel, in the SGR form. */
const MOUSE = "1002;1006";
const PASTE = "2004";
/** The terminal shows everything in between at once. */
const SYNCHRONIZED = "2026";
const RESET = `${CSI}0m`;
const ERASE = `${CSI}2J`;

const ENTER = ON(ALTERNATE_SCREEN) + OFF(CURSOR) + OFF(WRAP) + ON(MOUSE) + ON(PASTE) + RESET + ERASE;
const LEAVE =
  OFF(SYNCHRONIZED) + RESET + OFF(PASTE) + OFF(MOUSE) + ON(WRAP) + ON(CURSOR) + OFF(ALTERNATE_SCREEN);

/** How long a lone escape character waits for what would make it a sequence, ms. */
const ESCAPE_MS = 30;

/** A painted row that is drawn by someone else than the grid. */
export interface PaintedRow {
  readonly y: number;
  readonly text: string;
}

/** The terminal while the explorer has it: alternate screen, keys and mouse in, frames out. */
export class ExplorerTerminal {
  readonly #streams: Streams;
  readonly #onInput: (event: InputEvent) => void;
  readonly #decoder = new TextDecoder();
  #isIn = false;
  #rest = "";
  #escapeTimer: NodeJS.Timeout | undefined;
  /** What the terminal shows; null: nobody knows. */
  #shown: Grid | null = null;
  #rows = new Map<number, string>();

  constructor(streams: Streams, onInput: (event: InputEvent) => void) {
    this.#streams = streams;
    this.#onInput = onInput;
  }

  /** Takes the terminal over; again after a suspension. */
  enter(): void {
    if (this.#isIn) return;
    this.#isIn = true;
    const { stdin, stdout } = this.#streams;
    this.forget();
    if (stdin.isTTY) {
      stdin.setRawMode(true);
      stdin.on("data", this.#onData);
      stdin.resume();
    }
    stdout.write(ENTER);
  }

  /** Gives the terminal back as it was. Safe to call at any time, also while the process ends. */
  leave(): void {
    if (!this.#isIn) return;
    this.#isIn = false;
    clearTimeout(this.#escapeTimer);
    const { stdin, stdout } = this.#streams;
    stdin.off("data", this.#onData);
    try {
      stdout.write(LEAVE);
      if (stdin.isTTY) {
        stdin.setRawMode(false);
        stdin.pause();
      }
    } catch {
      // The terminal has gone: there is nothing left to restore.
    }
  }

  /** The next frame is drawn whole: after a change of size, or when others have written. */
  forget(): void {
    this.#shown = null;
    this.#rows.clear();
  }

  /** Whether the terminal still has to take what was sent before. */
  get isBehind(): boolean {
    return this.#streams.stdout.writableNeedDrain;
  }

  /** Sends what has changed: the grid, but for the rows painted by others. Keeps a copy of the grid. */
  show(grid: Grid, rows: readonly PaintedRow[]): void {
    if (!this.#isIn) return;
    const skip = new Set(rows.map(({ y }) => y));
    let changes = this.#shown === null ? ERASE : "";
    changes += difference(this.#shown, grid, skip);
    for (const { y, text } of rows) {
      if (this.#rows.get(y) === text) continue;
      this.#rows.set(y, text);
      changes += `${CSI}${y + 1};1H${RESET}${text}${RESET}${CSI}K`;
    }
    this.#keep(grid);
    if (changes !== "") this.#streams.stdout.write(ON(SYNCHRONIZED) + changes + OFF(SYNCHRONIZED));
  }

  #keep(grid: Grid): void {
    const shown = this.#shown;
    if (shown !== null && shown.width === grid.width && shown.height === grid.height) {
      shown.cells.set(grid.cells);
    } else {
      this.#shown = grid.copy();
    }
  }

  readonly #onData = (bytes: Uint8Array): void => {
    clearTimeout(this.#escapeTimer);
    const { events, rest } = parseInput(this.#rest + this.#decoder.decode(bytes, { stream: true }));
    this.#rest = rest;
    if (rest !== "") this.#escapeTimer = setTimeout(this.#flush, ESCAPE_MS);
    for (const event of events) this.#onInput(event);
  };

  readonly #flush = (): void => {
    const events = flushInput(this.#rest);
    // The rest of a paste or of a mouse report may still come; a lone escape character is a key.
    if (events.length > 0) this.#rest = "";
    for (const event of events) this.#onInput(event);
  };
}
