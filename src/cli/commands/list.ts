import { readdir } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { InvariantError } from "../../base/assert.ts";
import { parseScenario } from "../../scenario/parse.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { print } from "../output.ts";
import { packageRoot } from "../package-root.ts";
import { readText } from "../read-text.ts";

/** `list`: the shipped scenarios, each with a path that can be given to `run` and its first line of description. */
export async function list(): Promise<ExitCode> {
  const folder = join(packageRoot(), "scenarios");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  const rows: { path: string; summary: string }[] = [];
  for (const name of names) {
    const path = shortest(join(folder, name));
    rows.push({ path, summary: summaryOf(await readText(path), path) });
  }
  const width = Math.max(0, ...rows.map(({ path }) => path.length));
  await print(rows.map(({ path, summary }) => `${path.padEnd(width)}  ${summary}\n`).join(""));
  return EXIT.ok;
}

/** The path from here where it leads down, else the absolute one. */
function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") || isAbsolute(fromHere) ? path : fromHere;
}

function summaryOf(text: string, file: string): string {
  const parsed = parseScenario(text, { file });
  if (!parsed.ok) throw new InvariantError(`a shipped scenario is not valid: ${file}`);
  const { name, description } = parsed.scenario;
  return description.trim().split("\n")[0] || name;
}
