import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  forbiddenImports,
  importCycles,
  longFiles,
  MAX_LINES,
  moduleState,
  outsideWorld,
  RULES,
  roomOf,
  suppressions,
  type Violation,
} from "./support/architecture.ts";
import { readSources, type SourceFile } from "./support/source-scan.ts";

const root = new URL("..", import.meta.url).pathname;
const sources = readSources(root, "src");
const all = [...sources, ...readSources(root, "test")];

describe("the source obeys", () => {
  test("the allow-list of imports between rooms", () => expect(forbiddenImports(sources)).toEqual([]));
  test("no cycles of imports", () => expect(importCycles(sources)).toEqual([]));
  test("no clock, chance, timers or process in the inner rooms", () =>
    expect(outsideWorld(sources)).toEqual([]));
  test("no module state in the inner rooms", () => expect(moduleState(sources)).toEqual([]));
  test("short files", () => expect(longFiles(all)).toEqual([]));
  test("no suppressions", () => expect(suppressions(all)).toEqual([]));
  test("every room is on the map", () => {
    const map = readFileSync(`${root}/src/README.md`, "utf8");
    for (const room of new Set(sources.map(({ path }) => roomOf(path)))) {
      expect(Object.keys(RULES)).toContain(room);
      expect(map).toContain(room.endsWith(".ts") ? room : `${room}/`);
    }
  });
});

/** Each checker has to find what is planted for it; a checker that finds nothing checks nothing. */
describe("a planted violation is found:", () => {
  const file = (path: string, text: string): SourceFile => ({ path, text });
  const planted = (check: (files: readonly SourceFile[]) => Violation[], path: string, text: string) =>
    check([file(path, text)]).length;

  test.each([
    ["src/trace/x.ts", 'import { a } from "../engine/a.ts";'],
    ["src/trace/x.ts", 'import type { A } from "../engine/a.ts";'],
    ["src/trace/x.ts", 'export * from "../engine/a.ts";'],
    ["src/trace/x.ts", 'export type { A } from "../engine/a.ts";'],
    ["src/trace/x.ts", 'const a = await import("../engine/a.ts");'],
    ["src/trace/x.ts", 'type A = import("../engine/a.ts").A;'],
    ["src/trace/x.ts", 'import "../engine/a.ts";'],
    ["src/trace/x.ts", 'import {\n  a,\n  b,\n} from "../engine/a.ts";'],
    ["src/trace/x.ts", "import { readFile } from 'node:fs';"],
    ["src/report/x.ts", 'import { Box } from "ink";'],
    ["src/report/x.ts", 'import { jsx } from "react/jsx-runtime";'],
    ["src/cli/x.ts", 'import { parse } from "yaml";'],
    ["src/tui/x.tsx", 'import { z } from "zod/mini";'],
    ["src/threads/x.ts", 'import seedrandom from "seedrandom";'],
    ["src/scenario/x.ts", 'import { m } from "../machine/machine.ts";'],
    ["src/scenario/x.ts", 'import { m } from "../threads/simulation.ts";'],
    ["src/tui/x.ts", 'import { m } from "../threads/options.ts";'],
    ["src/analysis/x.ts", 'import { m } from "../index.ts";'],
    ["src/trace/x.ts", 'import manifest from "../../package.json" with { type: "json" };'],
    ["src/stray/x.ts", "export const a = 1;"],
  ])("import in %s: %s", (path, text) => expect(planted(forbiddenImports, path, text)).toBe(1));

  test("and what is allowed is not", () => {
    const text = [
      'import type { Ns } from "../base/time.ts";',
      'import { MODELS } from "../threads/models/registry.ts";',
      'import { COST_FIELDS } from "../machine/costs.ts";',
      '// import { x } from "ink";',
      "const text = 'see // here';",
    ].join("\n");
    expect(planted(forbiddenImports, "src/scenario/x.ts", text)).toBe(0);
  });

  test("cycle", () => {
    const cycle = [
      file("src/base/a.ts", 'import "./b.ts";'),
      file("src/base/b.ts", 'import type { C } from "./c.ts";'),
      file("src/base/c.ts", 'export { a } from "./a.ts";'),
      file("src/base/d.ts", 'import "./a.ts";'),
    ];
    expect(importCycles(cycle)).toHaveLength(1);
    expect(importCycles(cycle.slice(0, 2))).toEqual([]);
  });

  test.each([
    "const a = Date.now();",
    "const a = new Date();",
    "const a = Math.random();",
    "setTimeout(() => {}, 1);",
    "setInterval(f, 1);",
    "const a = performance.now();",
    "console.log(1);",
    "const a = process.env;",
    "process.stdout.write(text);",
    "const a = await fetch(url);",
    `const a = \`\${Date.now()}\`;`,
    "const a = (1.5).toLocaleString();",
  ])("outside world: %s", (text) => expect(planted(outsideWorld, "src/engine/x.ts", text)).toBe(1));

  test("and the subject's own words are not", () => {
    const text = "const process = group.process; f(process.name); // Date.now()\nconst a = 'Math.random()';";
    expect(planted(outsideWorld, "src/threads/x.ts", text)).toBe(0);
    expect(planted(outsideWorld, "src/cli/x.ts", "Date.now();")).toBe(0);
  });

  test.each([
    "let count = 0;",
    "export let count = 0;",
    "const cache = new Map<string, number>();",
    "const cache: Map<string, number> = new Map();",
    "const scratch = new Float64Array(8);",
    "export const all: string[] = [];",
  ])("module state: %s", (text) => expect(planted(moduleState, "src/base/x.ts", text)).toBe(1));

  test("and constants and locals are not", () => {
    const text =
      "const A = 1;\nconst B: readonly string[] = [];\nconst C: ReadonlySet<string> = new Set();\nconst D = new Uint8Array(8).map((_, i) => i);\nfunction f() {\n  let a = 0;\n}";
    expect(planted(moduleState, "src/base/x.ts", text)).toBe(0);
  });

  test("long file", () => {
    expect(planted(longFiles, "src/base/x.ts", "\n".repeat(MAX_LINES + 1))).toBe(1);
    expect(planted(longFiles, "src/base/x.ts", "\n".repeat(MAX_LINES))).toBe(0);
  });

  test.each([
    `// @ts-${"ignore"}`,
    `// @ts-${"expect-error"}: later`,
    `// biome-${"ignore"} lint: no`,
    `// TO${"DO"}: later`,
    `test.${"skip"}("a", () => {});`,
    `describe.${"only"}("a", () => {});`,
    `const a: ${"any"} = 1;`,
    `f(a as ${"any"});`,
    `const a: Array<${"any"}> = [];`,
  ])("suppression: %s", (text) => expect(planted(suppressions, "test/x.test.ts", text)).toBe(1));

  test("and prose is not", () => {
    const text = "/** Whether there are any at all: any of them will do. */\nconst a = 'as any would';";
    expect(planted(suppressions, "src/base/x.ts", text)).toBe(0);
  });
});
