import type { WhatIfTable } from "../../analysis/what-if.ts";
import type { Knob } from "../../base/knob.ts";
import type { TrackKind } from "../../trace/track-store.ts";
import type { Changes, Pane, Prompt } from "./state.ts";

/** Everything that can change the explorer's state. */
export type Action =
  /** Below 1 zooms in; about the cursor, or about a column of the timelines. */
  | { readonly type: "zoom"; readonly factor: number; readonly column?: number }
  /** By a part of what the screen shows. */
  | { readonly type: "pan"; readonly part: number }
  | { readonly type: "fit" }
  /** To what the selected one does at the cursor. */
  | { readonly type: "zoom-interval" }
  /** The cursor, by columns. */
  | { readonly type: "scrub"; readonly columns: number }
  | { readonly type: "go"; readonly timeNs: number }
  /** A share of the run: 0 its begin, 1 its end. */
  | { readonly type: "go-share"; readonly share: number }
  | { readonly type: "select"; readonly rows: number }
  | { readonly type: "model"; readonly by: number }
  | { readonly type: "maximise" }
  /** Shows the selected row's group member by member, or folds it again. */
  | { readonly type: "unfold" }
  /** Null: the next kind. */
  | { readonly type: "view"; readonly kind: TrackKind | null }
  | { readonly type: "pane"; readonly pane: Pane }
  /** To the next (1) or previous (−1) change of state of the selected one. */
  | { readonly type: "change"; readonly by: 1 | -1 }
  /** To the next or previous event of the model in focus. */
  | { readonly type: "event"; readonly by: 1 | -1 }
  | { readonly type: "blocker" }
  | { readonly type: "waker" }
  | { readonly type: "finding"; readonly by: 1 | -1 }
  | { readonly type: "back" }
  | { readonly type: "forward" }
  | { readonly type: "mark"; readonly name: string }
  | { readonly type: "go-mark"; readonly name: string }
  | { readonly type: "prompt"; readonly sign: Prompt["sign"]; readonly text?: string }
  | { readonly type: "prompt-done" }
  | { readonly type: "search"; readonly text: string }
  | { readonly type: "search-again"; readonly by: 1 | -1 }
  | { readonly type: "play" }
  | { readonly type: "speed"; readonly factor: number }
  /** Real time has passed while playing, ms. */
  | { readonly type: "tick"; readonly ms: number }
  | { readonly type: "set"; readonly change: string }
  /** In the what-if panel: to another value; the value to its neighbour; a line to type it. */
  | { readonly type: "knob"; readonly by: number }
  | { readonly type: "turn"; readonly by: 1 | -1 }
  | { readonly type: "type-value" }
  /** In the pane of what would have helped: to another change; to make it. */
  | { readonly type: "suggestion"; readonly by: number }
  | { readonly type: "apply" }
  | { readonly type: "undo" }
  | { readonly type: "redo" }
  | { readonly type: "write"; readonly file: string }
  | { readonly type: "help" }
  | { readonly type: "close" }
  | { readonly type: "resize"; readonly width: number; readonly height: number }
  | { readonly type: "press"; readonly x: number; readonly y: number }
  | { readonly type: "drag"; readonly x: number }
  | { readonly type: "release" }
  | { readonly type: "fail"; readonly text: string }
  | { readonly type: "say"; readonly text: string }
  /** A re-run is under way with these values: where it stands. */
  | { readonly type: "running"; readonly knobs: readonly Knob[]; readonly text: string }
  /** What was to be run was stopped, or runs already. */
  | { readonly type: "settled"; readonly knobs: readonly Knob[]; readonly text: string }
  /** What would help a model is being tried: what there is so far (null: nothing new), and what is tried now. */
  | {
      readonly type: "tried";
      readonly model: number;
      readonly table: WhatIfTable | null;
      readonly trying: string | null;
    }
  /** A change that could not be run is taken back. */
  | { readonly type: "refused"; readonly text: string; readonly changes: Changes }
  | { readonly type: "suspend" }
  | { readonly type: "quit" };
