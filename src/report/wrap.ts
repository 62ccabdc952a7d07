import { clustersOf, columnsOf } from "./columns.ts";

/** Control and formatting characters: a name out of a scenario must never move a cursor or change a colour. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** The text with a blank for every run of control and formatting characters. */
export function withoutControls(text: string): string {
  return text.replace(UNSAFE, " ");
}

/** Text fit for a terminal: runs of blanks and control characters become one blank. */
export function plainLine(text: string): string {
  return withoutControls(text).replace(/ +/g, " ").trim();
}

/** The longest beginning of `text` that fits into `width` columns, never splitting a character. */
export function fitting(text: string, width: number): string {
  let taken = "";
  let used = 0;
  for (const cluster of clustersOf(text)) {
    used += columnsOf(cluster);
    if (used > width) break;
    taken += cluster;
  }
  return taken;
}

/** Lines of whole words of at most `width` terminal columns; a word that is longer is cut. None for an empty text. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of plainLine(text).split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (columnsOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (columnsOf(line) > width) {
      const head = fitting(line, width);
      if (head === "") break;
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return line === "" ? lines : [...lines, line];
}
