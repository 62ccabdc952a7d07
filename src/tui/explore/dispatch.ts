import type { Action } from "./action.ts";
import { actionOfKey, parseCommand } from "./commands.ts";
import type { InputEvent } from "./input.ts";
import { zoneAt } from "./layout.ts";
import { layoutFor } from "./reduce.ts";
import type { ExploreState, Prompt } from "./state.ts";
import type { World } from "./world.ts";

/** One notch of the wheel zooms by this factor. */
const WHEEL_FACTOR = 1.25;
const MAX_PROMPT = 500;

/** Keys that work in the help; any other closes it. */
const HELP_KEYS: readonly string[] = ["up", "down", "pageup", "pagedown", "j", "k"];

/** What an input means in a state. */
export function actionsOf(world: World, state: ExploreState, event: InputEvent): readonly Action[] {
  switch (event.type) {
    case "wheel": {
      if (state.help) return [{ type: "select", rows: -event.by }];
      const zone = zoneAt(layoutFor(world, state), event.x, event.y);
      const factor = event.by === 1 ? 1 / WHEEL_FACTOR : WHEEL_FACTOR;
      if (zone.zone === "time") return [{ type: "zoom", factor, column: zone.column }];
      return zone.zone === "label" ? [{ type: "select", rows: -event.by }] : [];
    }
    case "press":
      return [state.help ? { type: "help" } : { type: "press", x: event.x, y: event.y }];
    case "drag":
      return [{ type: "drag", x: event.x }];
    case "release":
      return [{ type: "release" }];
    case "paste":
      return state.prompt === null ? [] : typed(state.prompt, firstLine(event.text));
    case "text":
    case "key":
      return keyActions(state, event);
  }
}

type KeyEvent = Extract<InputEvent, { type: "text" | "key" }>;

function keyActions(state: ExploreState, event: KeyEvent): readonly Action[] {
  const key = event.type === "key" ? event.key : event.text === " " ? "space" : event.text;
  if (state.prompt !== null) {
    return event.type === "text" ? typed(state.prompt, event.text) : edited(state.prompt, event.key);
  }
  if (state.help && !HELP_KEYS.includes(key)) return [{ type: "help" }];
  const action = actionOfKey(key, state.pane);
  return action === null ? [] : [action];
}

function firstLine(text: string): string {
  return (text.split(/[\r\n]/)[0] ?? "").replace(/\p{Cc}/gu, "");
}

/** Text goes into the line; the letter of a mark is all there is of it. */
function typed({ sign, text }: Prompt, more: string): readonly Action[] {
  const [letter] = more;
  if (letter === undefined) return [];
  if (sign === "mark") return [{ type: "prompt-done" }, { type: "mark", name: letter }];
  if (sign === "go to mark") return [{ type: "prompt-done" }, { type: "go-mark", name: letter }];
  return [{ type: "prompt", sign, text: (text + more).slice(0, MAX_PROMPT) }];
}

function edited({ sign, text }: Prompt, key: string): readonly Action[] {
  switch (key) {
    case "enter":
      return [{ type: "prompt-done" }, ...entered(sign, text)];
    case "backspace":
      return text === ""
        ? [{ type: "prompt-done" }]
        : [{ type: "prompt", sign, text: [...text].slice(0, -1).join("") }];
    case "ctrl-u":
      return [{ type: "prompt", sign, text: "" }];
    case "escape":
      return [{ type: "prompt-done" }];
    default:
      return [];
  }
}

function entered(sign: Prompt["sign"], text: string): readonly Action[] {
  if (sign === "/") return text === "" ? [{ type: "search-again", by: 1 }] : [{ type: "search", text }];
  if (sign !== ":") return [];
  const parsed = parseCommand(text);
  return [parsed.ok ? parsed.action : { type: "fail", text: parsed.error }];
}
