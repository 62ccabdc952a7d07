import type { WitnessStep } from "../analysis/check-result.ts";
import { columnsOf } from "./columns.ts";
import { fitLabel } from "./label.ts";
import { plainLine } from "./wrap.ts";

/** Blank columns between two columns of text. */
const GAP = 2;
/** Widest column of a user thread's own. */
const MAX_COLUMN = 28;
/** Steps that are drawn: the first ones, and the last. */
const FIRST_STEPS = 20;
const LAST_STEPS = 40;
const MISHAP = "◀ ";

/**
 * The steps of a schedule, one a line: a column for each user thread, where that fits into the width, else
 * one for their names. A preemption is marked in the margin.
 */
export function stepTable(steps: readonly WitnessStep[], width: number): readonly string[] {
  const rows = steps.map((step, i) => ({ ...step, number: String(i + 1) }));
  const digits = String(steps.length).length;
  const names = [...new Set(steps.map(({ thread }) => plainLine(thread)))];
  const columns = names.map((name) =>
    Math.max(
      columnsOf(name),
      ...steps.map(({ thread, does }) => (plainLine(thread) === name ? columnsOf(does) : 0)),
    ),
  );
  const margin = digits + 2 * GAP;
  const longestMishap = Math.max(
    0,
    ...steps.map(({ mishap }) => (mishap === null ? 0 : columnsOf(MISHAP + mishap))),
  );
  const needed = margin + columns.reduce((sum, column) => sum + column + GAP, 0) + longestMishap;
  const isWide = needed <= width && columns.every((column) => column <= MAX_COLUMN);
  const nameColumn = Math.max(...names.map(columnsOf), 0);
  const line = (step: (typeof rows)[number]): string => {
    const name = plainLine(step.thread);
    const lead = `${step.number.padStart(digits)} ${step.preempts ? "!" : " "}${" ".repeat(GAP)}`;
    const cells = isWide
      ? columns.map((column, i) => fitLabel(names[i] === name ? step.does : "", column + GAP)).join("")
      : `${fitLabel(name, nameColumn + GAP)}${step.does}${" ".repeat(GAP)}`;
    return `${lead}${cells}${step.mishap === null ? "" : MISHAP + step.mishap}`.trimEnd();
  };
  const head = isWide
    ? [
        `${" ".repeat(margin)}${names.map((name, i) => fitLabel(name, (columns[i] ?? 0) + GAP)).join("")}`.trimEnd(),
      ]
    : [];
  if (rows.length <= FIRST_STEPS + LAST_STEPS) return [...head, ...rows.map(line)];
  const left = rows.length - FIRST_STEPS - LAST_STEPS;
  return [
    ...head,
    ...rows.slice(0, FIRST_STEPS).map(line),
    `${" ".repeat(margin)}… ${left} more steps …`,
    ...rows.slice(-LAST_STEPS).map(line),
  ];
}
