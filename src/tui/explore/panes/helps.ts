import { bottleneckText, leftOutText, whatIfRows } from "../../../report/what-if-text.ts";
import { wrapText } from "../../../report/wrap.ts";
import { type Line, type Role, span } from "../../styled.ts";
import { symbols } from "../../symbols.ts";
import type { Scene } from "../scene.ts";

const INDENT = "  ";

/**
 * What would have helped the model in focus, most gained first; it grows while one change after another is
 * tried. Of the changes as many as fit into the rows, the chosen one among them.
 */
export function helpsLines({ state, ascii }: Scene, width: number, rows: number): Line[] {
  const table = state.helps.get(state.model);
  const trying = state.trying === null ? "" : `trying ${state.trying}`;
  if (table === undefined) {
    const nothing =
      state.knobs.length === 0 ? "A trace can't be changed: open its scenario." : "about to try …";
    return [[span(`${INDENT}${trying === "" ? nothing : trying}`, "quiet")]];
  }
  const room = width - INDENT.length;
  const [head = [], asItWas = [], ...changes] = whatIfRows(table, room);
  const verdict = trying === "" ? `${bottleneckText(table, [])} ${leftOutText(table)}` : trying;
  const indented = (texts: readonly string[], role: Role) =>
    texts.map((text): Line => [span(`${INDENT}${text}`, role)]);
  const above = [
    ...indented(wrapText(verdict, room), trying === "" ? "accent" : "quiet"),
    ...indented(head, "quiet"),
    ...indented(asItWas, "plain"),
  ];
  const sign = `${symbols(ascii).play} `;
  const lines = changes.map((texts, row): Line[] => {
    if (row !== state.suggestion) return indented(texts, "plain");
    return texts.map(
      (text, line): Line => [span(line === 0 ? sign : INDENT, "accent"), span(text, "strong")],
    );
  });
  const last = lines.slice(0, state.suggestion + 1).flat().length;
  return [...above, ...lines.flat().slice(Math.max(0, last - Math.max(1, rows - above.length)))];
}
