import type { ResultDocument } from "../analysis/result.ts";

/** The version of the documents. */
const FORMAT = 1;

/**
 * A document on the runs of a scenario, as all commands print with `--json`, in pieces: a key of what is said of a
 * run on a line, an element of its lists on a line, and likewise an entry of the mappings under the keys `spread`.
 * What is undefined is left out. The same values give the same bytes. Ends with a line feed.
 */
export function* runsDocument(
  { name, file, seed }: ResultDocument["scenario"],
  runs: readonly object[],
  spread: readonly string[] = [],
): Generator<string> {
  yield `{\n  "format": ${FORMAT},\n  "scenario": ${JSON.stringify({ name, file, seed })},\n  "runs": [`;
  for (const [index, run] of runs.entries()) {
    yield index === 0 ? "\n    {" : ",\n    {";
    let separator = "\n";
    for (const [key, value] of Object.entries(run)) {
      if (value === undefined) continue;
      yield `${separator}      ${JSON.stringify(key)}: `;
      yield* valueChunks(value, spread.includes(key));
      separator = ",\n";
    }
    yield "\n    }";
  }
  yield runs.length === 0 ? "]\n}\n" : "\n  ]\n}\n";
}

function* valueChunks(value: unknown, isSpread: boolean): Generator<string> {
  if (Array.isArray(value)) yield* onLines("[", value, (item: unknown) => JSON.stringify(item), "]");
  else if (isSpread && typeof value === "object" && value !== null) {
    const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
    yield* onLines("{", entries, ([key, own]) => `${JSON.stringify(key)}: ${JSON.stringify(own)}`, "}");
  } else yield JSON.stringify(value);
}

function* onLines<Item>(
  open: string,
  items: readonly Item[],
  text: (item: Item) => string,
  close: string,
): Generator<string> {
  yield open;
  for (const [index, item] of items.entries()) yield `${index === 0 ? "" : ","}\n        ${text(item)}`;
  yield items.length === 0 ? close : `\n      ${close}`;
}
