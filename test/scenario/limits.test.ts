import { expect, test } from "vitest";
import {
  MAX_ALIASES,
  MAX_NODES,
  MAX_STEP_DEPTH,
  MAX_STEPS,
  MAX_TEXT_DEPTH,
  MAX_TEXT_LENGTH,
} from "../../src/scenario/limits.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { withProgram } from "./valid.ts";

function firstMessage(text: string): string {
  const result = parseScenario(text, { file: "a.yaml" });
  return result.ok ? "" : (result.issues[0]?.message ?? "");
}

test("a text past the limit is not read", () => {
  expect(firstMessage(`#${"x".repeat(MAX_TEXT_LENGTH)}`)).toContain("too long");
});

test("deep nesting is refused before anything recurses over it", () => {
  expect(firstMessage("[".repeat(100_000))).toContain(`at most ${MAX_TEXT_DEPTH} levels`);
  expect(firstMessage("- ".repeat(5_000))).toContain(`at most ${MAX_TEXT_DEPTH} levels`);
  expect(firstMessage("a: {b: ".repeat(20_000))).not.toBe("");
});

test("a billion laughs are not written out", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 12; i++) {
    const aliases = Array.from({ length: 10 }, () => `*a${i - 1}`).join(", ");
    lines.push(`a${i}: &a${i} [${aliases}]`);
  }
  expect(firstMessage(lines.join("\n"))).toContain(`at most ${MAX_NODES}`);
});

test("too many values, too many aliases", () => {
  expect(firstMessage(`a: [${"1,".repeat(MAX_NODES)}]`)).toContain(`too many values: at most ${MAX_NODES}`);
  expect(firstMessage(`a: &x 1\nb: [${"*x , ".repeat(MAX_ALIASES + 1)}]`)).toContain("too many aliases");
});

test("too many keys in one mapping take no quadratic time", () => {
  const keys = Array.from({ length: 50_000 }, (_, i) => `k${i}: mutex`).join("\n  ");
  expect(firstMessage(`objects:\n  ${keys}\nworkload: []`)).toBe("needs at least 1 entry");
});

test("steps: as many, and as deep, as stated", () => {
  const nested = (depth: number) =>
    `${"[ { repeat: 1, do: ".repeat(depth - 1)}[ compute: 1ms ]${" } ]".repeat(depth - 1)}`;
  expect(firstMessage(withProgram(nested(MAX_STEP_DEPTH)))).toBe("");
  expect(firstMessage(withProgram(nested(MAX_STEP_DEPTH + 1)))).toContain(`at most ${MAX_STEP_DEPTH}`);
  const long = (count: number) => withProgram(`[ ${"yield, ".repeat(count)} ]`);
  expect(firstMessage(long(MAX_STEPS))).toBe("");
  expect(firstMessage(long(MAX_STEPS + 1))).toContain(`at most ${MAX_STEPS}`);
});
