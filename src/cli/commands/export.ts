import { EXPORT_FORMATS, type ExportFormat, exportTraces } from "../../index.ts";
import { formatBytes } from "../../report/format.ts";
import { didYouMean } from "../../scenario/did-you-mean.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Trace } from "../../trace/trace.ts";
import { type ByteOutput, openOutput } from "../byte-output.ts";
import { checkOutput } from "../check-output.ts";
import { CliError } from "../cli-error.ts";
import { nextTurn } from "../clock.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type Interrupt, listenForSignals } from "../interrupt.ts";
import { loadScenarios } from "../load.ts";
import { Progress, progressStream } from "../progress.ts";
import { readTraces } from "../read-traces.ts";
import { simulateModels } from "../simulate-models.ts";
import type { SimulationFlags } from "./scenario-flags.ts";

/** The options of `export`, as the command line gives them. */
export interface ExportFlags extends SimulationFlags {
  readonly to: string;
  readonly output?: string;
}

/** `export FILE --to FORMAT`: the runs of a scenario, or of a trace file, for other programs. */
export async function exportRuns(file: string, flags: ExportFlags): Promise<ExitCode> {
  const format = formatOf(flags.to);
  if (flags.output !== undefined) checkOutput(flags.output, [file]);
  const traces = readTraces(file);
  if (traces !== null) {
    refuseChanges(file, flags);
    return write(flags.output, (out, interrupt) => writeTraces(format, traces, out, interrupt));
  }
  const { set = [], seed, until, model: models = [] } = flags;
  const [scenario] = (await loadScenarios([file], { set, seed, until, models })) ?? [];
  if (scenario === undefined) return EXIT.usage;
  return write(flags.output, (out, interrupt) => writeRuns(format, scenario, flags, out, interrupt));
}

function formatOf(name: string): ExportFormat {
  const format = Object.hasOwn(EXPORT_FORMATS, name) ? EXPORT_FORMATS[name] : undefined;
  if (format !== undefined) return format;
  const names = Object.keys(EXPORT_FORMATS);
  const hint = didYouMean(name, names) ?? `there are ${names.join(", ")}`;
  throw new CliError(`--to: unknown format ${name}: ${hint}`);
}

function refuseChanges(file: string, { set, seed, model, until }: ExportFlags): void {
  const changes = Object.entries({ set, seed, model, until }).filter(([, value]) => value !== undefined);
  const [first] = changes;
  if (first === undefined) return;
  throw new CliError(`--${first[0]}: ${file} is a trace, which can't be changed; export its scenario`);
}

/** Writes to where `-o` says, and complete or not at all, where that is a file. `work` tells whether it has come to its end. */
async function write(
  path: string | undefined,
  work: (out: ByteOutput, interrupt: Interrupt) => Promise<boolean>,
): Promise<ExitCode> {
  // Signals are heard before the file is opened, so that none leaves half of one behind.
  const interrupt = listenForSignals();
  let out: ByteOutput | null = null;
  try {
    out = openOutput(path);
    if (await work(out, interrupt)) out.commit();
    return interrupt.exitCode ?? EXIT.ok;
  } finally {
    interrupt.dispose();
    out?.abort();
  }
}

/** A signal leaves nothing behind: the trace is still there. */
async function writeTraces(
  format: ExportFormat,
  traces: readonly Trace[],
  out: ByteOutput,
  interrupt: Interrupt,
): Promise<boolean> {
  const progress = new Progress(progressStream);
  let written = 0;
  for (const bytes of exportTraces(format, traces)) {
    out.write(bytes);
    written += bytes.length;
    await out.settled();
    progress.update((columns) => `${formatBytes(written)} written`.slice(0, columns));
    await nextTurn();
    if (interrupt.exitCode !== null) break;
  }
  progress.clear();
  return interrupt.exitCode === null;
}

/**
 * Written while they are simulated: the length of a run has no part in the memory it takes. A signal ends the run, and
 * what there is by then is written.
 */
async function writeRuns(
  format: ExportFormat,
  scenario: Scenario,
  { maxEvents, maxMemory }: ExportFlags,
  out: ByteOutput,
  interrupt: Interrupt,
): Promise<boolean> {
  const exporter = format.start((bytes) => out.write(bytes));
  const plan = {
    full: false,
    warmupNs: 0,
    maxEvents,
    maxMemory,
    draw: false,
    observe: exporter.run.bind(exporter),
    quiet: false,
    verbose: false,
    settled: () => out.settled(),
  };
  const runs = await simulateModels(scenario, plan, interrupt);
  exporter.finish(runs.map(({ result }) => result));
  await out.settled();
  return true;
}
