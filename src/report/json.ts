import type { ResultDocument, RunResult } from "../analysis/result.ts";
import { runsDocument } from "./runs-json.ts";

/** The keys of a run in the order in which they are written. The compiler checks that none is missing or unknown. */
const RUN_KEYS: { readonly [Key in keyof Required<RunResult>]: true } = {
  model: true,
  label: true,
  outcome: true,
  makespanNs: true,
  endNs: true,
  warmupNs: true,
  throughput: true,
  turnaroundNs: true,
  responseNs: true,
  waitingNs: true,
  cores: true,
  switches: true,
  kernelThreads: true,
  memory: true,
  ledgerNs: true,
  threadCount: true,
  stalls: true,
  heldBack: true,
  series: true,
  threads: true,
  jobs: true,
  periodic: true,
  objects: true,
  findings: true,
  events: true,
};

/** The document that `run --json` prints. */
export function resultDocument(
  { name, file, seed }: ResultDocument["scenario"],
  runs: readonly RunResult[],
): ResultDocument {
  return { format: 1, scenario: { name, file, seed }, runs };
}

/**
 * The document as JSON in pieces, for documents too long for one string: a key of a run on a line, an
 * element of its lists and an object of the scenario on a line. The same document gives the same bytes.
 */
export function documentChunks({ scenario, runs }: ResultDocument): Generator<string> {
  return runsDocument(scenario, runs.map(inOrder), ["objects"]);
}

function inOrder(run: RunResult): object {
  const values: Readonly<Record<string, unknown>> = { ...run };
  return Object.fromEntries(Object.keys(RUN_KEYS).map((key) => [key, values[key]]));
}
