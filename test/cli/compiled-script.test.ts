import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CompiledScript } from "../../src/cli/compiled-script.ts";

interface Exports {
  readonly answer: () => number;
  readonly folder: string;
}

function scriptIn(text: string): { path: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "threadsim-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "script.cjs");
  writeFileSync(path, text);
  return { path, folder };
}

const TEXT = `exports.answer = () => require("node:path").posix.join("4", "2").length + 39;
exports.folder = __dirname;`;

test("a script runs the same with its compiled code and without", () => {
  const { path, folder } = scriptIn(TEXT);
  const script = new CompiledScript<Exports>(path);
  expect(script.load().answer()).toBe(42);
  script.store();
  expect(existsSync(`${path}.compiled`)).toBe(true);
  const again = new CompiledScript<Exports>(path).load();
  expect([again.answer(), again.folder]).toEqual([42, folder]);
});

test("compiled code that is older than the script is left alone", () => {
  const { path } = scriptIn(TEXT);
  new CompiledScript<Exports>(path).store();
  utimesSync(`${path}.compiled`, 1, 1);
  // As long as before: by its length alone the engine would take it for the same.
  writeFileSync(path, TEXT.replace("39", "38"));
  expect(new CompiledScript<Exports>(path).load().answer()).toBe(41);
});

test("compiled code of another engine, or damaged, does no harm", () => {
  const { path } = scriptIn(TEXT);
  writeFileSync(`${path}.compiled`, "not compiled code");
  expect(new CompiledScript<Exports>(path).load().answer()).toBe(42);
});
