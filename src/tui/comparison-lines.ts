import type { RunResult } from "../analysis/result.ts";
import { compareRuns } from "../report/comparison.ts";
import { BEST_MARK, comparisonTable, type TablePart } from "../report/comparison-table.ts";
import { plainLine } from "../report/wrap.ts";
import { type Line, type Role, span } from "./styled.ts";

const ROLES: Readonly<Record<TablePart, Role>> = {
  gap: "plain",
  model: "strong",
  name: "quiet",
  value: "plain",
  best: "best",
  ratio: "quiet",
};

/** The models side by side, the best value of each measure marked, with ratios to the first model. */
export function comparisonLines(results: readonly RunResult[], indent: number, width: number): Line[] {
  const comparison = compareRuns(results);
  const margin = span(" ".repeat(indent));
  const table = comparisonTable(comparison, width - indent).map(
    (line): Line => [margin, ...line.map(({ part, text }) => span(text, ROLES[part]))],
  );
  const [first] = comparison.models;
  if (first === undefined || comparison.models.length === 1) return table;
  const best = comparison.rows.some(({ cells }) => cells.some((cell) => cell.best))
    ? `${BEST_MARK} best   `
    : "";
  return [...table, [margin, span(`${best}ratios are to ${plainLine(first)}`, "quiet")]];
}
