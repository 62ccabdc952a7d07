import { columnsOf } from "./columns.ts";

/** Control and formatting characters, which must not reach a terminal out of a scenario's names. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Text fit for a terminal: runs of blanks and control characters become one blank. */
export function plainLine(text: string): string {
  return text.replace(UNSAFE, " ").replace(/ +/g, " ").trim();
}

/** Lines of whole words of at most `width` terminal columns; a longer word has a line of its own. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of plainLine(text).split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && columnsOf(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
