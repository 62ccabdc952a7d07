import { columnsOf } from "../../report/columns.ts";
import { MARKS } from "../../report/marks.ts";
import { type Line, type Span, span } from "../styled.ts";

/** All glyphs with their names, as many as fit into the width. */
export function legendLine(width: number, ascii: boolean): Line {
  const line: Span[] = [];
  let used = 0;
  for (const { glyph, ascii: plain, name, colour } of MARKS) {
    const sign = ascii ? plain : glyph;
    used += columnsOf(sign) + name.length + 3;
    if (used > width) break;
    line.push(span(sign, colour), span(` ${name}  `, "quiet"));
  }
  return line;
}
