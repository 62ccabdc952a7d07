import { type IPty, spawn } from "@lydell/node-pty";
import headless from "@xterm/headless";
import { plainEnvironment } from "./command.ts";
import { COMMAND, REPOSITORY } from "./repository.ts";

type Terminal = InstanceType<typeof headless.Terminal>;
/** A line of the terminal's buffer. */
export type BufferLine = NonNullable<ReturnType<Terminal["buffer"]["active"]["getLine"]>>;

/** Size of a terminal and what is started in it. */
export interface SessionOptions {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Started by a shell that stays until all has been read: for programs that print much and end at once. */
  readonly fromShell?: boolean;
  /** Something else than the command, such as an interactive shell; its arguments stay. */
  readonly program?: string;
}

/**
 * Runs the command, says so in the window's title, and waits for a line. Node reads no more from a terminal
 * whose last program has gone, whatever it still holds (libuv takes a short read for the last); with the
 * shell there it doesn't come to that.
 */
const SHELL = `trap : INT; "$@"; code=$?; printf '\\033]0;ended\\007'; read line; exit $code`;

/** Around frames: synchronized output, a DEC private mode; what comes in between is to be seen at once. */
const FRAME_BEGIN = "\u001b[?2026h";
const FRAME_END = "\u001b[?2026l";
/** Clears the screen (ECMA-48, 8.3.39). */
const ERASE = "\u001b[2J";
const SCROLLBACK_LINES = 20_000;
/** A screen counts as settled when nothing has come for this long, ms. */
const QUIET_MS = 150;
const POLL_MS = 20;
const TIMEOUT_MS = 30_000;

/** A program in a real pseudo-terminal, with a terminal emulator that shows what a person would see. */
export class Session {
  readonly terminal: Terminal;
  /** Everything the program wrote, control codes included. */
  raw = "";
  /** Exit code once the program has ended; a signal counts 128 + its number. */
  exitCode: number | null = null;
  readonly #pty: IPty;
  #lastOutputMs = 0;

  constructor(args: readonly string[], options: SessionOptions) {
    const { columns: cols, rows } = options;
    this.terminal = new headless.Terminal({
      cols,
      rows,
      scrollback: SCROLLBACK_LINES,
      allowProposedApi: true,
    });
    const command = [
      ...(options.program === undefined ? [process.execPath, COMMAND] : [options.program]),
      ...args,
    ];
    const [program = "", ...rest] = options.fromShell ? ["/bin/sh", "-c", SHELL, "sh", ...command] : command;
    this.terminal.onTitleChange(() => this.#pty.write("\r"));
    this.#pty = spawn(program, rest, {
      name: "xterm-256color",
      cols,
      rows,
      cwd: options.cwd ?? REPOSITORY,
      env: plainEnvironment({ TERM: "xterm-256color", ...options.env }),
    });
    this.#pty.onData((text) => {
      this.raw += text;
      this.#lastOutputMs = performance.now();
      this.terminal.write(text);
    });
    this.#pty.onExit(({ exitCode, signal }) => {
      this.exitCode = signal !== undefined && signal > 0 ? 128 + signal : exitCode;
    });
    // The emulator answers questions of the program, such as for the cursor's place.
    this.terminal.onData((answer) => this.#pty.write(answer));
  }

  /** Types keys: `\u0003` is Ctrl-C. */
  type(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows);
    this.terminal.resize(columns, rows);
  }

  kill(signal: NodeJS.Signals): void {
    this.#pty.kill(signal);
  }

  /** Waits until the program has ended and all it wrote is on the screen; gives its exit code. */
  async ended(): Promise<number> {
    await this.#until(() => this.exitCode !== null && this.#isQuiet(), "the program's end");
    await this.#flushed();
    if (this.exitCode === null) throw new Error("unreachable: it has ended");
    return this.exitCode;
  }

  /** Waits until nothing has been written for a moment, and no frame is half written. */
  async settled(): Promise<void> {
    await this.#until(() => this.raw !== "" && this.#isQuiet() && !this.#isAmidFrame, "a quiet screen");
    await this.#flushed();
  }

  /** Waits until the screen or its scrollback shows the text. */
  async shows(text: string | RegExp): Promise<void> {
    await this.#until(() => {
      const all = this.text();
      return typeof text === "string" ? all.includes(text) : text.test(all);
    }, `${text}`);
  }

  /** Waits until the program has written that, control codes included, behind so many characters of `raw`. */
  async wrote(codes: string, from = 0): Promise<void> {
    await this.#until(() => this.raw.includes(codes, from), JSON.stringify(codes));
  }

  /** Waits until the program has written anything behind so many characters of `raw`. */
  async wroteMore(from: number): Promise<void> {
    await this.#until(() => this.raw.length > from, "anything new");
  }

  /** Waits until a whole frame behind so many characters of `raw` has been drawn over an erased screen. */
  async drewAll(from: number): Promise<void> {
    const isDrawn = () => {
      const erased = this.raw.indexOf(ERASE, from);
      return erased >= 0 && this.raw.includes(FRAME_END, erased);
    };
    await this.#until(isDrawn, "a whole frame");
    await this.#flushed();
  }

  /** The lines of scrollback and screen, without blanks at line ends and empty lines at the end. */
  text(): string {
    return this.lines()
      .map((line) => line.translateToString(true))
      .join("\n")
      .trimEnd();
  }

  /** Only what stands on the screen now. */
  screen(): string {
    const { baseY } = this.terminal.buffer.active;
    return this.lines()
      .slice(baseY)
      .map((line) => line.translateToString(true))
      .join("\n")
      .trimEnd();
  }

  /** All lines of scrollback and screen, cells included. */
  lines(): BufferLine[] {
    const buffer = this.terminal.buffer.active;
    const lines: BufferLine[] = [];
    for (let row = 0; row < buffer.length; row += 1) {
      const line = buffer.getLine(row);
      if (line !== undefined) lines.push(line);
    }
    return lines;
  }

  /** Ends the program if it still runs. */
  dispose(): void {
    if (this.exitCode === null) this.#pty.kill("SIGKILL");
    this.terminal.dispose();
  }

  get #isAmidFrame(): boolean {
    return this.raw.lastIndexOf(FRAME_BEGIN) > this.raw.lastIndexOf(FRAME_END);
  }

  #isQuiet(): boolean {
    return performance.now() - this.#lastOutputMs >= QUIET_MS;
  }

  #flushed(): Promise<void> {
    return new Promise((resolve) => this.terminal.write("", resolve));
  }

  async #until(isTrue: () => boolean, what: string): Promise<void> {
    const startMs = performance.now();
    while (!isTrue()) {
      if (performance.now() - startMs > TIMEOUT_MS) {
        throw new Error(`waited in vain for ${what}; the terminal shows:\n${this.text()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}
