import { unreachable } from "../../../base/assert.ts";
import { formatDuration } from "../../../base/format-duration.ts";
import { findingNotes, note } from "../../notes.ts";
import { type Line, span } from "../../styled.ts";
import { symbols } from "../../symbols.ts";
import type { Layout } from "../layout.ts";
import type { Scene } from "../scene.ts";
import type { Pane } from "../state.ts";
import { whySelected } from "../subject.ts";
import { runAt } from "../world.ts";
import { causesLines } from "./causes.ts";
import { compareLines } from "./compare.ts";
import { eventLines } from "./events.ts";
import { helpsLines } from "./helps.ts";
import { ledgerLines } from "./ledger.ts";
import { mappingLines } from "./mapping.ts";
import { throughputLines } from "./throughput.ts";
import { whatIfLines } from "./what-if.ts";

/** What stands on the rule above a pane. */
const TITLES: Readonly<Record<Pane, string>> = {
  none: "",
  why: "why, step by step",
  mapping: "who sits where at the cursor",
  events: "events",
  findings: "findings",
  ledger: "where the time went",
  throughput: "throughput and cores over time",
  compare: "models side by side",
  causes: "whom it waited for, and the critical path",
  "what-if": "what if",
  helps: "what would have helped: each simulated anew, on the same draws",
};
export const paneTitle = (pane: Pane): string => TITLES[pane];

/** The lines of the open pane, `rows` of them at most of use. */
export function paneLines(scene: Scene, layout: Layout, width: number, rows: number): Line[] {
  const { pane } = scene.state;
  switch (pane) {
    case "none":
      return [];
    case "why":
      return whyLines(scene, width);
    case "mapping":
      return mappingLines(scene, width);
    case "events":
      return eventLines(scene, rows);
    case "findings":
      return findingLines(scene, width);
    case "ledger":
      return ledgerLines(scene, width);
    case "throughput":
      return throughputLines(scene, layout);
    case "compare":
      return compareLines(scene, width);
    case "causes":
      return causesLines(scene, width);
    case "what-if":
      return whatIfLines(scene, width, rows);
    case "helps":
      return helpsLines(scene, width, rows);
    default:
      return unreachable(pane);
  }
}

function findingLines({ world, state, ascii }: Scene, width: number): Line[] {
  const { findings, heldBack } = runAt(world, state.model).result;
  const signs = symbols(ascii);
  const held = note(signs.reason, heldBack, "accent", 2, width);
  if (findings.length === 0) return [...held, [span("  Nothing else was found in this run.", "quiet")]];
  return [...held, ...findingNotes(findings, signs, 2, width)];
}

/** The chain of waiting, one user thread after another, each further in. */
function whyLines({ world, state, ascii }: Scene, width: number): Line[] {
  const why = whySelected(world, state);
  if (why === null) return [[span("  No user thread is there.", "quiet")]];
  const signs = symbols(ascii);
  const lines = why.steps.flatMap(({ name, phrase, sinceNs, untilNs }, place) => {
    const until = untilNs === null ? "the end of the run" : formatDuration(untilNs);
    const text = `${name} ${phrase}, ${formatDuration(sinceNs)} to ${until}`;
    return note(place === 0 ? " " : signs.reason, text, "accent", 2 * place, width);
  });
  return why.isCycle && why.steps.length > 1
    ? [...lines, [span("  … and so in a circle, for ever", "error")]]
    : lines;
}
