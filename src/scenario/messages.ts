import { didYouMean, nearest } from "./did-you-mean.ts";
import { kindOf } from "./quantity.ts";
import type { RawIssue } from "./schema/schema.ts";
import type { Problem } from "./text/report.ts";
import { locate, type Path, type Tree } from "./text/tree.ts";

/** What a schema found wrong, by path. */
export interface ShapeProblem {
  readonly path: Path;
  readonly problem: Problem;
}

/** Issues of a schema in plain words, at their places in the tree. */
export function shapeProblems(issues: readonly RawIssue[], tree: Tree): readonly ShapeProblem[] {
  const problems = issues.flatMap((issue) => translate(issue, tree));
  // A key that is missing because it is misspelt is one mistake, not two.
  const meant = new Set(
    problems.flatMap(({ path, meant }) =>
      meant === undefined ? [] : [JSON.stringify([...path.slice(0, -1), meant])],
    ),
  );
  return problems.filter(({ path, missing }) => !missing || !meant.has(JSON.stringify(path)));
}

interface Found extends ShapeProblem {
  /** The key that an unknown key probably was meant to be. */
  readonly meant?: string | undefined;
  readonly missing?: boolean;
}

function translate(issue: RawIssue, tree: Tree): readonly Found[] {
  const path = (issue.path ?? []).map((part) => (typeof part === "number" ? part : String(part)));
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(issue.inst);
    return issue.keys.map((key) => {
      const list = known.length === 0 ? "no keys are known here" : `known are ${known.join(", ")}`;
      const place = locate(tree, [...path, key], "key");
      const message = `unknown key \`${key}\`: ${list}`;
      const problem = { place, message, hint: didYouMean(key, known) };
      return { path: [...path, key], problem, meant: nearest(key, known) };
    });
  }
  const missing = issue.input === undefined && path.length > 0;
  if (missing) {
    const place = locate(tree, path.slice(0, -1));
    return [{ path, missing, problem: { place, message: `\`${path.at(-1)}\` is missing` } }];
  }
  const wrongKey = issue.code === "invalid_key" || (issue.code === "custom" && pointsAtKey(issue.params));
  const place = locate(tree, path, wrongKey ? "key" : "value");
  const hint = issue.code === "custom" ? hintOf(issue.params) : undefined;
  return [{ path, problem: { place, message: messageOf(issue), hint } }];
}

function pointsAtKey(params: unknown): boolean {
  return typeof params === "object" && params !== null && "atKey" in params && params.atKey === true;
}

function hintOf(params: unknown): string | undefined {
  const hint = typeof params === "object" && params !== null && "hint" in params ? params.hint : undefined;
  return typeof hint === "string" ? hint : undefined;
}

/** The keys of the mapping schema that rejected others. */
function knownKeys(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null || !("_zod" in schema)) return [];
  const internals = schema._zod;
  if (typeof internals !== "object" || internals === null || !("def" in internals)) return [];
  const def = internals.def;
  if (typeof def !== "object" || def === null || !("shape" in def)) return [];
  return typeof def.shape === "object" && def.shape !== null ? Object.keys(def.shape) : [];
}

const EXPECTED: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  null: "nothing",
  number: "a number",
  object: "a mapping",
  record: "a mapping of names",
  string: "text",
  tuple: "a list of two times",
};

function messageOf(issue: RawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${EXPECTED[issue.expected] ?? issue.expected}, found ${kindOf(issue.input)}`;
    case "too_small":
      return Array.isArray(issue.input)
        ? `needs at least ${entries(issue.minimum)}`
        : `has to be at least ${issue.minimum}, not ${kindOf(issue.input)}`;
    case "too_big":
      return Array.isArray(issue.input)
        ? `has at most ${entries(issue.maximum)}`
        : `has to be at most ${issue.maximum}, not ${kindOf(issue.input)}`;
    case "invalid_value":
      return `expected ${issue.values.map(String).join(" or ")}, found ${kindOf(issue.input)}`;
    case "invalid_key":
      return issue.issues.map((inner) => inner.message ?? "").find((text) => text !== "") ?? "not a name";
    default:
      return issue.message ?? `not allowed here: ${kindOf(issue.input)}`;
  }
}

function entries(count: number | bigint): string {
  return `${count} ${Number(count) === 1 ? "entry" : "entries"}`;
}
