import { columnsOf } from "../../report/columns.ts";
import { indented } from "../../report/text-block.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { print } from "../output.ts";
import { type ShippedScenario, shippedScenarios } from "../shipped-scenarios.ts";

/** `list`: the shipped scenarios, each with a path that can be given to `run` and its first line of description. */
export async function list(): Promise<ExitCode> {
  const { stdout } = process;
  await print(listText(await shippedScenarios(), stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY));
  return EXIT.ok;
}

/** A line for each scenario; where these are wider than `width` columns, each path has its description below. */
export function listText(scenarios: readonly ShippedScenario[], width: number): string {
  const widest = Math.max(0, ...scenarios.map(({ path }) => columnsOf(path)));
  const lines = scenarios.map(
    ({ path, summary }) => `${path}${" ".repeat(widest - columnsOf(path))}  ${summary}`,
  );
  const isWide = lines.some((line) => columnsOf(line) > width);
  const shown = isWide
    ? scenarios.flatMap(({ path, summary }) => [path, ...indented(summary, width, 1)])
    : lines;
  return shown.map((line) => `${line}\n`).join("");
}
