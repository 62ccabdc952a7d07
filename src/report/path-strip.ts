import type { NamedPath, PathState } from "../analysis/causes/explanation.ts";
import { outlineOf } from "../analysis/causes/path-outline.ts";
import { glyphOf, MARKS } from "./marks.ts";

/** What a critical path may consist of and a timeline does not: drawn as what comes nearest to it there. */
const MARK_LIKE: Readonly<Partial<Record<PathState, string>>> = { arrival: "new", terminated: "idle" };

/** The glyph of what a critical path consists of: that of timelines. */
export function pathGlyph(state: PathState, ascii: boolean): string {
  const name = MARK_LIKE[state] ?? state;
  return glyphOf(
    MARKS.findIndex((mark) => mark.name === name),
    ascii,
  );
}

/** A critical path as one line of `columns` glyphs: in each column what took most of its time. */
export function drawPath({ segments, outline }: NamedPath, columns: number, ascii: boolean): string {
  return outlineOf<PathState>(segments ?? outline, columns)
    .map(({ state }) => pathGlyph(state, ascii))
    .join("");
}
