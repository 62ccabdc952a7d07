import fc from "fast-check";
import { expect, test } from "vitest";
import { formatIssue } from "../../src/scenario/format-issue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { EXAMPLE } from "./valid.ts";

const SEED = 20261122;

/** Whatever comes in, an answer comes out: a scenario, or issues that lie inside the text. */
function answers(text: string, set: readonly string[] = []): void {
  const result = parseScenario(text, { file: "fuzz.yaml", set });
  if (result.ok) return;
  expect(result.issues.length).toBeGreaterThan(0);
  for (const issue of result.issues) {
    const lines = (issue.file === "fuzz.yaml" ? text : issue.source).split("\n");
    expect(issue.line).toBeLessThanOrEqual(lines.length);
    expect(issue.column).toBeLessThanOrEqual((lines[issue.line - 1]?.length ?? 0) + 1);
    expect(formatIssue(issue).split("\n")).toHaveLength(3);
  }
}

test("arbitrary text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => answers(text)),
    { seed: SEED, numRuns: 300 },
  );
});

test("arbitrary values in place of a scenario", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => answers(JSON.stringify(value))),
    { seed: SEED, numRuns: 300 },
  );
});

test("a valid scenario with pieces cut out, doubled and exchanged", () => {
  const piece = fc.tuple(
    fc.nat(EXAMPLE.length),
    fc.nat(40),
    fc.constantFrom("", "-", ": ", "[", "}", "*x", "&x ", "1e999", "\t", "'", "null"),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) => {
      let text = EXAMPLE;
      for (const [from, length, insert] of pieces)
        text = text.slice(0, from) + insert + text.slice(from + length);
      answers(text);
    }),
    { seed: SEED, numRuns: 1_000 },
  );
});

test("a valid scenario with any word replaced by any other value", () => {
  const words = [...EXAMPLE.matchAll(/[A-Za-z0-9.-]+/g)];
  const value = fc.oneof(
    fc.constantFrom(
      "0",
      "-1",
      ".nan",
      ".inf",
      "9e99",
      "null",
      "[]",
      "{}",
      "10",
      "1ms",
      "m",
      "jobs",
      "a b",
      "{ exponential: 1ms }",
    ),
    fc.constantFrom(...words.map(([word]) => word)),
  );
  fc.assert(
    fc.property(fc.nat(words.length - 1), value, (which, replacement) => {
      const word = words[which];
      const start = word?.index ?? 0;
      answers(EXAMPLE.slice(0, start) + replacement + EXAMPLE.slice(start + (word?.[0].length ?? 0)));
    }),
    { seed: SEED, numRuns: 1_000 },
  );
});

test("arbitrary overrides", () => {
  const path = fc.array(
    fc.constantFrom(
      "machine",
      "cores",
      "workload",
      "[0]",
      "[9]",
      "fetchers",
      "models",
      "one-to-one",
      "objects",
      "m",
      "seed",
      "__proto__",
    ),
    { minLength: 1, maxLength: 4 },
  );
  const value = fc.oneof(
    fc.constantFrom("1", "[a", "{}", "round-robin", "1ms", "*x"),
    fc.string({ maxLength: 10 }),
  );
  fc.assert(
    fc.property(path, value, (parts, text) =>
      answers(EXAMPLE, [`${parts.join(".").replaceAll(".[", "[")}=${text}`]),
    ),
    { seed: SEED, numRuns: 1_000 },
  );
});
