import type { BenchRow } from "./section.ts";

const HEADER: BenchRow = { what: "measured", measured: "result", target: "target" };

const begin = (section: string): string => `<!-- bench ${section} -->`;
const END = "<!-- end -->";

/** The text with the table between a section's markers replaced; null where it has no such markers. */
export function withTable(text: string, section: string, rows: readonly BenchRow[]): string | null {
  const start = text.indexOf(begin(section));
  if (start < 0) return null;
  const from = start + begin(section).length;
  const to = text.indexOf(END, from);
  if (to < 0) return null;
  return `${text.slice(0, from)}\n\n${markdownTable(rows)}\n\n${text.slice(to)}`;
}

/** Rows as a Markdown table, its columns aligned. */
export function markdownTable(rows: readonly BenchRow[]): string {
  const all = [HEADER, ...rows].map(({ what, measured, target }) => [what, measured, target]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...all.map((cells) => [...(cells[column] ?? "")].length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = line(widths.map((width) => "-".repeat(width)));
  const [header = "", ...body] = all.map(line);
  return [header, rule, ...body].join("\n");
}
