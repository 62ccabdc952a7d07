import type { Action } from "./action.ts";
import { type Command, fixed, needing, type Parsed } from "./command.ts";
import { SELECTION_COMMANDS, VIEW_COMMANDS } from "./commands-look.ts";
import { TIME_COMMANDS } from "./commands-time.ts";
import { isTime, parseGo } from "./parse-time.ts";
import { PANES, type Pane } from "./state.ts";

function parseSet(text: string): Parsed {
  if (!/^[^=]+=.+$/.test(text))
    return { ok: false, error: "set needs PATH=VALUE, as in :set machine.cores=4" };
  return { ok: true, action: { type: "set", change: text } };
}

const CHANGE_COMMANDS: readonly Command[] = [
  fixed({
    name: "what-if",
    keys: ["o"],
    group: "what if",
    help: "the panel of values to change, and what that changes",
    action: { type: "pane", pane: "what-if" },
    foot: "what if",
  }),
  fixed({
    name: "value-up",
    keys: ["up"],
    inPane: "what-if",
    group: "what if",
    help: "in the panel: the value above",
    action: { type: "knob", by: -1 },
    foot: "value",
  }),
  fixed({
    name: "value-down",
    keys: ["down"],
    inPane: "what-if",
    group: "what if",
    help: "in the panel: the value below",
    action: { type: "knob", by: 1 },
  }),
  fixed({
    name: "less",
    keys: ["left"],
    inPane: "what-if",
    group: "what if",
    help: "in the panel: less of it, and run again",
    action: { type: "turn", by: -1 },
    foot: "change",
  }),
  fixed({
    name: "more",
    keys: ["right"],
    inPane: "what-if",
    group: "what if",
    help: "in the panel: more of it",
    action: { type: "turn", by: 1 },
  }),
  fixed({
    name: "type-value",
    keys: ["enter"],
    inPane: "what-if",
    group: "what if",
    help: "in the panel: type another value",
    action: { type: "type-value" },
    foot: "type it",
  }),
  fixed({
    name: "suggestion-up",
    keys: ["up"],
    inPane: "helps",
    group: "what if",
    help: "in what would have helped: the change above",
    action: { type: "suggestion", by: -1 },
    foot: "choose",
  }),
  fixed({
    name: "suggestion-down",
    keys: ["down"],
    inPane: "helps",
    group: "what if",
    help: "in what would have helped: the change below",
    action: { type: "suggestion", by: 1 },
  }),
  fixed({
    name: "apply",
    keys: ["enter"],
    inPane: "helps",
    group: "what if",
    help: "in what would have helped: make that change, and run again",
    action: { type: "apply" },
    foot: "apply it",
  }),
  {
    name: "set",
    keys: [],
    argument: "PATH=VALUE",
    group: "what if",
    help: "change any value and run again, as in :set machine.cores=4",
    foot: "",
    parse: parseSet,
    action: null,
  },
  {
    name: "seed",
    keys: [],
    argument: "SEED",
    group: "what if",
    help: "other random draws",
    foot: "",
    parse: needing("a seed", (text) => ({ type: "set", change: `seed=${text}` })),
    action: null,
  },
  fixed({
    name: "undo",
    keys: ["u"],
    group: "what if",
    help: "take the last change back",
    action: { type: "undo" },
    foot: "undo",
  }),
  fixed({
    name: "redo",
    keys: ["U", "ctrl-r"],
    group: "what if",
    help: "make it again",
    action: { type: "redo" },
  }),
  {
    name: "write",
    keys: [],
    argument: "FILE",
    group: "what if",
    help: "write the changed scenario, comments kept, to a new file",
    foot: "",
    parse: needing("a file", (file) => ({ type: "write", file })),
    action: null,
  },
];

const PROGRAM_COMMANDS: readonly Command[] = [
  {
    name: "command",
    keys: [":"],
    argument: "",
    group: "program",
    help: "type any of these by name",
    foot: "command",
    parse: () => ({ ok: false, error: "already here" }),
    action: { type: "prompt", sign: ":" },
  },
  fixed({
    name: "help",
    keys: ["?"],
    group: "program",
    help: "all keys",
    action: { type: "help" },
    foot: "help",
  }),
  fixed({
    name: "close",
    keys: ["escape"],
    group: "program",
    help: "close help, line or message; stop playing",
    action: { type: "close" },
  }),
  fixed({
    name: "suspend",
    keys: ["ctrl-z"],
    group: "program",
    help: "back to the shell until fg",
    action: { type: "suspend" },
  }),
  fixed({
    name: "quit",
    keys: ["q"],
    group: "program",
    help: "leave",
    action: { type: "quit" },
    foot: "quit",
  }),
];

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  ...TIME_COMMANDS,
  ...SELECTION_COMMANDS,
  ...VIEW_COMMANDS,
  ...CHANGE_COMMANDS,
  ...PROGRAM_COMMANDS,
];

const byKey = (commands: readonly Command[]): ReadonlyMap<string, Command> =>
  new Map(commands.flatMap((command) => command.keys.map((key): [string, Command] => [key, command])));
const ANYWHERE = byKey(COMMANDS.filter(({ inPane }) => inPane === undefined));
const IN_PANE: ReadonlyMap<Pane, ReadonlyMap<string, Command>> = new Map(
  PANES.map((pane) => [pane, byKey(COMMANDS.filter(({ inPane }) => inPane === pane))]),
);

/** What a key does while that pane is open, or null. */
export function actionOfKey(key: string, pane: Pane): Action | null {
  return (IN_PANE.get(pane)?.get(key) ?? ANYWHERE.get(key))?.action ?? null;
}

/** Reads a line typed behind a colon: a command's name or the beginning of one alone, and its argument. */
export function parseCommand(line: string): Parsed {
  const text = line.trim();
  const space = text.indexOf(" ");
  const word = space < 0 ? text : text.slice(0, space);
  const argument = space < 0 ? "" : text.slice(space + 1).trim();
  if (word === "") return { ok: true, action: { type: "close" } };
  // A time alone is a time to go to.
  if (argument === "" && isTime(word)) return parseGo(word);
  const exact = COMMANDS.find(({ name }) => name === word);
  const begun = COMMANDS.filter(({ name }) => name.startsWith(word));
  const found =
    exact ??
    (begun.length === 1 || SHORT.has(word)
      ? begun.find(({ name }) => name === (SHORT.get(word) ?? name))
      : undefined);
  if (found !== undefined) return found.parse(argument);
  const names = begun.map(({ name }) => name);
  if (names.length > 0) return { ok: false, error: `:${word} could be ${names.join(", ")}` };
  return { ok: false, error: `there is no command :${word}; ? lists all` };
}

/** What single letters mean, as in other programs. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ["t", "time"],
  ["w", "write"],
  ["q", "quit"],
  ["s", "set"],
]);
