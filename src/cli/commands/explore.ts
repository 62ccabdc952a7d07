import { readFile } from "node:fs/promises";
import { analyse, decodeTraces, formatIssue, type Run } from "../../index.ts";
import { editScenario } from "../../scenario/edit.ts";
import { parseScenario } from "../../scenario/parse.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { MAGIC } from "../../trace/file-format.ts";
import type { ExploreHost, Farewell, Rerun } from "../../tui/explore/explorer.ts";
import type { RunView } from "../../tui/view.ts";
import { CliError, fileProblem } from "../cli-error.ts";
import { type ColorMode, colorLevel, needsAscii } from "../color.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { FileReplacement } from "../file-replacement.ts";
import { type Interrupt, listenForSignals } from "../interrupt.ts";
import { loadScenarios } from "../load.ts";
import { readText, STDIN } from "../read-text.ts";
import { shippedScenarios } from "../shipped-scenarios.ts";
import { simulateModels } from "../simulate-models.ts";

/** The options of `explore`, as the command line gives them. */
export interface ExploreFlags {
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly model?: readonly string[];
  readonly until?: string;
  readonly maxEvents?: number;
  readonly ascii?: true;
  readonly color: ColorMode;
}

const FAREWELLS: Readonly<Record<Farewell, ExitCode>> = {
  quit: EXIT.ok,
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
  SIGHUP: EXIT.hungUp,
};

/** `explore [FILE]`: the runs of a scenario, or of a trace file, on a screen one can move about in. */
export async function explore(file: string | null, flags: ExploreFlags): Promise<ExitCode> {
  const { stdin, stdout, env } = process;
  if (stdin.isTTY !== true || stdout.isTTY !== true) {
    throw new CliError("explore needs a terminal for both input and output; `threadsim run` prints anywhere");
  }
  if (file === STDIN) throw new CliError("explore needs a file: standard input is where the keys come from");
  const options = { color: colorLevel(flags.color, env, true), ascii: flags.ascii ?? needsAscii(env) };
  const streams = { stdin, stdout };
  let path = file;
  if (path === null) {
    const { pickScenario } = await import("../../tui/explore/picker.ts");
    const picked = await pickScenario(await shippedScenarios(), options, streams);
    if (picked.farewell !== null) return FAREWELLS[picked.farewell];
    path = picked.path;
  }
  const source = (await isTraceFile(path)) ? await openTrace(path) : await simulated(path, flags);
  if (source === null) return EXIT.usage;
  if (source.stopped !== null) return source.stopped;
  const { explore: show } = await import("../../tui/explore/explorer.ts");
  return FAREWELLS[await show(source.view, options, streams, source.host)];
}

/** What is to be explored, and how to change it; `stopped` where the user stopped the first run. */
interface Source {
  readonly view: RunView;
  readonly host: ExploreHost;
  readonly stopped: ExitCode | null;
}

async function isTraceFile(path: string): Promise<boolean> {
  if (!path.endsWith(".tsim")) return false;
  const bytes = await readBytes(path);
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new CliError(`can't read ${path}: ${fileProblem(error)}`);
  }
}

async function openTrace(path: string): Promise<Source> {
  const decoded = decodeTraces(await readBytes(path));
  if (!decoded.ok) throw new CliError(`${path}: ${decoded.error}`);
  const [first] = decoded.traces;
  if (first === undefined) throw new CliError(`${path}: there is no run in it`);
  const { name, seed } = first.meta.scenario;
  const runs = decoded.traces.map((trace) => ({ result: analyse(trace), trace }));
  const error = "a trace can't be changed; open its scenario to try other values";
  const host: ExploreHost = {
    rerun: () => Promise.resolve({ ok: false, error }),
    write: () => Promise.resolve({ ok: false, text: error }),
  };
  return { view: { scenario: { name, description: "", file: path, seed }, runs }, host, stopped: null };
}

async function simulated(path: string, flags: ExploreFlags): Promise<Source | null> {
  const { set = [], seed, until, model: models = [], maxEvents } = flags;
  const overrides = {
    ...(seed === undefined ? {} : { seed }),
    ...(until === undefined ? {} : { until }),
    models,
  };
  const [scenario] = (await loadScenarios([path], { set, ...overrides })) ?? [];
  if (scenario === undefined) return null;
  const text = await readText(path);
  const interrupt = listenForSignals();
  const runs = await simulateModels(scenario, planOf(maxEvents, false), interrupt);
  interrupt.dispose();
  const view = viewOf(scenario, runs);
  if (view === null) throw new CliError(`${path}: too long to explore; --until or --max-events shortens it`);
  const rerun = async (sets: readonly string[]): Promise<Rerun> => {
    const parsed = parseScenario(text, { file: path, set: [...set, ...sets], ...overrides });
    if (!parsed.ok) return { ok: false, error: firstIssue(parsed.issues.map(formatIssue)) };
    return again(parsed.scenario, maxEvents);
  };
  const write = (target: string, sets: readonly string[]) =>
    Promise.resolve(writeScenario(text, target, [...set, ...sets]));
  return { view, host: { rerun, write }, stopped: interrupt.exitCode };
}

const planOf = (maxEvents: number | undefined, quiet: boolean) => ({
  full: false,
  warmupNs: 0,
  maxEvents,
  draw: true,
  observe: undefined,
  quiet,
  verbose: false,
});

/** Nobody interrupts a re-run: leaving the explorer ends the process. */
const UNINTERRUPTED: Interrupt = { exitCode: null, raise: () => {}, dispose: () => {} };

async function again(scenario: Scenario, maxEvents: number | undefined): Promise<Rerun> {
  try {
    const view = viewOf(scenario, await simulateModels(scenario, planOf(maxEvents, true), UNINTERRUPTED));
    return view === null ? { ok: false, error: "that run is too long to explore" } : { ok: true, view };
  } catch (error) {
    if (error instanceof CliError) return { ok: false, error: error.message };
    throw error;
  }
}

/** Null where a trace was too long to be kept. */
function viewOf({ name, description, file, seed }: Scenario, runs: readonly Run[]): RunView | null {
  const kept = runs.flatMap(({ result, trace }) => (trace === null ? [] : [{ result, trace }]));
  return kept.length < runs.length || kept.length === 0
    ? null
    : { scenario: { name, description, file, seed }, runs: kept };
}

/** The message alone, without the place in an option that was typed just now. */
function firstIssue(issues: readonly string[]): string {
  return (issues[0]?.split("\n")[0] ?? "not valid").replace(/^--set:\d+:\d+: error: /, "");
}

function writeScenario(text: string, path: string, sets: readonly string[]): { ok: boolean; text: string } {
  const edited = editScenario(text, sets);
  if (!edited.ok) return { ok: false, text: edited.error };
  try {
    const file = new FileReplacement(path);
    file.write(new TextEncoder().encode(edited.text));
    file.commit();
    return { ok: true, text: `wrote ${path}` };
  } catch (error) {
    if (error instanceof CliError) return { ok: false, text: error.message };
    throw error;
  }
}
