import type { Instance, Key } from "ink";
import { commandsOf } from "./keys.ts";
import { liveFrame, playedEnd, prepareLive } from "./live.ts";
import { type ColorLevel, paint } from "./palette.ts";
import { PlayClock, pauseAfter } from "./play-clock.ts";
import { Screen } from "./screen.tsx";
import type { Streams } from "./streams.ts";
import type { PreparedView, ViewOptions } from "./view.ts";

/** Why playing ended before its time. */
export type Interruption = "SIGINT" | "SIGTERM";

const SIGNALS: readonly Interruption[] = ["SIGINT", "SIGTERM"];
const NOTHING_SETTLED: readonly string[] = [];

export interface PlayOptions extends ViewOptions {
  readonly color: ColorLevel;
  /** Simulated seconds per real second. */
  readonly speed: number;
}

/**
 * Plays finished runs in the terminal's last rows, frame by frame, to their end, to a key or to a signal.
 * `sizeNow` is asked again when the terminal changes its size.
 */
export function play(
  app: Instance,
  view: PreparedView,
  options: PlayOptions,
  streams: Streams,
  sizeNow: () => { width: number; height: number },
): Promise<Interruption | null> {
  const { stdin, stdout } = streams;
  const keys = stdin.isTTY === true;
  const endNs = playedEnd(view);
  const clock = new PlayClock(options.speed, endNs, performance.now());
  let live = prepareLive(view, options, sizeNow());
  let timer: NodeJS.Timeout | undefined;

  return new Promise((resolve) => {
    const finish = (why: Interruption | null): void => {
      clearTimeout(timer);
      stdout.off("resize", onResize);
      for (const signal of SIGNALS) process.off(signal, finish);
      resolve(why);
    };
    const onKey = (input: string, key: Key): void => {
      for (const command of commandsOf(input, key)) {
        if (command === "pause") clock.togglePause(performance.now());
        else finish(command === "interrupt" ? "SIGINT" : null);
      }
    };
    const onResize = (): void => {
      live = prepareLive(view, options, sizeNow());
    };
    const drawFrame = (): void => {
      const begun = performance.now();
      const timeNs = clock.at(begun);
      const lines = liveFrame(live, { timeNs, paused: clock.paused, keys });
      const painted = lines.map((line) => paint(line, options.color));
      app.rerender(<Screen settled={NOTHING_SETTLED} live={painted} onKey={keys ? onKey : null} />);
      if (timeNs >= endNs) finish(null);
      else timer = setTimeout(drawFrame, pauseAfter(performance.now() - begun));
    };
    stdout.on("resize", onResize);
    for (const signal of SIGNALS) process.once(signal, finish);
    drawFrame();
  });
}
