import { at } from "../../../src/base/assert.ts";
import { formatIssue } from "../../../src/scenario/format-issue.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import { type Outcome, simulate } from "../fixtures.ts";

/*
 * What it takes to predict real runtimes, measured on Linux 6.18 with 2 cores: each effect with what brings it
 * about and without. Sizes are those by which predictions of measured times missed without it.
 */

/** Runs a scenario under its one model. */
export function run(text: string): Outcome {
  const result = parseScenario(text, { file: "some.yaml" });
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join("\n"));
  return simulate({ ...result.scenario, model: at(result.scenario.models, 0) });
}

/** End of the run, ns. */
export const makespan = (text: string) => run(text).end.endNs;

/** End of one user thread, by order of arrival, ns. */
export const endOf = (text: string, thread: number) => at(run(text).threads, thread).end;

/** Ends of the user threads from the `first` on, in order of arrival, ns. */
export const endsFrom = (text: string, first: number) =>
  run(text)
    .threads.slice(first)
    .map(({ end }) => end);

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** By how much, as a share of `right`, the other is off. */
export const off = (wrong: number, right: number) => Math.abs(wrong / right - 1);
