import type { InputEvent } from "./explore/input.ts";

/** What a key does while a run plays. */
export type Command = "skip" | "pause";

/** One row per key: what it means, and how the line with the keys names it. */
const BINDINGS: readonly {
  readonly command: Command;
  readonly keys: readonly string[];
  readonly help: string;
}[] = [
  { command: "pause", keys: [" "], help: "space pause" },
  { command: "skip", keys: ["q", "enter", "escape"], help: "q to the end" },
];

/** The command of a key, if it has one. */
export function commandsOf(event: InputEvent): Command[] {
  const key = event.type === "key" ? event.key : event.type === "text" ? event.text : null;
  return BINDINGS.flatMap(({ command, keys }) => (key !== null && keys.includes(key) ? [command] : []));
}

/** What the line below a playing run says. */
export const KEY_HELP: readonly string[] = BINDINGS.map(({ help }) => help);
