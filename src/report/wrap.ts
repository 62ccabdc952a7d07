import { clustersOf, columnsOf } from "./columns.ts";

/** Control and formatting characters, which must not reach a terminal out of a scenario's names. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Text fit for a terminal: runs of blanks and control characters become one blank. */
export function plainLine(text: string): string {
  return text.replace(UNSAFE, " ").replace(/ +/g, " ").trim();
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
