import type { CheckHazard, CheckOutcome, CheckResult } from "../analysis/check-result.ts";
import { columnsOf } from "./columns.ts";
import { formatCount } from "./format.ts";
import { stepTable } from "./step-table.ts";
import type { ReportedScenario } from "./text.ts";
import { plainLine, wrapText } from "./wrap.ts";

const INDENT = "  ";
/** Outcomes and hazards that are shown under each model; the rest are counted. */
const MAX_OUTCOMES = 12;
const MAX_HAZARDS = 6;
/** Values named in one outcome. */
const MAX_VALUES = 6;

/** What came of checking a scenario, as plain text without escape codes. Ends with a line feed. */
export function checkText(
  scenario: ReportedScenario,
  results: readonly CheckResult[],
  { width }: { readonly width: number },
): string {
  const lines = [plainLine(scenario.name)];
  for (const result of results) lines.push("", ...modelLines(result, width));
  return `${lines.join("\n")}\n`;
}

function modelLines(result: CheckResult, width: number): readonly string[] {
  const label = plainLine(result.label);
  const verdict = verdictOf(result);
  const rule = Math.max(1, width - columnsOf(label) - columnsOf(verdict) - 2);
  return [
    `${label} ${"-".repeat(rule)} ${verdict}`,
    ...indented(`${result.coverage}; the longest has ${count(result.longest, "step")}.`, width, 1),
    ...outcomeLines(result),
    ...result.hazards.slice(0, MAX_HAZARDS).flatMap((hazard) => ["", ...hazardLines(hazard, result, width)]),
    ...(result.hazards.length > MAX_HAZARDS
      ? ["", `${INDENT}and ${count(result.hazards.length - MAX_HAZARDS, "more hazard")}`]
      : []),
  ];
}

function verdictOf({ hazards, complete }: CheckResult): string {
  if (hazards.length > 0) return hazards.length === 1 ? "1 hazard" : `${hazards.length} hazards`;
  return complete ? "complete, no hazard" : "no hazard found";
}

function outcomeLines({ outcomes, moreOutcomes, deadlockedStates }: CheckResult): readonly string[] {
  const shown = outcomes.slice(0, MAX_OUTCOMES);
  const texts = shown.map(outcomeText);
  const column = Math.max(...texts.map(columnsOf), 0);
  const digits = Math.max(...shown.map(({ schedules }) => formatCount(schedules).length), 0);
  const lines = shown.map(({ schedules }, i) => {
    const text = texts[i] ?? "";
    const noun = schedules === 1 ? "schedule" : "schedules";
    return `${INDENT.repeat(2)}${text}${" ".repeat(column - columnsOf(text))}  ${formatCount(schedules).padStart(digits)} ${noun}`;
  });
  const more = outcomes.length - shown.length;
  if (more > 0) lines.push(`${INDENT.repeat(2)}and ${count(more, "more outcome")}`);
  if (moreOutcomes > 0) lines.push(`${INDENT.repeat(2)}and others in ${count(moreOutcomes, "schedule")}`);
  if (deadlockedStates > 0) lines.push(`${INDENT}${count(deadlockedStates, "deadlocked state")}`);
  return lines;
}

function outcomeText({ ended, values }: CheckOutcome): string {
  const entries = Object.entries(values);
  const named = entries.slice(0, MAX_VALUES).map(([name, value]) => `${plainLine(name)} = ${value}`);
  if (entries.length > MAX_VALUES) named.push("…");
  const how = ended === "cut" ? "not at its end" : ended;
  return [how, ...named].join("  ");
}

function hazardLines(
  { finding, schedules, witness }: CheckHazard,
  result: CheckResult,
  width: number,
): string[] {
  const { preemptions, isFewest, steps } = witness;
  const met =
    schedules === 0
      ? "Met while looking for a short schedule"
      : `Met in ${formatCount(schedules)} of ${count(result.schedules, "schedule")}`;
  const fewest = isFewest ? "no schedule needs fewer" : "perhaps fewer would do";
  return [
    ...indented(`${finding.severity}: ${finding.kind}: ${finding.message}`, width, 1),
    ...indented(finding.advice, width, 2),
    ...indented(
      `${met}. This one has ${count(steps.length, "step")} and ${count(preemptions, "preemption")}${preemptions === 0 ? "" : " (!)"}; ${fewest}:`,
      width,
      2,
    ),
    ...stepTable(steps, width - 2 * INDENT.length).map((line) => `${INDENT.repeat(2)}${line}`.trimEnd()),
  ];
}

function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** Wrapped lines, `depth` steps in; those after the first a step further. */
function indented(text: string, width: number, depth: number): string[] {
  const indent = INDENT.repeat(depth);
  return wrapText(text, width - indent.length - INDENT.length).map(
    (line, i) => `${indent}${i === 0 ? "" : INDENT}${line}`,
  );
}
