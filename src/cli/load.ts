import { formatIssue } from "../scenario/format-issue.ts";
import { parseScenario } from "../scenario/parse.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { CliError } from "./cli-error.ts";
import { note, printError } from "./output.ts";
import { readText, STDIN } from "./read-text.ts";

/** What the command line changes about a scenario before it is checked. */
export interface Overrides {
  readonly set: readonly string[];
  readonly seed?: string | undefined;
  readonly until?: string | undefined;
  readonly models?: readonly string[];
}

/**
 * Reads and checks all the files, and prints every issue of every one. Returns the scenarios, or null
 * where anything is wrong: then nothing shall be run.
 */
export async function loadScenarios(
  files: readonly string[],
  overrides: Overrides,
): Promise<Scenario[] | null> {
  if (files.filter((file) => file === STDIN).length > 1) {
    throw new CliError("standard input (-) can be read only once");
  }
  const scenarios: Scenario[] = [];
  for (const file of files) {
    const scenario = await loadScenario(file, overrides);
    if (scenario !== null) scenarios.push(scenario);
  }
  return scenarios.length === files.length ? scenarios : null;
}

async function loadScenario(file: string, overrides: Overrides): Promise<Scenario | null> {
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    // The other files are still looked at: all that is wrong comes at once.
    printError(error.message);
    return null;
  }
  const parsed = parseScenario(text, { file, ...overrides });
  if (parsed.ok) return parsed.scenario;
  for (const issue of parsed.issues) note(formatIssue(issue));
  if (parsed.more > 0) note(`… and ${parsed.more} more`);
  return null;
}
