import { render } from "ink";
import { type ColorLevel, paint } from "./palette.ts";
import { finalPicture } from "./picture.ts";
import { type Interruption, play } from "./player.tsx";
import { Screen } from "./screen.tsx";
import { hidingRows, type Streams } from "./streams.ts";
import { prepareView, type RunView, type ViewOptions } from "./view.ts";

export type { Streams } from "./streams.ts";
export type { RunView } from "./view.ts";

/** How a run is to be played. */
export interface PlayRunOptions extends ViewOptions {
  /** Columns and rows of the terminal; where it has become smaller since, its own size counts. */
  readonly width: number;
  readonly height: number;
  readonly color: ColorLevel;
  /** Simulated seconds per real second, above 0. */
  readonly speed: number;
}

/** How playing ended. */
export interface Played {
  /** What stopped the play (Ctrl-C is a SIGINT), or null. The final picture stands in any case. */
  readonly interrupted: Interruption | null;
}

const NO_LINES: readonly string[] = [];

/**
 * Plays finished runs, then leaves the whole picture in the scrollback. Never uses the alternate screen;
 * cursor and keyboard are as before when the promise resolves.
 */
export async function playRun(view: RunView, options: PlayRunOptions, streams: Streams): Promise<Played> {
  const { stdin, stdout } = streams;
  const { color } = options;
  const sizeNow = () => ({
    width: Math.min(options.width, stdout.columns || options.width),
    height: stdout.rows || options.height,
  });
  const prepared = prepareView(view);
  const app = render(<Screen settled={NO_LINES} live={NO_LINES} onKey={null} />, {
    stdin,
    stdout: hidingRows(stdout),
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const exited = app.waitUntilExit();
  let interrupted: Interruption | null = null;
  try {
    interrupted = await play(app, prepared, options, streams, sizeNow);
    const picture = finalPicture(prepared, options, sizeNow());
    const settled = picture.map((line) => paint(line, color));
    app.rerender(<Screen settled={settled} live={NO_LINES} onKey={null} />);
  } finally {
    app.unmount();
  }
  await exited;
  return { interrupted };
}
