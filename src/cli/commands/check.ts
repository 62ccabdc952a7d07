import type { CheckHazard, CheckResult } from "../../analysis/check-result.ts";
import { RunTooLong } from "../../engine/clock.ts";
import { checkText } from "../../report/check-text.ts";
import { runsDocument } from "../../report/runs-json.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { Check, type FinishedCheck } from "../../study/check/check.ts";
import type { CheckMode } from "../../study/check/model-check.ts";
import { formatSchedule, scheduleOf } from "../../study/check/schedule-file.ts";
import { DEFAULT_MAX_EVENTS } from "../../threads/simulation.ts";
import { checkOutput } from "../check-output.ts";
import { CliError } from "../cli-error.ts";
import { nextTurn, nowMs } from "../clock.ts";
import { needsAscii } from "../color.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { FileReplacement } from "../file-replacement.ts";
import { type Interrupt, listenForSignals } from "../interrupt.ts";
import { loadScenarios } from "../load.ts";
import { MemoryLimit } from "../memory-limit.ts";
import { note, print } from "../output.ts";
import { Progress, progressStream } from "../progress.ts";
import { textWidth } from "../text-width.ts";
import type { LimitFlags, ScenarioFlags } from "./scenario-flags.ts";

/** Real time between two looks at signals, ms. */
const SLICE_MS = 20;
/** What takes less memory. */
const SMALLER_CHECK =
  "--max-schedules and --max-events end the check earlier, --set makes the scenario smaller";

/** The options of `check`, as the command line gives them. */
export interface CheckFlags extends ScenarioFlags, LimitFlags {
  readonly exhaustive?: true;
  readonly states?: true;
  readonly preemptions?: number;
  readonly random?: number;
  readonly pct?: number;
  readonly maxSchedules?: number;
  readonly maxStates?: number;
  readonly maxSteps?: number;
  readonly output?: string;
  readonly json?: true;
  readonly width?: number;
  readonly ascii?: true;
}

/** `check FILE`: tries the schedules of a scenario, and shows in which of them it goes wrong. */
export async function check(file: string, flags: CheckFlags): Promise<ExitCode> {
  const { set = [], seed, model: models = [] } = flags;
  if (flags.output !== undefined) checkOutput(flags.output, [file]);
  const scenarios = await loadScenarios([file], { set, seed, models });
  const scenario = scenarios?.[0];
  if (scenario === undefined) return EXIT.usage;
  // Signals are heard before the file is opened, so that none leaves half of one behind.
  const interrupt = listenForSignals();
  let output: FileReplacement | null = null;
  try {
    output = flags.output === undefined ? null : new FileReplacement(flags.output);
    const checks: Check[] = [];
    const memory = new MemoryLimit(flags.maxMemory, SMALLER_CHECK);
    const progress = new Progress(progressStream);
    for (const [i, model] of scenario.models.entries()) {
      if (interrupt.exitCode !== null) break;
      const {
        maxSchedules = null,
        maxStates = null,
        maxSteps = null,
        maxEvents = DEFAULT_MAX_EVENTS,
      } = flags;
      const options = { mode: modeOf(flags), maxSchedules, maxStates, maxSteps, maxEvents };
      const place = `[${i + 1}/${scenario.models.length}]`;
      const check = new Check(scenario, model, options);
      checks.push(check);
      await drive(check, { file, place, memory, progress, interrupt });
    }
    const finished = checks.map((check) => check.finish());
    const results = finished.map(({ result }) => result);
    if (output !== null) saveSchedule(output, flags.output ?? "", scenario, results);
    const code = exitCode(results, interrupt);
    // Known before the output is written, so that a reader who leaves early doesn't change it.
    process.exitCode = code;
    // What is left to do can be lost: from here on Ctrl-C ends the command at once.
    interrupt.dispose();
    await show(scenario, finished, flags);
    return code;
  } finally {
    interrupt.dispose();
    output?.abort();
  }
}

function modeOf({ exhaustive, states, preemptions, random, pct }: CheckFlags): CheckMode {
  if (exhaustive) return { kind: "exhaustive" };
  if (states) return { kind: "states" };
  if (preemptions !== undefined) return { kind: "bounded", preemptions };
  if (random !== undefined) return { kind: "random", schedules: random };
  return pct === undefined ? { kind: "auto" } : { kind: "pct", depth: pct };
}

/** What a check is driven with. */
interface Driven {
  readonly file: string;
  /** Which of the scenario's models it is of. */
  readonly place: string;
  readonly memory: MemoryLimit;
  readonly progress: Progress;
  readonly interrupt: Interrupt;
}

/** Takes one schedule after another, until all have been tried or a signal comes: then what there is counts. */
async function drive(check: Check, { file, place, memory, progress, interrupt }: Driven): Promise<void> {
  let sliceStartMs = nowMs();
  try {
    while (check.advance()) {
      if (nowMs() - sliceStartMs < SLICE_MS) continue;
      memory.check(`${file}: ${check.label}, ${check.doing}`);
      const found = check.hazards === 0 ? "" : `  hazards: ${check.hazards}`;
      progress.update((columns) => `${place} ${check.label}  ${check.doing}${found}`.slice(0, columns));
      await nextTurn();
      if (interrupt.exitCode !== null) break;
      sliceStartMs = nowMs();
    }
  } catch (error) {
    if (!(error instanceof RunTooLong)) throw error;
    throw new CliError(`${file}: ${check.label}: ${error.message}`);
  } finally {
    progress.clear();
  }
}

function exitCode(results: readonly CheckResult[], interrupt: Interrupt): ExitCode {
  if (interrupt.exitCode !== null) return interrupt.exitCode;
  return results.some(({ hazards }) => hazards.length > 0) ? EXIT.found : EXIT.ok;
}

/** Writes the schedule of the first hazard; an error goes before a warning. */
function saveSchedule(
  file: FileReplacement,
  path: string,
  scenario: Scenario,
  results: readonly CheckResult[],
): void {
  const all = results.flatMap(({ label, hazards }) => hazards.map((hazard) => ({ label, hazard })));
  const isError = ({ hazard }: { readonly hazard: CheckHazard }) => hazard.finding.severity === "error";
  const first = all.find(isError) ?? all[0];
  if (first === undefined) {
    note(`no hazard, so no schedule was written to ${path}`);
    return;
  }
  const { finding, witness } = first.hazard;
  const hazard = `${finding.kind}: ${finding.message}`;
  const schedule = scheduleOf(scenario, first.label, hazard, witness);
  file.write(new TextEncoder().encode(formatSchedule(schedule)));
  file.commit();
  note(`wrote ${path}: ${finding.kind} under ${first.label}`);
}

async function show(
  scenario: Scenario,
  finished: readonly FinishedCheck[],
  flags: CheckFlags,
): Promise<void> {
  const { name, file, seed } = scenario;
  if (flags.json) {
    const results = finished.map(({ result }) => result);
    return print(runsDocument({ name, file, seed }, results));
  }
  const options = { width: textWidth(flags.width), ascii: flags.ascii ?? needsAscii(process.env) };
  await print(checkText(scenario, finished, options));
}
