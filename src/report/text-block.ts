import { wrapText } from "./wrap.ts";

/** How a text without escape codes is set. */
export interface TextOptions {
  /** Terminal columns. */
  readonly width: number;
  /** Draws with ASCII characters only. */
  readonly ascii: boolean;
}

/** One step to the right. */
export const INDENT = "  ";

/** Wrapped lines, `depth` steps in; those after the first a step further. */
export function indented(text: string, width: number, depth: number): string[] {
  const indent = INDENT.repeat(depth);
  return wrapText(text, width - indent.length - INDENT.length).map(
    (line, i) => `${indent}${i === 0 ? "" : INDENT}${line}`,
  );
}
