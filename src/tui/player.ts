import { drawLines, Grid, Looks } from "./explore/grid.ts";
import { type Farewell, TerminalSession } from "./explore/session.ts";
import { commandsOf } from "./keys.ts";
import type { Room } from "./layout.ts";
import { type LiveChart, liveFrame, playedEnd, prepareLive } from "./live.ts";
import type { ColorLevel } from "./palette.ts";
import { PlayClock, pauseAfter } from "./play-clock.ts";
import type { Streams } from "./streams.ts";
import { type PreparedView, prepareView, type RunView, type ViewOptions } from "./view.ts";

/** Why playing ended before its time. */
export type Interruption = Exclude<Farewell, "quit">;

/** How a run is to be played. */
export interface PlayOptions extends ViewOptions {
  /** Most columns to draw; null: all that the terminal has. */
  readonly width: number | null;
  readonly color: ColorLevel;
  /** Simulated seconds per real second, above 0. */
  readonly speed: number;
}

/** Plays finished runs on a screen of its own to their end, to a key or to a signal; the terminal is then as before. */
export function playRun(view: RunView, options: PlayOptions, streams: Streams): Promise<Interruption | null> {
  return new Player(prepareView(view), options, streams).run();
}

class Player {
  readonly #view: PreparedView;
  readonly #options: PlayOptions;
  readonly #session: TerminalSession;
  readonly #looks: Looks;
  readonly #clock: PlayClock;
  readonly #keys: boolean;
  readonly #endNs: number;
  #live: LiveChart | null = null;
  #timer: NodeJS.Timeout | undefined;
  #finish: (why: Interruption | null) => void = () => {};

  constructor(view: PreparedView, options: PlayOptions, streams: Streams) {
    this.#view = view;
    this.#options = options;
    this.#looks = new Looks(options.color);
    this.#keys = streams.stdin.isTTY === true;
    this.#endNs = playedEnd(view);
    this.#clock = new PlayClock(options.speed, this.#endNs, performance.now());
    this.#session = new TerminalSession(streams, {
      input: (event) => {
        for (const command of commandsOf(event)) {
          if (command === "pause") this.#clock.togglePause(performance.now());
          else this.#finish(null);
        }
      },
      redraw: () => this.#draw(),
      leave: (how) => this.#finish(how === "quit" ? null : how),
    });
  }

  async run(): Promise<Interruption | null> {
    const finished = new Promise<Interruption | null>((resolve) => {
      this.#finish = resolve;
    });
    try {
      this.#session.begin();
      this.#next();
      return await finished;
    } finally {
      clearTimeout(this.#timer);
      this.#session.end();
    }
  }

  /** Draws frame after frame until the end is reached. */
  #next(): void {
    const begunMs = performance.now();
    if (this.#draw() >= this.#endNs) this.#finish(null);
    else this.#timer = setTimeout(() => this.#next(), pauseAfter(performance.now() - begunMs));
  }

  /** Draws what there is by now; gives the simulated time, ns. */
  #draw(): number {
    const { width, height } = this.#session.size;
    const room = { width: Math.min(width, this.#options.width ?? width), height };
    const timeNs = this.#clock.at(performance.now());
    const live = this.#liveFor(room);
    const grid = new Grid(width, height, this.#looks);
    drawLines(grid, liveFrame(live, { timeNs, paused: this.#clock.paused, keys: this.#keys }));
    if (!this.#session.terminal.isBehind) this.#session.terminal.show(grid, []);
    return timeNs;
  }

  /** What all frames of that size have in common is drawn once. */
  #liveFor(room: Room): LiveChart {
    const known = this.#live;
    if (known !== null && known.room.width === room.width && known.room.height === room.height) return known;
    this.#live = prepareLive(this.#view, this.#options, room);
    return this.#live;
  }
}
