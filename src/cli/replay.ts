import type { Run, RunObserver } from "../index.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { parseSchedule, replaySchedule } from "../study/check/schedule-file.ts";
import type { TraceMeta } from "../trace/meta.ts";
import { CliError } from "./cli-error.ts";
import { readText } from "./read-text.ts";

/** The run of the one scenario as the schedule in a file says; a {@link CliError} where it can't be one of its schedules. */
export async function replayFile(
  scenarios: readonly Scenario[],
  path: string,
  observe: ((meta: TraceMeta) => RunObserver) | undefined,
): Promise<Run> {
  const [scenario, ...others] = scenarios;
  if (scenario === undefined || others.length > 0)
    throw new CliError("--schedule needs one scenario, as a schedule is one of a certain scenario");
  const parsed = parseSchedule(await readText(path));
  if (!parsed.ok) throw new CliError(`${path}: ${parsed.message}`);
  const replay = replaySchedule(scenario, parsed.schedule, observe);
  if (!replay.ok) throw new CliError(`${path}: ${replay.message}`);
  return replay.run;
}
