import type { RunResult } from "../analysis/result.ts";
import { CliError } from "./cli-error.ts";

/** What `--fail-on` may name: kinds of findings, and ends of a run other than `completed`. */
const FAILURE_KINDS = [
  "deadlock",
  "self-deadlock",
  "stall",
  "lost-update",
  "index-gone",
  "not-held",
  "data-race",
  "lock-order",
  "deadline-miss",
  "horizon",
  "event-limit",
] as const;

/** Checks the kinds that `--fail-on` names. */
export function checkKinds(kinds: readonly string[]): void {
  const unknown = kinds.filter((kind) => !FAILURE_KINDS.some((known) => known === kind));
  if (unknown.length === 0) return;
  throw new CliError(
    `--fail-on: unknown ${unknown.length === 1 ? "kind" : "kinds"} ${unknown.join(", ")}; there are ${FAILURE_KINDS.join(", ")}`,
  );
}

/** Whether a run found, or ended by, one of these kinds. */
export function isFailure(result: RunResult, kinds: readonly string[]): boolean {
  return kinds.includes(result.outcome) || result.findings.some(({ kind }) => kinds.includes(kind));
}
