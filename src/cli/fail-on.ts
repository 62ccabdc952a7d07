import { FINDING_KINDS } from "../analysis/findings/kinds.ts";
import type { RunResult } from "../analysis/result.ts";
import { CliError } from "./cli-error.ts";

/** What `--fail-on` may name: kinds of findings, and ends of a run other than `completed`. */
const FAILURE_KINDS: readonly string[] = [...Object.keys(FINDING_KINDS), "horizon", "event-limit"];

/** Checks the kinds that `--fail-on` names. */
export function checkKinds(kinds: readonly string[]): void {
  const unknown = kinds.filter((kind) => !FAILURE_KINDS.includes(kind));
  if (unknown.length === 0) return;
  throw new CliError(
    `--fail-on: unknown ${unknown.length === 1 ? "kind" : "kinds"} ${unknown.join(", ")}; there are ${FAILURE_KINDS.join(", ")}`,
  );
}

/** Whether a run found, or ended by, one of these kinds. */
export function isFailure(result: RunResult, kinds: readonly string[]): boolean {
  return kinds.includes(result.outcome) || result.findings.some(({ kind }) => kinds.includes(kind));
}
