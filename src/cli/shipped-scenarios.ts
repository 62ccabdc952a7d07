import { readdirSync } from "node:fs";
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

/** Below `scenarios`: what the models do, and then what can go wrong, each next to how it goes well. */
const FOLDERS = ["", "hazards"] as const;
const EXTENSION = ".yaml";

/** The shipped scenarios by folder and name, each with a path that can be given to `run`. */
export async function shippedScenarios(): Promise<readonly ShippedScenario[]> {
  const found: ShippedScenario[] = [];
  for (const name of FOLDERS) {
    const folder = join(packageRoot(), "scenarios", name);
    const files = readdirSync(folder).filter((file) => file.endsWith(EXTENSION));
    // Without the extension: so that `x` comes before `x-safe`.
    for (const scenario of files.map((file) => file.slice(0, -EXTENSION.length)).sort()) {
      const path = shortest(join(folder, scenario + EXTENSION));
      found.push({ path, summary: summaryOf(await readText(path), path) });
    }
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
