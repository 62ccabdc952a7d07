import { readdirSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "./repository.ts";

/** The folder of the scenarios that come along. */
export const SCENARIOS = join(REPOSITORY, "scenarios");

/** The scenarios that come along, by path below `scenarios`: those of a folder, or all. */
export function shippedFiles(folder?: "lessons" | "hazards"): readonly string[] {
  const files = readdirSync(SCENARIOS, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml"))
    .sort();
  if (folder === undefined) return files;
  return files.filter((path) => path.startsWith("hazards/") === (folder === "hazards"));
}
