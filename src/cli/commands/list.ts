import { EXIT, type ExitCode } from "../exit-codes.ts";
import { print } from "../output.ts";
import { shippedScenarios } from "../shipped-scenarios.ts";

/** `list`: the shipped scenarios, each with a path that can be given to `run` and its first line of description. */
export async function list(): Promise<ExitCode> {
  const rows = await shippedScenarios();
  const width = Math.max(0, ...rows.map(({ path }) => path.length));
  await print(rows.map(({ path, summary }) => `${path.padEnd(width)}  ${summary}\n`).join(""));
  return EXIT.ok;
}
