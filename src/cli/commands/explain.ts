import { listOf } from "../../analysis/names.ts";
import type { ExplainedRun, WhatIfTable } from "../../analysis/what-if.ts";
import { at } from "../../base/assert.ts";
import { DEFAULT_MAX_EVENTS, type Explanation, explainRun, type Run, threadsNamed } from "../../index.ts";
import { explanationText } from "../../report/explanation-text.ts";
import { runsDocument } from "../../report/runs-json.ts";
import { didYouMean } from "../../scenario/did-you-mean.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Trace } from "../../trace/trace.ts";
import { TraceIndex } from "../../trace/trace-index.ts";
import { CliError } from "../cli-error.ts";
import { needsAscii } from "../color.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type Interrupt, listenForSignals } from "../interrupt.ts";
import { loadScenarios } from "../load.ts";
import { print } from "../output.ts";
import { Progress, type ProgressState, progressLine, progressStream } from "../progress.ts";
import { replayFile } from "../replay.ts";
import { simulateModels } from "../simulate-models.ts";
import { textWidth } from "../text-width.ts";
import { whatIfShown } from "../what-if-shown.ts";
import type { SimulationFlags } from "./scenario-flags.ts";

/** User threads that are named where one is asked for that there is not. */
const MAX_NAMES = 6;

/** The options of `explain`, as the command line gives them. */
export interface ExplainFlags extends SimulationFlags {
  /** File with the schedule to follow, as `check -o` writes it. */
  readonly schedule?: string;
  readonly thread?: string;
  /** False: leave it out. */
  readonly whatIf?: boolean;
  readonly json?: true;
  readonly width?: number;
  readonly ascii?: true;
}

/** `explain FILE`: why the runs of a scenario took as long as they did, or one user thread of it. */
export async function explain(file: string, flags: ExplainFlags): Promise<ExitCode> {
  const { set = [], seed, model: models = [], until } = flags;
  const scenarios = await loadScenarios([file], { set, seed, until, models });
  const scenario = scenarios?.[0];
  if (scenario === undefined) return EXIT.usage;
  const interrupt = listenForSignals();
  const line = new Progress(progressStream);
  try {
    const plan = {
      full: false,
      maxEvents: flags.maxEvents ?? DEFAULT_MAX_EVENTS,
      maxMemory: flags.maxMemory,
      draw: true,
      warmupNs: 0,
      observe: undefined,
      quiet: true,
      verbose: false,
      progress: (state: ProgressState) => line.update((columns) => progressLine(state, columns)),
    };
    const { schedule } = flags;
    const runs =
      schedule === undefined
        ? await simulateModels(scenario, plan, interrupt)
        : await replayFile(scenario, schedule, plan, interrupt);
    line.clear();
    if (interrupt.exitCode !== null) return interrupt.exitCode;
    const tables = await tryVariants(scenario, runs, flags, line, interrupt);
    if (interrupt.exitCode !== null) return interrupt.exitCode;
    // Explaining doesn't stop in between: from here on Ctrl-C ends the command at once.
    interrupt.dispose();
    const explanations = runs.map((run, i) => ({
      ...explainOne(run, flags),
      whatIf: tables[i] ?? null,
    }));
    await show(scenario, explanations, flags);
    return EXIT.ok;
  } finally {
    interrupt.dispose();
  }
}

/** The what-if table of every run; none where a single user thread is explained, or a schedule: other times had another. */
async function tryVariants(
  scenario: Scenario,
  runs: readonly Run[],
  flags: ExplainFlags,
  line: Progress,
  interrupt: Interrupt,
): Promise<readonly WhatIfTable[]> {
  if (flags.whatIf === false || flags.thread !== undefined || flags.schedule !== undefined) return [];
  const options = { maxEvents: flags.maxEvents ?? DEFAULT_MAX_EVENTS };
  const tables: WhatIfTable[] = [];
  for (const [i, { result }] of runs.entries()) {
    const model = at(scenario.models, i);
    tables.push(await whatIfShown({ scenario, model, result }, options, line, interrupt));
  }
  return tables;
}

function explainOne({ result, trace }: Run, { thread, json }: ExplainFlags): Explanation {
  if (trace === null) {
    throw new CliError(`${result.label}: the run is too long to explain; --until makes it shorter`);
  }
  const id = thread === undefined ? null : idOf(trace, thread);
  return explainRun(trace, result, { thread: id, listThreads: json === true });
}

function idOf(trace: Trace, name: string): number {
  const [thread, ...others] = threadsNamed(trace, name);
  if (thread === undefined) {
    const names = namesOf(trace);
    const hint = didYouMean(name, names) ?? `there are ${listOf(names, MAX_NAMES)}`;
    throw new CliError(`${trace.meta.label}: no user thread is called ${name}: ${hint}`);
  }
  if (others.length > 0) throw new CliError(`${trace.meta.label}: several user threads are called ${name}`);
  return thread;
}

function namesOf(trace: Trace): readonly string[] {
  const index = new TraceIndex(trace);
  return Array.from({ length: index.threadCount }, (_, thread) => index.threadName(thread));
}

async function show(
  scenario: Scenario,
  explanations: readonly ExplainedRun[],
  flags: ExplainFlags,
): Promise<void> {
  const { name, file, seed } = scenario;
  if (flags.json) return print(runsDocument({ name, file, seed }, explanations));
  const width = textWidth(flags.width);
  await print(
    explanationText(scenario, explanations, { width, ascii: flags.ascii ?? needsAscii(process.env) }),
  );
}
