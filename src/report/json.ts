import type { ResultDocument, RunResult } from "../analysis/result.ts";

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

/** The document as JSON text with a line feed at its end; see {@link documentChunks}. */
export function serializeDocument(document: ResultDocument): string {
  return [...documentChunks(document)].join("");
}

/**
 * The document as JSON in pieces, for documents too long for one string: a key of a run on a line, an
 * element of its lists on a line. The same document gives the same bytes.
 */
export function* documentChunks(document: ResultDocument): Generator<string> {
  const { name, file, seed } = document.scenario;
  yield `{\n  "format": ${document.format},\n  "scenario": ${JSON.stringify({ name, file, seed })},\n  "runs": [`;
  for (const [index, run] of document.runs.entries()) {
    yield index === 0 ? "\n    {" : ",\n    {";
    yield* runChunks(run);
    yield "\n    }";
  }
  yield document.runs.length === 0 ? "]\n}\n" : "\n  ]\n}\n";
}

function* runChunks(run: RunResult): Generator<string> {
  const values: Readonly<Record<string, unknown>> = { ...run };
  let separator = "\n";
  for (const key of Object.keys(RUN_KEYS)) {
    const value = values[key];
    if (value === undefined) continue;
    yield `${separator}      "${key}": `;
    yield* Array.isArray(value) ? listChunks(value) : objectOrValue(key, value);
    separator = ",\n";
  }
}

function* listChunks(elements: readonly unknown[]): Generator<string> {
  if (elements.length === 0) {
    yield "[]";
    return;
  }
  for (const [index, element] of elements.entries()) {
    yield `${index === 0 ? "[" : ","}\n        ${JSON.stringify(element)}`;
  }
  yield "\n      ]";
}

/** Objects of a scenario stand one on a line; all else fits on one. */
function* objectOrValue(key: string, value: unknown): Generator<string> {
  if (key !== "objects" || typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    yield JSON.stringify(value);
    return;
  }
  let separator = "{";
  for (const [name, object] of Object.entries(value)) {
    yield `${separator}\n        ${JSON.stringify(name)}: ${JSON.stringify(object)}`;
    separator = ",";
  }
  yield "\n      }";
}
