import { type Line, padEnd, span } from "../styled.ts";
import type { Command } from "./command.ts";
import { COMMANDS } from "./commands.ts";

const KEY_NAMES: Readonly<Record<string, string>> = {
  left: "←",
  right: "→",
  up: "↑",
  down: "↓",
  "shift-left": "shift ←",
  "shift-right": "shift →",
  "shift-tab": "shift tab",
};
const KEYS_COLUMNS = 16;
const HELP_COLUMNS = 62;

/** A key as the help and the footer write it. */
export function keyName(key: string, ascii: boolean): string {
  return ascii ? key : (KEY_NAMES[key] ?? key);
}

function titleOf(group: Command["group"]): string {
  return group === "what if" ? "What if" : `${group[0]?.toUpperCase() ?? ""}${group.slice(1)}`;
}

/** All commands by group: keys, name for the command line, and what they do. */
export function helpLines(ascii: boolean): Line[] {
  const lines: Line[] = [];
  let group: Command["group"] | null = null;
  for (const command of COMMANDS) {
    if (command.group !== group) {
      if (group !== null) lines.push([]);
      group = command.group;
      lines.push([span(titleOf(group), "strong")]);
    }
    const keys = command.keys.map((key) => keyName(key, ascii)).join(" ");
    const name = `:${command.name}${command.argument === "" ? "" : ` ${command.argument}`}`;
    lines.push([
      span(`  ${padEnd(keys, KEYS_COLUMNS)} `, "accent"),
      span(padEnd(command.help, HELP_COLUMNS)),
      span(` ${name}`, "quiet"),
    ]);
  }
  const mouse = "the wheel zooms, a click selects and sets the cursor, dragging pans";
  return [...lines, [], [span("Mouse", "strong")], [span(`  ${mouse}`)]];
}
