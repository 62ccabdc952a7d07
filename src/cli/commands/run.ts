import type { ResultDocument } from "../../analysis/result.ts";
import { documentChunks, resultDocument } from "../../report/json.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { checkKinds, isFailure } from "../fail-on.ts";
import { type Interrupt, listenForSignals } from "../interrupt.ts";
import { loadScenarios } from "../load.ts";
import { note, print } from "../output.ts";
import { present } from "../present.ts";
import { STDIN } from "../read-text.ts";
import { replayFile } from "../replay.ts";
import { isSameFile } from "../same-file.ts";
import { simulateModels } from "../simulate-models.ts";
import { TraceFile } from "../trace-file.ts";
import type { RunFlags } from "./run-flags.ts";

/** `run FILE…`: simulates every scenario under each of its models, and shows what came out. */
export async function run(files: readonly string[], flags: RunFlags): Promise<ExitCode> {
  checkKinds(flags.failOn ?? []);
  if (flags.output !== undefined) checkOutput(flags.output, files);
  const { set = [], seed, model: models = [], until } = flags;
  const scenarios = await loadScenarios(files, {
    set,
    ...(seed === undefined ? {} : { seed }),
    ...(until === undefined ? {} : { until }),
    models,
  });
  if (scenarios === null) return EXIT.usage;
  const traces = flags.output === undefined ? null : new TraceFile(flags.output);
  const interrupt = listenForSignals();
  try {
    const documents = await runAll(scenarios, flags, traces, interrupt);
    if (traces !== null) {
      const bytes = traces.commit();
      if (flags.quiet === undefined) note(`wrote ${flags.output} (${bytes} bytes)`);
    }
    const code = exitCode(documents, flags, interrupt);
    // Known before the output is written, so that a reader who leaves early doesn't change it.
    process.exitCode = code;
    // What is left to do can be lost: from here on Ctrl-C ends the command at once.
    interrupt.dispose();
    if (flags.json) await printDocuments(documents);
    return code;
  } finally {
    interrupt.dispose();
    traces?.abort();
  }
}

/** The file of `-o` has to be one, and none of the scenarios: these would be lost. */
function checkOutput(output: string, files: readonly string[]): void {
  if (output === "-") throw new CliError("-o needs a file: traces are not written to standard output");
  if (output === "") throw new CliError("-o needs a file: its name is empty");
  const input = files.find((file) => file !== STDIN && isSameFile(file, output));
  if (input !== undefined) throw new CliError(`-o ${output} would overwrite the scenario ${input}`);
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
  for (const scenario of scenarios) {
    if (interrupt.exitCode !== null) break;
    const runs =
      flags.schedule === undefined
        ? await simulateModels(scenario, plan, interrupt)
        : [await replayFile(scenarios, flags.schedule, plan.observe)];
    const { name, file, seed } = scenario;
    const document = resultDocument(
      { name, file, seed },
      runs.map(({ result }) => result),
    );
    documents.push(document);
    if (!show) continue;
    process.exitCode = exitCode(documents, flags, interrupt);
    if (documents.length > 1) await print("\n");
    await present(scenario, runs, flags, interrupt);
  }
  return documents;
}

function exitCode(documents: readonly ResultDocument[], flags: RunFlags, interrupt: Interrupt): ExitCode {
  if (interrupt.exitCode !== null) return interrupt.exitCode;
  const results = documents.flatMap(({ runs }) => runs);
  return results.some((result) => isFailure(result, flags.failOn ?? [])) ? EXIT.found : EXIT.ok;
}

/** One document for one scenario; for several, an array of theirs. In parts: with `--full` it may be huge. */
async function printDocuments(documents: readonly ResultDocument[]): Promise<void> {
  const [first] = documents;
  if (first !== undefined && documents.length === 1) return print(documentChunks(first));
  for (const [i, document] of documents.entries()) {
    await print(i === 0 ? "[\n" : ",\n");
    await print(documentChunks(document));
  }
  await print("]\n");
}
