import type { WhatIfTable } from "../../analysis/what-if.ts";
import type { Knob } from "../../base/knob.ts";
import { type ColorLevel, paint } from "../palette.ts";
import type { Streams } from "../streams.ts";
import { clip } from "../styled.ts";
import type { RunView } from "../view.ts";
import type { Action } from "./action.ts";
import { footerLine, titleLine } from "./chrome.ts";
import type { ChromeHost } from "./chrome-host.tsx";
import { actionsOf } from "./dispatch.ts";
import { drawFrame } from "./draw.ts";
import { Grid, Looks } from "./grid.ts";
import type { Change, ExploreHost, Watch } from "./host.ts";
import type { InputEvent } from "./input.ts";
import { fromFinding } from "./moves.ts";
import { reduce } from "./reduce.ts";
import { inNewWorld } from "./rerun.ts";
import type { Scene } from "./scene.ts";
import { type Farewell, TerminalSession } from "./session.ts";
import { type Changes, type Effect, type ExploreState, initialState } from "./state.ts";
import { runAt, type World, worldOf } from "./world.ts";

export interface ExploreOptions {
  readonly color: ColorLevel;
  readonly ascii: boolean;
}

/** Real time between two frames of play, ms. */
const FRAME_MS = 33;
/** A gap longer than this counts as this: after a suspension play goes on from where it was. */
const LONGEST_TICK_MS = 250;
/** Lets a person look at the runs until they leave. The terminal is as before when the promise settles. */
export function explore(
  view: RunView,
  options: ExploreOptions,
  streams: Streams,
  host: ExploreHost,
  chrome: ChromeHost,
): Promise<Farewell> {
  return new Explorer(view, options, streams, host, chrome).run();
}

/** Changes being tried for a model. */
interface Trying extends Watch {
  readonly model: number;
  isCancelled: boolean;
  tried(table: WhatIfTable): void;
}

class Explorer {
  readonly #options: ExploreOptions;
  readonly #streams: Streams;
  readonly #host: ExploreHost;
  readonly #session: TerminalSession;
  readonly #chrome: ChromeHost;
  readonly #looks: Looks;
  #grid: Grid;
  #world: World;
  #before: World | null = null;
  /** The values that the runs shown have. */
  #shownSets: readonly string[] = [];
  #shownKnobs: readonly Knob[];
  #trying: Trying | null = null;
  /** Models for which all changes have been tried. */
  readonly #tried = new Set<number>();
  /** The re-run under way. */
  #running: { isCancelled: boolean } | null = null;
  #state: ExploreState;
  #frame: NodeJS.Immediate | null = null;
  #tick: NodeJS.Timeout | undefined;
  #tickedMs = 0;
  #end: ((how: Farewell) => void) | null = null;

  constructor(
    view: RunView,
    options: ExploreOptions,
    streams: Streams,
    host: ExploreHost,
    chrome: ChromeHost,
  ) {
    this.#options = options;
    this.#streams = streams;
    this.#host = host;
    this.#world = worldOf(view);
    this.#shownKnobs = host.knobs;
    this.#session = new TerminalSession(streams, {
      input: (event) => this.#onInput(event),
      redraw: () => this.#do({ type: "resize", ...this.#session.size }),
      leave: (how) => this.#end?.(how),
    });
    const { width, height } = this.#session.size;
    this.#state = fromFinding(this.#world, initialState(this.#world, width, height, host.knobs));
    this.#looks = new Looks(options.color);
    this.#grid = new Grid(width, height, this.#looks);
    this.#chrome = chrome;
  }

  async run(): Promise<Farewell> {
    const { stdout } = this.#streams;
    // All that a long trace is gone through for takes a while: as long as the terminal is not ours yet,
    // Ctrl-C ends the command.
    drawFrame(this.#grid, this.#scene);
    const ended = new Promise<Farewell>((resolve) => {
      this.#end = resolve;
    });
    stdout.on("drain", this.#requestFrame);
    try {
      this.#session.begin();
      this.#requestFrame();
      return await ended;
    } finally {
      this.#end = null;
      for (const watch of [this.#running, this.#trying]) if (watch !== null) watch.isCancelled = true;
      clearTimeout(this.#tick);
      if (this.#frame !== null) clearImmediate(this.#frame);
      this.#session.end();
      this.#chrome.close();
      stdout.off("drain", this.#requestFrame);
    }
  }

  #onInput(event: InputEvent): void {
    for (const action of actionsOf(this.#world, this.#state, event)) this.#do(action);
  }

  #do(action: Action): void {
    const { state, effects } = reduce(this.#world, this.#state, action);
    this.#state = state;
    this.#requestFrame();
    for (const effect of effects) this.#perform(effect);
    this.#keepPlaying();
    this.#keepTrying();
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case "quit":
        this.#end?.("quit");
        return;
      case "suspend":
        this.#session.suspend();
        return;
      case "rerun":
        this.#change(effect.sets, effect.before);
        return;
      case "write":
        void this.#write(effect.file, effect.sets);
        return;
    }
  }

  /** Runs with other values. What runs already is stopped, unless these values are none. */
  #change(sets: readonly string[], before: Changes): void {
    const change = this.#host.change(sets);
    if (!change.ok) {
      this.#do({ type: "refused", text: change.error, changes: before });
      return;
    }
    if (this.#running !== null) this.#running.isCancelled = true;
    this.#running = null;
    const inForce = this.#state.changes;
    if (sets.join("\n") === this.#shownSets.join("\n")) {
      this.#settle(change.knobs, sets);
      return;
    }
    const watch = {
      isCancelled: false,
      progress: (text: string) => {
        if (!watch.isCancelled) this.#do({ type: "running", knobs: change.knobs, text });
      },
    };
    this.#running = watch;
    watch.progress("running");
    void this.#run(change, sets, inForce, watch);
  }

  async #run(
    change: Extract<Change, { ok: true }>,
    sets: readonly string[],
    inForce: Changes,
    watch: Watch,
  ): Promise<void> {
    // First the frame that says so.
    await new Promise((resolve) => setImmediate(resolve));
    const rerun = await change.run(watch);
    if (this.#end === null || watch.isCancelled) return;
    this.#running = null;
    if (!rerun.ok) {
      // Back to what is shown, whatever was asked for in between.
      const place = this.#shownSets.length;
      const kept = inForce.place > place ? inForce.sets.slice(0, place) : inForce.sets;
      this.#do({ type: "settled", knobs: this.#shownKnobs, text: "" });
      this.#do({ type: "refused", text: rerun.error, changes: { sets: kept, place } });
      return;
    }
    const world = worldOf(rerun.view);
    this.#state = inNewWorld(this.#world, world, this.#state);
    this.#before = this.#world;
    this.#world = world;
    this.#tried.clear();
    this.#settle(change.knobs, sets);
  }

  /** The runs shown are those of these values. */
  #settle(knobs: readonly Knob[], sets: readonly string[]): void {
    this.#shownSets = sets;
    this.#shownKnobs = knobs;
    const what = sets.at(-1) ?? "as it was";
    const text = `${what}: done; 7 compares with the run before, u takes it back`;
    this.#do({ type: "settled", knobs, text });
  }

  /** Tries what would have helped the model in focus while that is looked at, and stops when it is not. */
  #keepTrying(): void {
    const { pane, model, busy, knobs } = this.#state;
    const isWanted = pane === "helps" && busy === null && knobs.length > 0;
    if (this.#trying !== null && (!isWanted || this.#trying.model !== model)) {
      this.#trying.isCancelled = true;
      this.#trying = null;
      this.#do({ type: "tried", model, table: null, trying: null });
    }
    if (!isWanted || this.#trying !== null || this.#tried.has(model)) return;
    const watch = {
      model,
      isCancelled: false,
      progress: (trying: string) => {
        if (!watch.isCancelled) this.#do({ type: "tried", model, table: null, trying });
      },
      tried: (table: WhatIfTable) => this.#do({ type: "tried", model, table, trying: this.#state.trying }),
    };
    this.#trying = watch;
    void this.#try(watch);
  }

  async #try(watch: Trying): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const { result } = runAt(this.#world, watch.model);
    await this.#host.tryVariants(this.#shownSets, watch.model, result, watch);
    if (this.#end === null || watch.isCancelled) return;
    this.#trying = null;
    this.#tried.add(watch.model);
    this.#do({ type: "tried", model: watch.model, table: null, trying: null });
  }

  async #write(file: string, sets: readonly string[]): Promise<void> {
    const { ok, text } = await this.#host.write(file, sets);
    if (this.#end !== null) this.#do({ type: ok ? "say" : "fail", text });
  }

  #keepPlaying(): void {
    if (!this.#state.playing || this.#tick !== undefined) return;
    this.#tickedMs = performance.now();
    const tick = (): void => {
      this.#tick = undefined;
      const now = performance.now();
      const ms = Math.min(LONGEST_TICK_MS, now - this.#tickedMs);
      this.#do({ type: "tick", ms });
    };
    this.#tick = setTimeout(tick, FRAME_MS);
  }

  readonly #requestFrame = (): void => {
    if (this.#frame !== null || this.#end === null) return;
    this.#frame = setImmediate(() => {
      this.#frame = null;
      // A terminal that is behind gets the newest frame when it has caught up.
      if (!this.#session.terminal.isBehind) this.#paint();
    });
  };

  get #scene(): Scene {
    return { world: this.#world, state: this.#state, before: this.#before, ascii: this.#options.ascii };
  }

  #paint(): void {
    const { width, height } = this.#state;
    if (this.#grid.width !== width || this.#grid.height !== height) {
      this.#grid = new Grid(width, height, this.#looks);
      this.#session.terminal.forget();
    }
    const { color } = this.#options;
    const scene = this.#scene;
    drawFrame(this.#grid, scene);
    const title = paint(clip(titleLine(scene), width), color);
    const footer = paint(clip(footerLine(scene), width), color);
    this.#session.terminal.show(this.#grid, this.#chrome.rows({ title, footer, width, height }));
  }
}
