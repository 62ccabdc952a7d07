import type { Issue } from "./scenario.ts";

/** Longest part of the source line that is shown, in characters. */
const SHOWN_WIDTH = 100;
/** How much of the line is shown before the place, where it has to be cut. */
const SHOWN_BEFORE = 40;

/** `file:line:column: error: what is wrong`, the line of text, and a caret under the place. No new line at the end. */
export function formatIssue(issue: Issue): string {
  const { file, line, column, message, hint } = issue;
  const words = hint === undefined ? message : `${message}; ${hint}`;
  const head = `${file}:${line}:${column}: error: ${clean(words)}`;
  const before = column - 1;
  const start = issue.source.length <= SHOWN_WIDTH ? 0 : Math.max(0, before - SHOWN_BEFORE);
  const shown = clean(issue.source.slice(start, start + SHOWN_WIDTH));
  const indent = " ".repeat(before - start);
  const carets = "^".repeat(Math.max(1, Math.min(issue.length, shown.length - (before - start))));
  return `${head}\n  ${shown}\n  ${indent}${carets}`;
}

/** Control characters would move the caret, or worse, drive the terminal. */
function clean(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}
