import { readdir } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { InvariantError } from "../base/assert.ts";
import { parseScenario } from "../scenario/parse.ts";
import { packageRoot } from "./package-root.ts";
import { readText } from "./read-text.ts";

/** A scenario that comes along. */
export interface ShippedScenario {
  readonly path: string;
  /** The first line of its description. */
  readonly summary: string;
}

/** The shipped scenarios by name, each with a path that can be given to `run`. */
export async function shippedScenarios(): Promise<readonly ShippedScenario[]> {
  const folder = join(packageRoot(), "scenarios");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  const found: ShippedScenario[] = [];
  for (const name of names) {
    const path = shortest(join(folder, name));
    found.push({ path, summary: summaryOf(await readText(path), path) });
  }
  return found;
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
