import type { Streams } from "../streams.ts";
import type { InputEvent } from "./input.ts";
import { ExplorerTerminal } from "./terminal.ts";

/** How a person, or a signal, leaves a screen. */
export type Farewell = "quit" | "SIGINT" | "SIGTERM" | "SIGHUP";

/** What a screen does when something comes from outside. */
export interface SessionHandlers {
  /** A key, text or the mouse; Ctrl-C and Ctrl-Z are dealt with already. */
  input(event: InputEvent): void;
  /** Everything has to be drawn anew, in what may be another size. */
  redraw(): void;
  /** Ctrl-C, a signal, or the terminal has gone. */
  leave(how: Farewell): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** After so long without being stopped there is no shell that could. */
const RESUME_MS = 33;
const FALLBACK = { width: 80, height: 24 };

/** Has the terminal, and gives it back as it was on every way out: at the end, on signals, in a crash, while suspended. */
export class TerminalSession {
  readonly terminal: ExplorerTerminal;
  readonly #streams: Streams;
  readonly #handlers: SessionHandlers;
  #isOn = false;

  constructor(streams: Streams, handlers: SessionHandlers) {
    this.#streams = streams;
    this.#handlers = handlers;
    this.terminal = new ExplorerTerminal(streams, (event) => this.#onInput(event));
  }

  begin(): void {
    const { stdin, stdout } = this.#streams;
    this.#isOn = true;
    process.once("exit", this.#giveBack);
    process.on("uncaughtExceptionMonitor", this.#giveBack);
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
    process.on("SIGCONT", this.#resume);
    stdout.on("resize", this.#onResize);
    stdin.once("end", this.#onGone);
    this.terminal.enter();
  }

  end(): void {
    const { stdin, stdout } = this.#streams;
    this.#isOn = false;
    this.#giveBack();
    process.off("exit", this.#giveBack);
    process.off("uncaughtExceptionMonitor", this.#giveBack);
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
    process.off("SIGCONT", this.#resume);
    stdout.off("resize", this.#onResize);
    stdin.off("end", this.#onGone);
  }

  /** Columns and rows. */
  get size(): { readonly width: number; readonly height: number } {
    const { columns, rows } = this.#streams.stdout;
    return { width: columns || FALLBACK.width, height: rows || FALLBACK.height };
  }

  /** Gives the terminal to the shell, and comes back when the shell says so. */
  suspend(): void {
    this.terminal.leave();
    process.kill(0, "SIGTSTP");
    // Where no shell can stop it (an orphaned process group), it just goes on.
    setTimeout(this.#resume, RESUME_MS);
  }

  #onInput(event: InputEvent): void {
    if (event.type === "key" && event.key === "ctrl-c") this.#handlers.leave("SIGINT");
    else if (event.type === "key" && event.key === "ctrl-z") this.suspend();
    else this.#handlers.input(event);
  }

  readonly #giveBack = (): void => this.terminal.leave();
  readonly #onSignal = (signal: Farewell): void => this.#handlers.leave(signal);
  readonly #onGone = (): void => this.#handlers.leave("SIGHUP");
  readonly #onResize = (): void => {
    this.terminal.forget();
    this.#handlers.redraw();
  };
  readonly #resume = (): void => {
    if (!this.#isOn) return;
    this.terminal.leave();
    this.terminal.enter();
    this.#handlers.redraw();
    // A size changed meanwhile was told to the shell alone: Node asks for it anew, and tells where it differs.
    process.kill(process.pid, "SIGWINCH");
  };
}
