import { bottleneckText, leftOutText, whatIfLines } from "../../../report/what-if-text.ts";
import { wrapText } from "../../../report/wrap.ts";
import { type Line, span } from "../../styled.ts";
import type { Scene } from "../scene.ts";

const INDENT = "  ";

/** What would have helped the model in focus, most gained first; it grows while one change after another is tried. */
export function helpsLines({ state }: Scene, width: number): Line[] {
  const table = state.helps.get(state.model);
  const trying = state.trying === null ? "" : `trying ${state.trying}`;
  if (table === undefined) {
    const nothing =
      state.knobs.length === 0 ? "A trace can't be changed: open its scenario." : "about to try …";
    return [[span(`${INDENT}${trying === "" ? nothing : trying}`, "quiet")]];
  }
  const [head = "", ...rows] = whatIfLines(table, width - INDENT.length);
  const verdict = trying === "" ? `${bottleneckText(table, [])} ${leftOutText(table)}` : trying;
  return [
    ...wrapText(verdict, width - INDENT.length).map((text): Line => {
      return [span(`${INDENT}${text}`, trying === "" ? "accent" : "quiet")];
    }),
    [span(`${INDENT}${head}`, "quiet")],
    ...rows.map((text, row): Line => [span(`${INDENT}${text}`, row === 0 ? "strong" : "plain")]),
  ];
}
