import type { ResultDocument } from "../analysis/result.ts";

/** The version of the document. */
const FORMAT = 1;

/**
 * The document that `explain --json` and `check --json` print, in pieces: a key of what is said of a run on a
 * line, an element of its lists on a line. The same values give the same bytes. Ends with a line feed.
 */
export function* runsDocument(
  { name, file, seed }: ResultDocument["scenario"],
  runs: readonly object[],
): Generator<string> {
  yield `{\n  "format": ${FORMAT},\n  "scenario": ${JSON.stringify({ name, file, seed })},\n  "runs": [`;
  for (const [index, run] of runs.entries()) {
    yield index === 0 ? "\n    {" : ",\n    {";
    let separator = "\n";
    for (const [key, value] of Object.entries(run)) {
      yield `${separator}      ${JSON.stringify(key)}: `;
      yield* Array.isArray(value) ? listChunks(value) : [JSON.stringify(value)];
      separator = ",\n";
    }
    yield "\n    }";
  }
  yield "\n  ]\n}\n";
}

function* listChunks(elements: readonly unknown[]): Generator<string> {
  for (const [index, element] of elements.entries()) {
    yield `${index === 0 ? "[" : ","}\n        ${JSON.stringify(element)}`;
  }
  yield elements.length === 0 ? "[]" : "\n      ]";
}
