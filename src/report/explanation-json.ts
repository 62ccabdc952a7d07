import type { ResultDocument } from "../analysis/result.ts";
import type { ExplainedRun } from "../analysis/what-if.ts";

/** The version of the document. */
const FORMAT = 1;

/**
 * The document that `explain --json` prints, in pieces: a key of a run on a line, an element of its lists
 * on a line. The same explanations give the same bytes. Ends with a line feed.
 */
export function* explanationChunks(
  { name, file, seed }: ResultDocument["scenario"],
  explanations: readonly ExplainedRun[],
): Generator<string> {
  yield `{\n  "format": ${FORMAT},\n  "scenario": ${JSON.stringify({ name, file, seed })},\n  "runs": [`;
  for (const [index, explanation] of explanations.entries()) {
    yield index === 0 ? "\n    {" : ",\n    {";
    let separator = "\n";
    for (const [key, value] of Object.entries(explanation)) {
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
