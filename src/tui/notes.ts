import type { Finding, Severity } from "../analysis/result.ts";
import { at } from "../base/assert.ts";
import { columnsOf } from "../report/columns.ts";
import { wrapText } from "../report/wrap.ts";
import { type Line, padEnd, type Role, span } from "./styled.ts";
import type { Symbols } from "./symbols.ts";

/** Findings shown per run; the rest are counted. */
const MAX_FINDINGS = 6;
/** Columns between the kind of a finding and its message. */
const LABEL_GAP = 2;

const TONES: Readonly<Record<Severity, Role>> = { error: "error", warning: "warning", info: "quiet" };
const WORST_FIRST: readonly Severity[] = ["error", "warning", "info"];

/** A sign and a text that wraps beside it, `indent` columns from the left. */
export function note(sign: string, text: string, tone: Role, indent: number, width: number): Line[] {
  const left = " ".repeat(indent);
  const hanging = " ".repeat(sign.length + 1);
  return wrapText(text, width - indent - sign.length - 1).map((words, index) =>
    index === 0
      ? [span(left), span(sign, tone), span(" "), span(words)]
      : [span(left), span(hanging), span(words)],
  );
}

/** What was found in a run, the gravest first, each with the word for its kind in front and what to do behind. */
export function findingNotes(
  findings: readonly Finding[],
  signs: Symbols,
  indent: number,
  width: number,
): Line[] {
  const ordered = WORST_FIRST.flatMap((severity) => findings.filter((one) => one.severity === severity));
  const shown = ordered.slice(0, MAX_FINDINGS);
  const labels = shown.map(({ severity, kind }) => `${signs[severity]} ${kind}`);
  const labelWidth = Math.max(0, ...labels.map(columnsOf));
  const lines = shown.flatMap((finding, place) => {
    const body = wrapText(finding.message, width - indent - labelWidth - LABEL_GAP);
    const told = body.map((words, row): Line => {
      const label = padEnd(row === 0 ? at(labels, place) : "", labelWidth + LABEL_GAP);
      return [span(" ".repeat(indent)), span(label, TONES[finding.severity]), span(words)];
    });
    // Said once for several in a row that are to be helped alike.
    if (shown[place + 1]?.advice === finding.advice) return told;
    return [...told, ...note(signs.reason, finding.advice, "quiet", indent + labelWidth + LABEL_GAP, width)];
  });
  const more = ordered.length - MAX_FINDINGS;
  if (more > 0) lines.push([span(" ".repeat(indent)), span(`and ${more} more: see --json`, "quiet")]);
  return lines;
}
