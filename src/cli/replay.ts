import type { Run } from "../index.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { replaySchedule, scheduledScenario } from "../study/check/replay-schedule.ts";
import { parseSchedule } from "../study/check/schedule-file.ts";
import { CliError } from "./cli-error.ts";
import type { Interrupt } from "./interrupt.ts";
import { readText } from "./read-text.ts";
import { type SimulatePlan, simulateModels } from "./simulate-models.ts";

/**
 * The run of a scenario as the schedule in a file says; none where it was interrupted before. A
 * {@link CliError} where it can't be one of its schedules. A schedule as timed may be long: it runs as any
 * run does.
 */
export async function replayFile(
  scenario: Scenario,
  file: string,
  plan: SimulatePlan,
  interrupt: Interrupt,
): Promise<Run[]> {
  const parsed = parseSchedule(await readText(file));
  if (!parsed.ok) throw new CliError(`${file}: ${parsed.message}`);
  const { schedule } = parsed;
  if (schedule.path.kind === "timed") {
    const part = scheduledScenario(scenario, schedule);
    if (!part.ok) throw new CliError(`${file}: ${part.message}`);
    return simulateModels(part.scenario, plan, interrupt);
  }
  const replay = replaySchedule(scenario, schedule, plan.observe);
  if (!replay.ok) throw new CliError(`${file}: ${replay.message}`);
  return [replay.run];
}
