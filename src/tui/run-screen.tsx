import { render } from "ink";
import { type ColorLevel, paint } from "./palette.ts";
import { finalPicture } from "./picture.ts";
import { type Interruption, play } from "./player.tsx";
import { Screen } from "./screen.tsx";
import { hidingRows, type Streams } from "./streams.ts";
import { prepareView, type RunView, type ViewOptions } from "./view.ts";

export type { Streams } from "./streams.ts";
export type { RunView } from "./view.ts";

/** How a run is to be shown. */
export interface ShowOptions extends ViewOptions {
  /** Columns and rows of the terminal; where it has become smaller since, its own size counts. */
  readonly width: number;
  readonly height: number;
  readonly color: ColorLevel;
  /** Simulated seconds per real second, above 0; null shows the final picture at once. */
  readonly play: number | null;
}

/** How showing ended. */
export interface Shown {
  /** What stopped the play (Ctrl-C is a SIGINT), or null. The final picture stands in any case. */
  readonly interrupted: Interruption | null;
}

const NO_LINES: readonly string[] = [];

/**
 * Shows finished runs: plays them where asked, then leaves the whole picture in the scrollback. Never
 * uses the alternate screen; cursor and keyboard are as before when the promise resolves.
 */
export async function showRun(view: RunView, options: ShowOptions, streams: Streams): Promise<Shown> {
  const { stdin, stdout } = streams;
  const { color, play: speed } = options;
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
    if (speed !== null) interrupted = await play(app, prepared, { ...options, speed }, streams, sizeNow);
    const picture = finalPicture(prepared, options, sizeNow());
    const settled = picture.map((line) => paint(line, color));
    app.rerender(<Screen settled={settled} live={NO_LINES} onKey={null} />);
  } finally {
    app.unmount();
  }
  await exited;
  return { interrupted };
}
