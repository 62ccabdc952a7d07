import type { Action } from "./action.ts";
import type { Pane } from "./state.ts";

/** What typed words come to: an action, or what is wrong with them. */
export type Parsed =
  | { readonly ok: true; readonly action: Action }
  | { readonly ok: false; readonly error: string };

/** One thing a person can do. Keys, the command line, the footer and the help all come from these. */
export interface Command {
  /** As typed behind a colon. */
  readonly name: string;
  readonly keys: readonly string[];
  /** The keys mean this only while that pane is open, and nothing else then. */
  readonly inPane?: Pane;
  /** What stands behind the name; empty for nothing. */
  readonly argument: string;
  readonly group: "time" | "selection" | "views" | "what if" | "program";
  readonly help: string;
  /** In the footer, where there is room: short words; empty for no place there. */
  readonly foot: string;
  readonly parse: (argument: string) => Parsed;
  /** What the keys do; null where they only begin a line to be typed. */
  readonly action: Action | null;
}

/** Needs some text, and says which. */
export const needing =
  (what: string, make: (text: string) => Action) =>
  (text: string): Parsed =>
    text === "" ? { ok: false, error: `${what} is missing` } : { ok: true, action: make(text) };

type Fixed = Pick<Command, "name" | "keys" | "group" | "help"> & {
  readonly action: Action;
  readonly foot?: string;
  readonly inPane?: Pane;
};
/** A command that takes no argument. */
export function fixed({ name, keys, group, help, action, foot = "", inPane }: Fixed): Command {
  const parse = (argument: string): Parsed =>
    argument === "" ? { ok: true, action } : { ok: false, error: `${name} takes nothing behind it` };
  const where = inPane === undefined ? {} : { inPane };
  return { name, keys, ...where, argument: "", group, help, foot, parse, action };
}
