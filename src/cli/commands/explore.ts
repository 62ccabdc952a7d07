import { at } from "../../base/assert.ts";
import { analyse } from "../../index.ts";
import type { Trace } from "../../trace/trace.ts";
import { explore as show } from "../../tui/explore/explorer.ts";
import type { ExploreHost } from "../../tui/explore/host.ts";
import { pickScenario } from "../../tui/explore/picker.ts";
import type { Farewell } from "../../tui/explore/session.ts";
import type { RunView } from "../../tui/view.ts";
import { CliError } from "../cli-error.ts";
import { type ColorMode, colorLevel, needsAscii } from "../color.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { runAll, ScenarioHost, SHOWN, viewOf } from "../explore-host.ts";
import { listenForSignals } from "../interrupt.ts";
import { loadScenarios } from "../load.ts";
import { stdoutStream } from "../output.ts";
import { readText, STDIN } from "../read-text.ts";
import { readTraces } from "../read-traces.ts";
import { replayFile } from "../replay.ts";
import { shippedScenarios } from "../shipped-scenarios.ts";
import type { SimulationFlags } from "./scenario-flags.ts";

/** The options of `explore`, as the command line gives them. */
export interface ExploreFlags extends SimulationFlags {
  /** File with the schedule to follow, as `check -o` writes it. */
  readonly schedule?: string;
  readonly ascii?: true;
  readonly color: ColorMode;
}

/** Loads what draws with Ink: larger than all the rest, and in a file of its own. */
export type LoadChrome = () => Promise<typeof import("../../tui/explore/chrome-host.tsx")>;

const FAREWELLS: Readonly<Record<Farewell, ExitCode>> = {
  quit: EXIT.ok,
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
  SIGHUP: EXIT.hungUp,
};

/** `explore [FILE]`: the runs of a scenario, or of a trace file, on a screen one can move about in. */
export async function explore(
  file: string | null,
  flags: ExploreFlags,
  loadChrome: LoadChrome,
): Promise<ExitCode> {
  const { stdin, env } = process;
  const stdout = stdoutStream();
  if (stdin.isTTY !== true || stdout.isTTY !== true) {
    throw new CliError("explore needs a terminal for both input and output; `threadsim run` prints anywhere");
  }
  if (file === STDIN) throw new CliError("explore needs a file: standard input is where the keys come from");
  const level = colorLevel(flags.color, env, true);
  const options = { color: level === "none" ? "bold" : level, ascii: flags.ascii ?? needsAscii(env) };
  const streams = { stdin, stdout };
  let path = file;
  if (path === null) {
    if (flags.schedule !== undefined) throw new CliError("--schedule needs the scenario that it is one of");
    const picked = await pickScenario(await shippedScenarios(), options, streams);
    if (picked.farewell !== null) return FAREWELLS[picked.farewell];
    path = picked.path;
  }
  const source = await open(path, flags);
  if (source === null) return EXIT.usage;
  if (source.stopped !== null) return source.stopped;
  const { ChromeHost } = await loadChrome();
  return FAREWELLS[await show(source.view, options, streams, source.host, new ChromeHost(streams))];
}

/** What is to be explored, and how to change it; `stopped` where the user stopped the first run. */
interface Source {
  readonly view: RunView;
  readonly host: ExploreHost;
  readonly stopped: ExitCode | null;
}

/** Null where there is a scenario that is not valid, which has been said. */
async function open(path: string, flags: ExploreFlags): Promise<Source | null> {
  const { schedule } = flags;
  const traces = readTraces(path);
  if (traces === null)
    return schedule === undefined ? simulated(path, flags) : replayed(path, schedule, flags);
  if (schedule !== undefined) throw new CliError(`${path}: --schedule needs a scenario, this is a trace`);
  return saved(path, traces);
}

/** Saved traces: their scenario is not there to be changed. */
function saved(path: string, traces: readonly Trace[]): Source {
  const { name, seed } = at(traces, 0).meta.scenario;
  const runs = traces.map((trace) => ({ result: analyse(trace), trace }));
  const view = { scenario: { name, description: "", file: path, seed }, runs };
  return fixed(view, "a trace can't be changed; open its scenario to try other values", null);
}

/** Runs that stay as they are; `error` says why. */
function fixed(view: RunView, error: string, stopped: ExitCode | null): Source {
  const host: ExploreHost = {
    knobs: [],
    change: () => ({ ok: false, error }),
    tryVariants: () => Promise.resolve(),
    write: () => Promise.resolve({ ok: false, text: error }),
  };
  return { view, host, stopped };
}

/** The run of a scenario as a schedule says; null where the scenario is not valid, which has been said. */
async function replayed(path: string, schedule: string, flags: ExploreFlags): Promise<Source | null> {
  const { set = [], seed, until, model: models = [], maxEvents, maxMemory } = flags;
  const [scenario] = (await loadScenarios([path], { set, seed, until, models })) ?? [];
  if (scenario === undefined) return null;
  const interrupt = listenForSignals();
  const plan = { ...SHOWN, maxEvents, maxMemory, quiet: false };
  const view = viewOf(scenario, await replayFile(scenario, schedule, plan, interrupt));
  interrupt.dispose();
  if (view === null) throw tooLong(path);
  return fixed(
    view,
    "a schedule can't be changed; open its scenario to try other values",
    interrupt.exitCode,
  );
}

/** The runs of a scenario, simulated now; null where it is not valid, which has been said. */
async function simulated(path: string, flags: ExploreFlags): Promise<Source | null> {
  const { set = [], seed, until, model: models = [], maxEvents, maxMemory } = flags;
  const [scenario] = (await loadScenarios([path], { set, seed, until, models })) ?? [];
  if (scenario === undefined) return null;
  const text = await readText(path);
  const interrupt = listenForSignals();
  const view = await runAll(scenario, { maxEvents, maxMemory, quiet: false }, interrupt);
  interrupt.dispose();
  if (view === null) throw tooLong(path);
  const sets = [...set, ...asSets(seed, until)];
  const host = new ScenarioHost(scenario, { text, sets, models, maxEvents, maxMemory });
  return { view, host, stopped: interrupt.exitCode };
}

function tooLong(path: string): CliError {
  return new CliError(`${path}: too long to explore; --until or --max-events shortens it`);
}

/** Options as overrides, so that later ones prevail over them and all are written together. */
function asSets(seed: string | undefined, until: string | undefined): string[] {
  const value = seed === undefined || /^-?\d{1,15}$/.test(seed) ? seed : JSON.stringify(seed);
  return [
    ...(value === undefined ? [] : [`seed=${value}`]),
    ...(until === undefined ? [] : [`until=${until}`]),
  ];
}
