import type { Explanation, NamedPath, PathState, Wait } from "../analysis/causes/explanation.ts";
import { listOf } from "../analysis/names.ts";
import { causeText, DID_WORDS, HELD_WORDS } from "../analysis/wait-words.ts";
import type { ExplainedRun } from "../analysis/what-if.ts";
import { columnsOf } from "./columns.ts";
import { formatDuration, formatPercent } from "./format.ts";
import { drawPath, pathGlyph } from "./path-strip.ts";
import type { ReportedScenario } from "./reported-scenario.ts";
import { INDENT, indented, type TextOptions } from "./text-block.ts";
import { bottleneckText, leftOutText, WHAT_IF_HEAD, whatIfLines } from "./what-if-text.ts";
import { plainLine } from "./wrap.ts";

/** Waits, culprits of each and parts of a path that are shown; the rest are counted or summed. */
const MAX_WAITS = 8;
const MAX_CULPRITS = 3;
const MAX_PARTS = 6;
const MAX_FINDINGS = 8;

/** Explanations of a scenario's runs as plain text, without escape codes. Ends with a line feed. */
export function explanationText(
  scenario: ReportedScenario,
  explanations: readonly ExplainedRun[],
  options: TextOptions,
): string {
  const lines = [`${plainLine(scenario.name)} (seed ${plainLine(String(scenario.seed))})`];
  for (const explanation of explanations) lines.push("", ...runLines(explanation, options));
  return `${lines.join("\n")}\n`;
}

function runLines(explanation: ExplainedRun, options: TextOptions): string[] {
  const { width } = options;
  const label = plainLine(explanation.label);
  const rule = Math.max(1, width - columnsOf(label) - columnsOf(explanation.outcome) - 2);
  return [
    `${label} ${"-".repeat(rule)} ${explanation.outcome}`,
    ...waitLines(explanation, width),
    "",
    ...pathLines(explanation, options),
    ...tableLines(explanation, width),
    ...findingLines(explanation, width),
  ];
}

function waitLines({ waits, runningNs, thread }: Explanation, width: number): string[] {
  const waited = waits.reduce((sum, { timeNs }) => sum + timeNs, 0);
  const total = waited + runningNs;
  const ran = `ran for ${formatDuration(runningNs)} and did not run for ${formatDuration(waited)}`;
  const head =
    thread === null
      ? `All user threads ${ran} (summed):`
      : `${plainLine(thread)} took ${formatDuration(total)}: it ${ran}:`;
  const lines = indented(head, width, 1);
  for (const wait of waits.slice(0, MAX_WAITS)) {
    lines.push(...indented(waitText(wait, total), width, 2));
  }
  const rest = waits.slice(MAX_WAITS).reduce((sum, { timeNs }) => sum + timeNs, 0);
  if (rest > 0) lines.push(...indented(`${formatDuration(rest)}  elsewhere`, width, 2));
  return lines;
}

/** `9 ms (39%)  waiting for lock m: 80% while writer slept holding it`; the share is that of `totalNs`. */
export function waitText(wait: Wait, totalNs: number): string {
  const amount = `${formatDuration(wait.timeNs)} (${formatPercent(wait.timeNs / totalNs)})`;
  return `${amount}  ${causeText(wait.cause, wait.place)}${culpritText(wait)}`;
}

/** `: 80% while writer slept holding it, 20% while …`; empty where nobody was to blame at all. */
function culpritText(wait: Wait): string {
  const shown = wait.groups.slice(0, MAX_CULPRITS);
  const held = HELD_WORDS[wait.cause] ?? "";
  const parts = shown.map(
    ({ group, thread, doing, timeNs }) =>
      `${formatPercent(timeNs / wait.timeNs)} while ${thread ?? `one of ${group}`} ${DID_WORDS[doing]}${held}`,
  );
  const rest = wait.groups.slice(MAX_CULPRITS).reduce((sum, { timeNs }) => sum + timeNs, 0);
  if (rest > 0) parts.push(`${formatPercent(rest / wait.timeNs)} for others`);
  if (parts.length > 0 && wait.nobodyNs > 0)
    parts.push(`${formatPercent(wait.nobodyNs / wait.timeNs)} for nobody`);
  return parts.length === 0 ? "" : `: ${parts.join(", ")}`;
}

function pathLines(
  { criticalPath, thread, makespanNs }: Explanation,
  { width, ascii }: TextOptions,
): string[] {
  const length = criticalPath.endNs - criticalPath.startNs;
  if (length === 0) return indented("No time passed.", width, 1);
  const what =
    thread === null
      ? `Critical path, ${formatDuration(makespanNs)}`
      : `Critical path of ${plainLine(thread)}, ${formatDuration(length)}`;
  const head = `${what}: what decided the end, the scheduling decisions held as they were:`;
  const lines = indented(head, width, 1);
  lines.push(`${INDENT}${INDENT}${drawPath(criticalPath, width - 2 * INDENT.length, ascii)}`);
  lines.push(...indented(legend(criticalPath, ascii), width, 2));
  for (const part of pathParts(criticalPath)) lines.push(...indented(part, width, 2));
  lines.push(...indented(`It leads through ${throughText(criticalPath)}.`, width, 2));
  return lines;
}

/** What a critical path consists of, longest first: `8 ms (61.5%)  sleep`. */
export function pathParts({ byCause, startNs, endNs }: NamedPath): readonly string[] {
  return byCause.slice(0, MAX_PARTS).map(({ state, place, timeNs }) => {
    const where = place === null ? "" : ` ${place}`;
    const share = formatPercent(timeNs / (endNs - startNs));
    return `${formatDuration(timeNs)} (${share})  ${STATE_WORDS[state]}${where}`;
  });
}

const STATE_WORDS: Readonly<Record<PathState, string>> = {
  arrival: "waiting for work from outside",
  ready: "ready, with nobody in the way",
  stalled: "stalled",
  running: "running",
  overhead: "overhead",
  io: "io",
  sleep: "sleep",
  lock: "lock",
  queue: "queue",
  semaphore: "semaphore",
  condition: "condition",
  barrier: "barrier",
  join: "join",
  gil: "interpreter lock",
  throttled: "throttled",
  terminated: "ended",
};

function legend({ byCause }: NamedPath, ascii: boolean): string {
  const states = [...new Set(byCause.map(({ state }) => state))];
  return states.map((state) => `${pathGlyph(state, ascii)} ${state}`).join("  ");
}

/** The user threads that it leads through, longest first: `a (60%) and b (40%)`. */
export function throughText({ byThread, startNs, endNs }: NamedPath): string {
  const named = byThread.flatMap(({ thread, timeNs }) =>
    thread === null ? [] : [`${thread} (${formatPercent(timeNs / (endNs - startNs))})`],
  );
  return named.length === 0 ? "nobody" : listOf(named, MAX_CULPRITS + 1);
}

function tableLines({ whatIf, waits }: ExplainedRun, width: number): string[] {
  if (whatIf === null) return [];
  const table = whatIfLines(whatIf, width - 2 * INDENT.length);
  const leftOut = leftOutText(whatIf);
  return [
    "",
    ...indented(WHAT_IF_HEAD, width, 1),
    ...table.map((line) => `${INDENT}${INDENT}${line}`),
    ...(leftOut === "" ? [] : indented(leftOut, width, 2)),
    ...indented(bottleneckText(whatIf, waits), width, 1),
  ];
}

function findingLines({ findings }: Explanation, width: number): string[] {
  if (findings.length === 0) return [];
  const lines = findings
    .slice(0, MAX_FINDINGS)
    .flatMap(({ severity, kind, message, advice }) =>
      indented(`${severity}: ${kind}: ${message} ${advice}`, width, 1),
    );
  const more = findings.length - MAX_FINDINGS;
  return ["", ...lines, ...(more > 0 ? [`${INDENT}and ${more} more`] : [])];
}
