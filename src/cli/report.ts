import { InvariantError } from "../base/assert.ts";
import { CliError } from "./cli-error.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { printError, tell } from "./output.ts";
import { VERSION } from "./package-root.ts";

/** Says what went wrong in a command, and how that ends it. */
export function report(error: unknown): ExitCode {
  if (error instanceof CliError) {
    printError(error.message);
    return error.exitCode;
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  printError(`this is a bug in threadsim ${VERSION}, not in your scenario: ${what}`);
  if (error instanceof Error && !(error instanceof InvariantError) && error.stack !== undefined) {
    tell(`${error.stack.split("\n").slice(1).join("\n")}\n`);
  }
  tell("Please report it, with the scenario and the command.\n");
  return EXIT.bug;
}
