import { type Instance, render } from "ink";
import type { Streams } from "../streams.ts";
import { Chrome, type ChromeProps } from "./chrome-view.tsx";
import type { PaintedRow } from "./terminal.ts";

/**
 * Renders the chrome with Ink, and catches the frames instead of sending them: they are sent together
 * with the grid, in one piece. `debug` makes Ink hand out every frame whole and at once.
 */
export class ChromeHost {
  #app: Instance | null = null;
  #frame = "";
  #props: ChromeProps | null = null;
  readonly #streams: Streams;

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  /** The first and the last row for these contents. */
  rows(props: ChromeProps): readonly PaintedRow[] {
    const old = this.#props;
    const changed =
      old === null ||
      old.title !== props.title ||
      old.footer !== props.footer ||
      old.width !== props.width ||
      old.height !== props.height;
    if (changed) this.#render(props);
    const lines = this.#frame.split("\n");
    return [
      { y: 0, text: lines[0] ?? "" },
      { y: props.height - 1, text: lines[props.height - 1] ?? "" },
    ];
  }

  close(): void {
    this.#app?.unmount();
  }

  #render(props: ChromeProps): void {
    this.#props = props;
    const element = <Chrome {...props} />;
    if (this.#app !== null) {
      this.#app.rerender(element);
      return;
    }
    const { stdin, stdout } = this.#streams;
    const options = { stdin, stdout: this.#catching(stdout), exitOnCtrlC: false, patchConsole: false };
    this.#app = render(element, { ...options, debug: true });
  }

  /** The same stream, but what is written to it is kept. */
  #catching(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
    const write = (frame: string): boolean => {
      // Ink hides and shows the cursor too; a frame has lines.
      if (frame.includes("\n")) this.#frame = frame;
      return true;
    };
    return new Proxy(stdout, {
      get(target, key) {
        if (key === "write") return write;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }
}
