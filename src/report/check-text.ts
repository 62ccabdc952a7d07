import type { CheckHazard, CheckOutcome, CheckResult, TimedWitness } from "../analysis/check-result.ts";
import { countOf } from "../analysis/names.ts";
import { formatDuration } from "../base/format-duration.ts";
import type { Trace } from "../trace/trace.ts";
import { pictureEndOf, TraceIndex } from "../trace/trace-index.ts";
import { columnsOf } from "./columns.ts";
import { formatCount } from "./format.ts";
import type { ReportedScenario } from "./reported-scenario.ts";
import { stepTable } from "./step-table.ts";
import { INDENT, indented, type TextOptions } from "./text-block.ts";
import { buildTimeline } from "./timeline.ts";
import { drawAxis, drawLegend, drawRow, renderPlain } from "./timeline-draw.ts";
import { plainLine, wrapText } from "./wrap.ts";

/** Outcomes and hazards that are shown under each model; the rest are counted. */
const MAX_OUTCOMES = 12;
const MAX_HAZARDS = 6;
/** What a schedule is, before the first one. */
const HOW =
  "Whoever could go on may take the next step, however long anything takes; times count steps, 1 us each. As timed: the one schedule that the scenario's own times give.";
/** Rows of the timeline of a schedule. */
const MAX_ROWS = 16;
/** Values named in one outcome. */
const MAX_VALUES = 6;

/** What came of one model, and the trace of each hazard's witness, to be drawn; null where that is too long. */
interface ShownCheck {
  readonly result: CheckResult;
  readonly traces: readonly (Trace | null)[];
}

/** What came of checking a scenario, as plain text without escape codes. Ends with a line feed. */
export function checkText(
  scenario: ReportedScenario,
  checks: readonly ShownCheck[],
  options: TextOptions,
): string {
  const lines = [plainLine(scenario.name), ...wrapText(HOW, options.width)];
  for (const check of checks) lines.push("", ...modelLines(check, options));
  return `${lines.join("\n")}\n`;
}

function modelLines({ result, traces }: ShownCheck, options: TextOptions): readonly string[] {
  const { width } = options;
  const { hazards } = result;
  const label = plainLine(result.label);
  const verdict = verdictOf(result);
  const rule = Math.max(1, width - columnsOf(label) - columnsOf(verdict) - 2);
  return [
    `${label} ${"-".repeat(rule)} ${verdict}`,
    ...indented(coverageText(result), width, 1),
    ...outcomeLines(result),
    ...result.hazards
      .slice(0, MAX_HAZARDS)
      .flatMap((hazard, i) => [
        "",
        ...hazardLines(hazard, result, width),
        ...scheduleLines(hazards, traces, i, options),
      ]),
    ...(result.hazards.length > MAX_HAZARDS
      ? ["", `${INDENT}and ${countOf(result.hazards.length - MAX_HAZARDS, "more hazard")}`]
      : []),
  ];
}

function coverageText({ coverage, schedules, longest, timed }: CheckResult): string {
  const { outcome, endNs, preemptions } = timed;
  const end = `${outcome} at ${formatDuration(endNs)}, ${countOf(preemptions, "preemption")}`;
  if (schedules === 0) return `${coverage}. As timed: ${end}.`;
  return `${coverage}. The longest has ${countOf(longest, "step")}; as timed: ${end}.`;
}

function verdictOf({ hazards, complete }: CheckResult): string {
  if (hazards.length > 0) return hazards.length === 1 ? "1 hazard" : `${hazards.length} hazards`;
  return complete ? "complete, no hazard" : "no hazard found";
}

/** What is counted: where states are remembered, every end is come to once, however many schedules lead there. */
function nounOf({ method }: CheckResult): string {
  return method === "states" ? "end" : "schedule";
}

function outcomeLines(result: CheckResult): readonly string[] {
  const { outcomes, moreOutcomes, deadlockedStates } = result;
  const shown = outcomes.slice(0, MAX_OUTCOMES);
  const texts = shown.map(outcomeText);
  const column = Math.max(...texts.map(columnsOf), 0);
  const digits = Math.max(...shown.map(({ schedules }) => formatCount(schedules).length), 0);
  const noun = nounOf(result);
  const lines = shown.map(({ schedules }, i) => {
    const text = texts[i] ?? "";
    const nouns = schedules === 1 ? noun : `${noun}s`;
    return `${INDENT.repeat(2)}${text}${" ".repeat(column - columnsOf(text))}  ${formatCount(schedules).padStart(digits)} ${nouns}`;
  });
  const more = outcomes.length - shown.length;
  if (more > 0) lines.push(`${INDENT.repeat(2)}and ${countOf(more, "more outcome")}`);
  if (moreOutcomes > 0) lines.push(`${INDENT.repeat(2)}and others in ${countOf(moreOutcomes, noun)}`);
  if (deadlockedStates > 0) lines.push(`${INDENT}${countOf(deadlockedStates, "deadlocked state")}`);
  return lines;
}

function outcomeText({ ended, values }: CheckOutcome): string {
  const entries = Object.entries(values);
  const named = entries.slice(0, MAX_VALUES).map(([name, value]) => `${plainLine(name)} = ${value}`);
  if (entries.length > MAX_VALUES) named.push("…");
  const how = ended === "cut" ? "cut before its end" : ended;
  return [how, ...named].join("  ");
}

function hazardLines(hazard: CheckHazard, result: CheckResult, width: number): string[] {
  const { finding } = hazard;
  const met = `Met in ${placesOf(hazard, result)}.`;
  return [
    ...indented(`${finding.severity}: ${finding.kind}: ${finding.message}`, width, 1),
    ...indented(`→ ${finding.advice}`, width, 2),
    ...indented(met, width, 2),
  ];
}

/** Where a hazard was met, in words. */
function placesOf({ schedules, asTimed, witness }: CheckHazard, result: CheckResult): string {
  if (witness.kind === "timed") return "the schedule as timed, which `threadsim run` shows";
  if (witness.repeatsFrom !== null) return `a schedule without an end${asTimed ? ", and as timed" : ""}`;
  const counted =
    schedules === 0
      ? "others than those counted"
      : `${formatCount(schedules)} of ${countOf(result.schedules, nounOf(result))}`;
  return asTimed ? `${counted}, and as timed` : counted;
}

/** The schedule of a hazard, unless it has been shown for one before. */
function scheduleLines(
  hazards: readonly CheckHazard[],
  traces: readonly (Trace | null)[],
  place: number,
  options: TextOptions,
): readonly string[] {
  const { width } = options;
  const [hazard, ...before] = hazards.slice(0, place + 1).toReversed();
  if (hazard === undefined) return [];
  if (before.some((other) => keyOf(other) === keyOf(hazard)))
    return indented("Its schedule is one that is shown above.", width, 2);
  const picture = drawing(traces[place] ?? null, options);
  const { witness } = hazard;
  if (witness.kind === "timed") return [...indented(timedText(witness), width, 2), ...picture];
  const { preemptions, isFewest, repeatsFrom, steps } = witness;
  const fewest =
    repeatsFrom === null
      ? isFewest
        ? "no schedule needs fewer"
        : "perhaps fewer would do"
      : `from step ${repeatsFrom + 1} on it repeats for ever, and nobody is passed over`;
  const marked = preemptions === 0 ? "" : " (!)";
  const head = `A schedule of ${countOf(steps.length, "step")} with ${countOf(preemptions, "preemption")}${marked}; ${fewest}:`;
  const table = stepTable(steps, width - 2 * INDENT.length);
  return [
    ...indented(head, width, 2),
    ...table.map((line) => `${INDENT.repeat(2)}${line}`.trimEnd()),
    ...picture,
  ];
}

/** The same for hazards with the same witness. */
function keyOf({ witness }: CheckHazard): string {
  return witness.kind === "timed" ? `timed ${witness.untilNs}` : witness.decisions.join("\n");
}

/** What there is to say of a witness that is as its times make it. */
function timedText({ untilNs, preemptions }: TimedWitness): string {
  const taken = countOf(preemptions, "preemption");
  const part =
    untilNs === null ? `It has ${taken}` : `Its first ${formatDuration(untilNs)}, with ${taken}, show it`;
  return `${part}; these times allow no other schedule:`;
}

/** A schedule as a timeline: what each user thread did, at each step, a microsecond long, or as timed. */
function drawing(trace: Trace | null, { width, ascii }: TextOptions): readonly string[] {
  if (trace === null || trace.end.endNs === 0) return [];
  const source = { label: trace.meta.label, index: new TraceIndex(trace, pictureEndOf([trace])) };
  const columns = width - 2 * INDENT.length;
  const timeline = buildTimeline([source], { width: columns, rows: MAX_ROWS, tracks: "threads" });
  const options = { ascii };
  const rows = timeline.models.flatMap((model) => model.rows.map((row) => drawRow(timeline, row, options)));
  const lines = [...rows, ...drawAxis(timeline, options), ...drawLegend(timeline, columns, options)];
  return [
    "",
    ...renderPlain(lines)
      .split("\n")
      .map((line) => `${INDENT.repeat(2)}${line}`.trimEnd()),
  ];
}
