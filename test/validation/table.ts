import type { Row, ValidationCase } from "./case.ts";
import type { Chapter } from "./registry.ts";

/** Digits of numbers that are not whole. */
const DIGITS = 7;

/** The results of the suite as Markdown: what a reader of `test/validation/README.md` sees. */
export function table(chapters: readonly Chapter[], results: ReadonlyMap<string, readonly Row[]>): string {
  const parts = chapters.map(({ title, cases }) => {
    const lines = cases.flatMap((one) => caseLines(one, results.get(one.id) ?? []));
    return `## ${title}\n\n${HEAD}\n${lines.join("\n")}\n`;
  });
  return `${INTRODUCTION}\n${parts.join("\n")}`;
}

const INTRODUCTION = `# How right the simulator is

Written by \`npm run validation\`; do not edit. Each row is a published answer that the simulator has to give.

- *expected* is recomputed by this repository's own oracle (\`test/support/oracles\`), never copied; *published* is
  what the source prints, and has to agree with it in every digit.
- *exact*: with \`costs: ideal\`, to the nanosecond.
- *3 SE*: estimated from random draws under fixed seeds, in independent replications. *z* is the error in
  standard errors and has to stay below 3; *SE* is the standard error as a share of the expected value and has
  to stay below 1 % (2 % at load 0.9).
- *a share*: for what a task set or a machine only comes near, such as medians of measurements.
- *calibration*: a preset gives back the costs that were put into it, which shows that they are charged as
  meant and validates nothing. Such cases stand in a chapter of their own.
`;
const HEAD =
  "| case | what | published | expected | got | error | tolerance |\n| --- | --- | --- | --- | --- | --- | --- |";

function caseLines({ id, title, source }: ValidationCase, rows: readonly Row[]): string[] {
  const name = `**${id}** ${title} (${source})`;
  return rows.map((row, i) => {
    const cells = [
      i === 0 ? name : "",
      row.what,
      row.published ?? "",
      shown(row.expected),
      shown(row.got),
      error(row),
      tolerance(row),
    ];
    return `| ${cells.join(" | ")} |`;
  });
}

function error({ expected, got, tolerance }: Row): string {
  if (typeof expected === "string" || typeof got === "string") return expected === got ? "0" : "differs";
  if (tolerance.kind === "3 SE") return `z = ${((got - expected) / tolerance.standardError).toFixed(2)}`;
  return expected === 0 ? shown(got) : `${shown(Number((100 * (got / expected - 1)).toFixed(3)))} %`;
}

function tolerance({ expected, tolerance: given }: Row): string {
  switch (given.kind) {
    case "exact":
      return "exact";
    case "3 SE":
      return `3 SE, SE ${((100 * given.standardError) / Math.abs(Number(expected))).toFixed(2)} %`;
    case "share":
      return `${100 * given.share} %`;
  }
}

/** A number in up to {@link DIGITS} digits; −0 is 0. */
function shown(value: number | string): string {
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? String(value + 0) : String(Number(value.toPrecision(DIGITS)));
}
