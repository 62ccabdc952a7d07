import type { TrackKind } from "../../trace/track-store.ts";
import { type Command, fixed, needing, type Parsed } from "./command.ts";
import { PANES, type Pane } from "./state.ts";

const KINDS: Readonly<Record<string, TrackKind>> = { threads: "thread", kernel: "kernel", cores: "core" };

function parseView(text: string): Parsed {
  const kind = KINDS[text];
  if (kind === undefined) return { ok: false, error: `view needs one of ${Object.keys(KINDS).join(", ")}` };
  return { ok: true, action: { type: "view", kind } };
}

function parsePane(text: string): Parsed {
  const pane = PANES.find((one) => one === text);
  if (pane === undefined) return { ok: false, error: `pane needs one of ${PANES.join(", ")}` };
  return { ok: true, action: { type: "pane", pane } };
}

const pane = (name: Exclude<Pane, "none">, key: string, help: string, foot = ""): Command =>
  fixed({ name, keys: [key], group: "views", help, action: { type: "pane", pane: name }, foot });

/** Choosing what to look at. */
export const SELECTION_COMMANDS: readonly Command[] = [
  fixed({
    name: "up",
    keys: ["up", "k"],
    group: "selection",
    help: "select the row above",
    action: { type: "select", rows: -1 },
    foot: "row",
  }),
  fixed({
    name: "down",
    keys: ["down", "j"],
    group: "selection",
    help: "select the row below",
    action: { type: "select", rows: 1 },
  }),
  fixed({
    name: "page-up",
    keys: ["pageup"],
    group: "selection",
    help: "ten rows up",
    action: { type: "select", rows: -10 },
  }),
  fixed({
    name: "page-down",
    keys: ["pagedown"],
    group: "selection",
    help: "ten rows down",
    action: { type: "select", rows: 10 },
  }),
  fixed({
    name: "next-model",
    keys: ["tab"],
    group: "selection",
    help: "next model, same user thread",
    action: { type: "model", by: 1 },
    foot: "model",
  }),
  fixed({
    name: "previous-model",
    keys: ["shift-tab"],
    group: "selection",
    help: "previous model",
    action: { type: "model", by: -1 },
  }),
  fixed({
    name: "blocker",
    keys: ["]"],
    group: "selection",
    help: "to the user thread that the selected one waits for",
    action: { type: "blocker" },
    foot: "blocker",
  }),
  fixed({
    name: "waker",
    keys: ["["],
    group: "selection",
    help: "to the user thread that makes it ready, and when",
    action: { type: "waker" },
  }),
  {
    name: "find",
    keys: ["/"],
    argument: "NAME",
    group: "selection",
    help: "to a row by a part of its name",
    foot: "find",
    parse: needing("a name", (text) => ({ type: "search", text })),
    action: { type: "prompt", sign: "/" },
  },
  fixed({
    name: "find-next",
    keys: ["n"],
    group: "selection",
    help: "next of that name",
    action: { type: "search-again", by: 1 },
  }),
  fixed({
    name: "find-previous",
    keys: ["N"],
    group: "selection",
    help: "previous of that name",
    action: { type: "search-again", by: -1 },
  }),
  fixed({
    name: "back",
    keys: ["b", "backspace"],
    group: "selection",
    help: "back from where you jumped",
    action: { type: "back" },
    foot: "back",
  }),
  fixed({
    name: "forward",
    keys: ["B"],
    group: "selection",
    help: "forward again",
    action: { type: "forward" },
  }),
  {
    name: "mark",
    keys: ["m"],
    argument: "LETTER",
    group: "selection",
    help: "remember this place under a letter",
    foot: "",
    parse: needing("a letter", (name) => ({ type: "mark", name })),
    action: { type: "prompt", sign: "mark" },
  },
  {
    name: "go-mark",
    keys: ["'"],
    argument: "LETTER",
    group: "selection",
    help: "go to a remembered place",
    foot: "",
    parse: needing("a letter", (name) => ({ type: "go-mark", name })),
    action: { type: "prompt", sign: "go to mark" },
  },
];

/** Choosing how it is shown. */
export const VIEW_COMMANDS: readonly Command[] = [
  {
    name: "view",
    keys: ["v"],
    argument: "threads|kernel|cores",
    group: "views",
    help: "rows: user threads, kernel threads, cores",
    foot: "rows",
    parse: parseView,
    action: { type: "view", kind: null },
  },
  fixed({
    name: "unfold",
    keys: ["enter"],
    group: "views",
    help: "a group of many: its members one by one, or folded again",
    action: { type: "unfold" },
  }),
  fixed({
    name: "maximise",
    keys: ["M"],
    group: "views",
    help: "this model alone, or all",
    action: { type: "maximise" },
    foot: "one model",
  }),
  pane("why", "1", "why: the chain of waiting", "panes"),
  pane("mapping", "2", "who sits on which kernel thread on which core"),
  pane("events", "3", "events around the cursor"),
  pane("findings", "4", "what was found"),
  pane("ledger", "5", "where the time went"),
  pane("throughput", "6", "throughput and use of the cores over time"),
  pane("compare", "7", "models side by side, and against the run before"),
  pane("causes", "8", "what it waited for in all, and what decided the end"),
  pane("helps", "9", "what would have helped, tried one by one"),
  fixed({
    name: "none",
    keys: ["`"],
    group: "views",
    help: "close the lower part",
    action: { type: "pane", pane: "none" },
  }),
  {
    name: "pane",
    keys: [],
    argument: "NAME",
    group: "views",
    help: "open one of these by name",
    foot: "",
    parse: parsePane,
    action: null,
  },
  fixed({
    name: "next-finding",
    keys: ["F"],
    group: "views",
    help: "to the next finding",
    action: { type: "finding", by: 1 },
  }),
];
