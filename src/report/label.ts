import { clustersOf, columnsOf } from "./columns.ts";
import { fitting, withoutControls } from "./wrap.ts";

export const ELLIPSIS = "…";

/** What stands in ASCII drawings for a range's or a cut's ellipsis, and for any other character. */
const ASCII_ELLIPSIS = "~";
const ASCII_OTHER = "?";
const NOT_ASCII = /[^\x20-\x7e]/gu;

/** The longest end of `text` that fits into `columns`, never splitting a character. */
function endFitting(text: string, columns: number): string {
  let kept = "";
  for (const cluster of [...clustersOf(text)].toReversed()) {
    if (columnsOf(cluster + kept) > columns) break;
    kept = cluster + kept;
  }
  return kept;
}

/** The text in exactly `columns`: blanks at its end, or its middle cut out, so that an index at its end stays. */
export function fitLabel(text: string, columns: number): string {
  const safe = withoutControls(text);
  const blanks = columns - columnsOf(safe);
  if (blanks >= 0) return safe + " ".repeat(blanks);
  const tail = endFitting(safe, Math.floor((columns - 1) / 2));
  const cut = `${fitting(safe, columns - 1 - columnsOf(tail))}${ELLIPSIS}${tail}`;
  return cut + " ".repeat(columns - columnsOf(cut));
}

/** The text in ASCII alone, in as many columns as before. */
export function toAscii(text: string): string {
  return text
    .replaceAll(ELLIPSIS, ASCII_ELLIPSIS)
    .replace(NOT_ASCII, (character) => ASCII_OTHER.repeat(columnsOf(character)));
}
