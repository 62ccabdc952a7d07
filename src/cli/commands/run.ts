import type { ResultDocument } from "../../analysis/result.ts";
import { documentChunks, resultDocument } from "../../report/json.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { checkOutput } from "../check-output.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { checkKinds, isFailure } from "../fail-on.ts";
import { type Interrupt, listenForSignals } from "../interrupt.ts";
import { loadScenarios } from "../load.ts";
import { note, print } from "../output.ts";
import { present } from "../present.ts";
import { replayFile } from "../replay.ts";
import { simulateModels } from "../simulate-models.ts";
import { TraceFile } from "../trace-file.ts";
import type { RunFlags } from "./run-flags.ts";

/** `run FILE…`: simulates every scenario under each of its models, and shows what came out. */
export async function run(files: readonly string[], flags: RunFlags): Promise<ExitCode> {
  checkKinds(flags.failOn ?? []);
  const { output, schedule, set = [], seed, until, model: models = [] } = flags;
  if (output !== undefined) checkOutput(output, schedule === undefined ? files : [...files, schedule]);
  if (schedule !== undefined && files.length > 1)
    throw new CliError("--schedule needs one scenario, as a schedule is one of a certain scenario");
  const scenarios = await loadScenarios(files, { set, seed, until, models });
  if (scenarios === null) return EXIT.usage;
  // Signals are heard before the file is opened, so that none leaves half of one behind.
  const interrupt = listenForSignals();
  let traces: TraceFile | null = null;
  try {
    traces = output === undefined ? null : new TraceFile(output);
    const documents = await runAll(scenarios, flags, traces, interrupt);
    complete(traces, flags);
    const code = exitCode(documents, flags, interrupt);
    // Known before the output is written, so that a reader who leaves early doesn't change it.
    process.exitCode = code;
    // What is left to do can be lost: from here on Ctrl-C ends the command at once.
    interrupt.dispose();
    if (flags.json) await printDocuments(documents, files.length > 1);
    return code;
  } finally {
    interrupt.dispose();
    traces?.abort();
  }
}

/** Puts the traces in their place, unless they are there. */
function complete(traces: TraceFile | null, { output, quiet }: RunFlags): void {
  if (traces === null || !traces.isOpen) return;
  const bytes = traces.commit();
  if (quiet === undefined) note(`wrote ${output} (${bytes} bytes)`);
}

/** Runs and shows one scenario after another, so that only one at a time needs memory for its traces. */
async function runAll(
  scenarios: readonly Scenario[],
  flags: RunFlags,
  traces: TraceFile | null,
  interrupt: Interrupt,
): Promise<ResultDocument[]> {
  const show = flags.json === undefined && flags.quiet === undefined;
  const plan = {
    full: flags.full ?? false,
    warmupNs: flags.warmup ?? 0,
    maxEvents: flags.maxEvents,
    maxMemory: flags.maxMemory,
    draw: show,
    observe: traces === null ? undefined : traces.observe.bind(traces),
    quiet: flags.quiet ?? false,
    verbose: flags.verbose ?? false,
  };
  const documents: ResultDocument[] = [];
  for (const [i, scenario] of scenarios.entries()) {
    if (interrupt.exitCode !== null) break;
    const runs =
      flags.schedule === undefined
        ? await simulateModels(scenario, plan, interrupt)
        : await replayFile(scenario, flags.schedule, plan, interrupt);
    const { name, file, seed } = scenario;
    const document = resultDocument(
      { name, file, seed },
      runs.map(({ result }) => result),
    );
    documents.push(document);
    if (!show) continue;
    // The file is complete before the last picture is drawn, which can be lost then.
    if (i === scenarios.length - 1) complete(traces, flags);
    process.exitCode = exitCode(documents, flags, interrupt);
    if (documents.length > 1) await print("\n");
    const canBeLost = traces === null || !traces.isOpen;
    await present(scenario, runs, flags, { interrupt, canBeLost });
  }
  return documents;
}

function exitCode(documents: readonly ResultDocument[], flags: RunFlags, interrupt: Interrupt): ExitCode {
  if (interrupt.exitCode !== null) return interrupt.exitCode;
  const results = documents.flatMap(({ runs }) => runs);
  return results.some((result) => isFailure(result, flags.failOn ?? [])) ? EXIT.found : EXIT.ok;
}

/** The documents as they are, or in an array: in parts, as with `--full` they may be huge. */
async function printDocuments(documents: readonly ResultDocument[], isArray: boolean): Promise<void> {
  if (isArray) await print("[\n");
  for (const [i, document] of documents.entries()) {
    if (i > 0) await print(",\n");
    await print(documentChunks(document));
  }
  if (isArray) await print("]\n");
}
