import { stripVTControlCharacters } from "node:util";
import { columnsOf } from "../report/columns.ts";

/**
 * Stands in for the package `string-width` in the bundle (see the `esbuild` script of package.json), which
 * Ink measures all its text with: its tables take 30 ms to load, and most text needs none of them.
 */
export default function stringWidth(text: string): number {
  return columnsOf(
    text.includes("\u001b") || text.includes("\u009b") ? stripVTControlCharacters(text) : text,
  );
}
