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
  const indent = blanksFor(shown.slice(0, before - start));
  const carets = blanksFor(shown.slice(before - start, before - start + issue.length)).replaceAll(" ", "^");
  return `${head}\n  ${shown}\n  ${indent}${carets === "" ? "^" : carets}`;
}

/** Characters that terminals show two columns wide (Unicode's UAX 11, but for its rarer parts), and marks that take none. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** As many blanks as a text has columns. */
function blanksFor(text: string): string {
  return [...text].map((one) => (NO_WIDTH.test(one) ? "" : WIDE.test(one) ? "  " : " ")).join("");
}

/** Control characters would move the caret, or worse, drive the terminal. */
function clean(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}
