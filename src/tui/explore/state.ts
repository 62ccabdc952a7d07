import type { WhatIfTable } from "../../analysis/what-if.ts";
import type { Knob } from "../../base/knob.ts";
import type { TrackKind } from "../../trace/track-store.ts";
import type { Role } from "../styled.ts";
import type { World } from "./world.ts";

/** What the lower part of the screen shows. */
export const PANES = [
  "none",
  "why",
  "mapping",
  "events",
  "findings",
  "ledger",
  "throughput",
  "compare",
  "causes",
  "what-if",
  "helps",
] as const;
export type Pane = (typeof PANES)[number];

/** Where one is: enough to come back. */
export interface Spot {
  /** The part of time shown, whole ns. */
  readonly fromNs: number;
  readonly toNs: number;
  readonly cursorNs: number;
  readonly model: number;
  readonly kind: TrackKind;
  /** Id of the selected user thread, kernel thread and core in that model's run. */
  readonly selected: Readonly<Record<TrackKind, number>>;
}

/** A line being typed: a command, a name to search for, or the letter of a mark. */
export interface Prompt {
  readonly sign: ":" | "/" | "mark" | "go to mark";
  readonly text: string;
}

/** Values changed one after another; `place` counts those in force, the rest can be redone. */
export interface Changes {
  readonly sets: readonly string[];
  readonly place: number;
}

export interface ExploreState extends Spot {
  /** Columns and rows of the terminal. */
  readonly width: number;
  readonly height: number;
  /** Only the model in focus is shown. */
  readonly maximised: boolean;
  /** Keys of the groups (see `Rows`) that are shown member by member although they are large. */
  readonly opened: ReadonlySet<string>;
  /** First row shown of each model. */
  readonly scroll: number;
  readonly pane: Pane;
  readonly help: boolean;
  readonly helpScroll: number;
  readonly prompt: Prompt | null;
  readonly playing: boolean;
  /** Simulated ns per real ms. */
  readonly speed: number;
  readonly marks: ReadonlyMap<string, Spot>;
  readonly back: readonly Spot[];
  readonly forward: readonly Spot[];
  readonly search: string;
  readonly message: { readonly text: string; readonly tone: Role } | null;
  readonly changes: Changes;
  /** What the what-if panel offers, with the values that were asked for last, and which one is chosen. */
  readonly knobs: readonly Knob[];
  readonly knob: number;
  /** By model: what would have helped, as far as it has been tried. */
  readonly helps: ReadonlyMap<number, WhatIfTable>;
  /** Which of these is chosen, from the best on. */
  readonly suggestion: number;
  /** What is being tried for that now; null while nothing is. */
  readonly trying: string | null;
  /** A re-run is under way: where it stands. */
  readonly busy: string | null;
  /** What dragging began with; null while no button is held. */
  readonly drag: { readonly column: number; readonly fromNs: number } | null;
}

/** What has to happen outside of the state. */
export type Effect =
  | { readonly type: "quit" }
  | { readonly type: "suspend" }
  /** `before`: what the changes were, should these not be possible. */
  | { readonly type: "rerun"; readonly sets: readonly string[]; readonly before: Changes }
  | { readonly type: "write"; readonly file: string; readonly sets: readonly string[] };

/** The state after an action, and what has to happen outside. */
export interface Step {
  readonly state: ExploreState;
  readonly effects: readonly Effect[];
}

/** Real time in which play passes over what the screen shows, ms. */
const PLAY_SCREEN_MS = 10_000;
/** From this height on the lower part is open from the start. */
const ROOMY_ROWS = 40;

/** All of the time of all models, the first thread of the first selected. */
export function initialState(
  world: World,
  width: number,
  height: number,
  knobs: readonly Knob[] = [],
): ExploreState {
  return {
    width,
    height,
    fromNs: 0,
    toNs: world.endNs,
    cursorNs: 0,
    model: 0,
    maximised: false,
    kind: "thread",
    selected: { thread: 0, kernel: 0, core: 0 },
    opened: new Set(),
    scroll: 0,
    pane: height >= ROOMY_ROWS ? "why" : "none",
    help: false,
    helpScroll: 0,
    prompt: null,
    playing: false,
    speed: Math.max(1, world.endNs) / PLAY_SCREEN_MS,
    marks: new Map(),
    back: [],
    forward: [],
    search: "",
    message: null,
    changes: { sets: [], place: 0 },
    knobs,
    knob: 0,
    helps: new Map(),
    suggestion: 0,
    trying: null,
    busy: null,
    drag: null,
  };
}

export function spotOf({ fromNs, toNs, cursorNs, model, kind, selected }: ExploreState): Spot {
  return { fromNs, toNs, cursorNs, model, kind, selected };
}

/** The changed values in force, each value of a path but its last left out: for people to read. */
export function changesShown(state: ExploreState): string {
  const byPath = new Map(setsInForce(state).map((set) => [set.slice(0, set.indexOf("=")), set]));
  return [...byPath.values()].join("  ");
}

/** The changed values in force, in the order in which they were made. */
export function setsInForce({ changes }: ExploreState): readonly string[] {
  return changes.sets.slice(0, changes.place);
}
