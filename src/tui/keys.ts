import type { Key } from "ink";

/** What a key does while a run plays. */
export type Command = "skip" | "pause" | "interrupt";

/** One row per key: what it matches, and how the line with the keys names it. */
const BINDINGS: readonly {
  readonly command: Command;
  readonly matches: (input: string, key: Key) => boolean;
  readonly help: string | null;
}[] = [
  { command: "interrupt", matches: (input, key) => key.ctrl && input === "c", help: null },
  { command: "pause", matches: (input) => input === " ", help: "space pause" },
  {
    command: "skip",
    matches: (input, key) => input === "q" || key.return || key.escape,
    help: "q to the end",
  },
];

/** The commands in what the terminal sent: fast typing arrives as one string. */
export function commandsOf(input: string, key: Key): Command[] {
  const typed = input.length > 1 ? [...input] : [input];
  return typed.flatMap((one) => BINDINGS.find(({ matches }) => matches(one, key))?.command ?? []);
}

/** What the line below a playing run says. */
export const KEY_HELP: readonly string[] = BINDINGS.flatMap(({ help }) => help ?? []);
