import { columnsOf } from "../../report/columns.ts";
import { plainLine } from "../../report/wrap.ts";
import { justify, type Line, lineWidth, type Span, span } from "../styled.ts";
import { symbols } from "../symbols.ts";
import type { Command } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { keyName } from "./help.ts";
import type { Scene } from "./scene.ts";
import { changesShown, type Pane } from "./state.ts";

const VIEW_NAMES = { thread: "user threads", kernel: "kernel threads", core: "cores" } as const;
const GAP = 2;

/** The first row: what is looked at, and what is changed about it. */
export function titleLine({ world, state, ascii }: Scene): Line {
  const signs = symbols(ascii);
  const { name, file } = world.scenario;
  const changes = plainLine(changesShown(state));
  const left = [span(` ${plainLine(name)}`, "strong"), span(changes === "" ? "" : `  ${changes}`, "warning")];
  const busy = state.busy === null ? [] : [span(`${state.busy}  `, "accent")];
  // What is changed matters more than where it comes from.
  const parts = [VIEW_NAMES[state.kind], ...(changes === "" ? [plainLine(file)] : [])];
  const right = [...busy, span(`${parts.join(` ${signs.separator} `)} `, "quiet")];
  return justify(left, right, state.width, GAP);
}

/** The last row: what is being typed, a message, or the keys that matter. */
export function footerLine({ state, ascii }: Scene): Line {
  if (state.prompt !== null) {
    const { sign, text } = state.prompt;
    if (sign === "mark" || sign === "go to mark") return [span(` ${sign}: type a letter`, "accent")];
    return [span(` ${sign}`, "accent"), span(tail(text, state.width - 4)), span(ascii ? "_" : "█", "accent")];
  }
  if (state.message !== null) return [span(` ${plainLine(state.message.text)}`, state.message.tone)];
  if (state.help) return helpFooter(ascii);
  return keysLine(state.pane, state.width, ascii);
}

/** What keys do while the help is open. */
function helpFooter(ascii: boolean): Line {
  const arrows = `${keyName("up", ascii)} ${keyName("down", ascii)} pageup pagedown`;
  return [
    span(` ${arrows}`, "accent"),
    span(" more keys   ", "quiet"),
    span("any other key", "accent"),
    span(" closes", "quiet"),
  ];
}

/** The end of a text that is longer than its room: that is where one types. */
function tail(text: string, width: number): string {
  const characters = [...text];
  while (columnsOf(characters.join("")) > width) characters.shift();
  return characters.join("");
}

/** Keys with their words, as many as fit; help and quit always do. */
function keysLine(pane: Pane, width: number, ascii: boolean): Line {
  const pieces = inOrder(pane).flatMap(
    ({ name, keys, foot, action }): { always: boolean; line: Span[] }[] => {
      const [key] = keys;
      if (foot === "" || key === undefined) return [];
      const twin = TWINS[name];
      const opposite = twin === undefined ? "" : (COMMANDS.find((one) => one.name === twin)?.keys[0] ?? "");
      const shown = `${keyName(key, ascii)}${opposite === "" ? "" : ` ${keyName(opposite, ascii)}`}`;
      const always = action?.type === "help" || action?.type === "quit";
      return [{ always, line: [span(` ${shown}`, "accent"), span(` ${foot} `, "quiet")] }];
    },
  );
  const last = pieces.filter(({ always }) => always).flatMap(({ line }) => line);
  let left = width - lineWidth(last);
  const first: Span[] = [];
  for (const { always, line } of pieces) {
    if (always || lineWidth(line) > left) continue;
    left -= lineWidth(line);
    first.push(...line);
  }
  return [...first, ...last];
}

/** What the footer shows first: the rest only where there is room. */
const FIRST: readonly string[] = [
  "left",
  "up",
  "zoom-in",
  "blocker",
  "next-model",
  "what-if",
  "why",
  "play",
  "pan-left",
  "next",
  "fit",
  "maximise",
  "view",
];

/** The same while a pane is open that has keys of its own. */
const FIRST_IN_PANE: Partial<Record<Pane, readonly string[]>> = {
  "what-if": ["value-up", "less", "type-value", "undo", "what-if", "compare"],
  helps: ["suggestion-up", "apply", "undo", "why", "compare"],
};

/** The commands whose keys work, those that matter most before the others. */
function inOrder(pane: Pane): readonly Command[] {
  const first = FIRST_IN_PANE[pane] ?? FIRST;
  const own = COMMANDS.filter(({ inPane }) => inPane === pane);
  const taken = new Set(own.flatMap(({ keys }) => keys));
  const others = COMMANDS.filter(
    ({ inPane, keys }) => inPane === undefined && !keys.some((key) => taken.has(key)),
  );
  const working = [...own, ...others];
  const rank = ({ name }: Command) => (first.includes(name) ? first.indexOf(name) : first.length);
  return [...working].sort((a, b) => rank(a) - rank(b));
}

/** Commands that the footer shows with their opposite. */
const TWINS: Readonly<Record<string, string>> = {
  "zoom-in": "zoom-out",
  "pan-left": "pan-right",
  left: "right",
  next: "previous",
  up: "down",
  why: "helps",
  "value-up": "value-down",
  "suggestion-up": "suggestion-down",
  less: "more",
};
