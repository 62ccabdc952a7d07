import { columnsOf } from "./columns.ts";

export const ELLIPSIS = "…";

/** Control and formatting characters: a name out of a scenario must never move a cursor or change a colour. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
/** What stands in ASCII drawings for a range's or a cut's ellipsis, and for any other character. */
const ASCII_ELLIPSIS = "~";
const ASCII_OTHER = "?";
const NOT_ASCII = /[^\x20-\x7e]/gu;

/** Longest beginning of these characters that fits into `columns`. */
function fitting(characters: readonly string[], columns: number): string[] {
  const kept: string[] = [];
  let left = columns;
  for (const character of characters) {
    left -= columnsOf(character);
    if (left < 0) break;
    kept.push(character);
  }
  return kept;
}

/** The text in exactly `columns`: blanks at its end, or its middle cut out, so that an index at its end stays. */
export function fitLabel(text: string, columns: number): string {
  const safe = text.replace(UNSAFE, " ");
  const blanks = columns - columnsOf(safe);
  if (blanks >= 0) return safe + " ".repeat(blanks);
  const characters = [...safe];
  const tail = fitting(characters.toReversed(), Math.floor((columns - 1) / 2))
    .toReversed()
    .join("");
  const head = fitting(characters, columns - 1 - columnsOf(tail)).join("");
  const cut = `${head}${ELLIPSIS}${tail}`;
  return cut + " ".repeat(columns - columnsOf(cut));
}

/** The text in ASCII alone, in as many columns as before. */
export function toAscii(text: string): string {
  return text
    .replaceAll(ELLIPSIS, ASCII_ELLIPSIS)
    .replace(NOT_ASCII, (character) => ASCII_OTHER.repeat(columnsOf(character)));
}
