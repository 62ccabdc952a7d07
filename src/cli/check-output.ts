import { CliError } from "./cli-error.ts";
import { STDIN } from "./read-text.ts";
import { isSameFile } from "./same-file.ts";

/** The file of `-o` has to be one, and none of those that the command reads, which would be lost: else a {@link CliError}. */
export function checkOutput(output: string, inputs: readonly string[]): void {
  if (output === STDIN) throw new CliError("-o needs a file: nothing is written to standard output but text");
  if (output === "") throw new CliError("-o needs a file: its name is empty");
  const input = inputs.find((file) => file !== STDIN && isSameFile(file, output));
  if (input !== undefined) throw new CliError(`-o ${output} would overwrite ${input}, which it reads`);
}
