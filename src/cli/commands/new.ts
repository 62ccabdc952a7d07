import { closeSync, openSync, unlinkSync, writeFileSync } from "node:fs";
import { CliError, fileProblem } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { note, print } from "../output.ts";
import { STARTER_SCENARIO } from "../starter-scenario.ts";

/** `new [FILE]`: the starter scenario to stdout, or to a file that doesn't exist yet. */
export async function create(file: string | null): Promise<ExitCode> {
  if (file === null || file === "-") {
    await print(STARTER_SCENARIO);
    return EXIT.ok;
  }
  try {
    // "wx" creates the file or fails, in one step: nothing that is there can be lost.
    const created = openSync(file, "wx");
    try {
      writeFileSync(created, STARTER_SCENARIO);
    } catch (error) {
      // On a full disk, an empty file would stand in the way of the next try.
      unlinkSync(file);
      throw error;
    } finally {
      closeSync(created);
    }
  } catch (error) {
    throw new CliError(`can't create ${file}: ${fileProblem(error)}`);
  }
  note(`wrote ${file}; try: threadsim run ${file}`);
  return EXIT.ok;
}
