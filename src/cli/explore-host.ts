import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { WhatIfTable } from "../analysis/what-if.ts";
import { formatDuration } from "../base/format-duration.ts";
import type { Knob } from "../base/knob.ts";
import { DEFAULT_MAX_EVENTS, formatIssue, type Run, type RunResult } from "../index.ts";
import { editScenario } from "../scenario/edit.ts";
import { knobsOf } from "../scenario/knobs.ts";
import { parseScenario } from "../scenario/parse.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Change, ExploreHost, Rerun, Watch } from "../tui/explore/host.ts";
import type { RunView } from "../tui/view.ts";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-codes.ts";
import { FileReplacement } from "./file-replacement.ts";
import type { Interrupt } from "./interrupt.ts";
import type { ProgressState } from "./progress.ts";
import { simulateModels } from "./simulate-models.ts";
import { tryVariants } from "./what-if-shown.ts";

/** How much a run may take. */
interface Limits {
  readonly maxEvents: number | undefined;
  /** Bytes. */
  readonly maxMemory?: number | undefined;
}

/** Where an explored scenario comes from, and what the command line changed about it. */
interface Origin extends Limits {
  readonly text: string;
  readonly sets: readonly string[];
  /** Only these models are run; empty: all. */
  readonly models: readonly string[];
}

/** Runs an explored scenario with other values, and writes it. */
export class ScenarioHost implements ExploreHost {
  readonly knobs: readonly Knob[];
  readonly #file: string;
  readonly #origin: Origin;
  /** Paths it has written to: another file is never written over. */
  readonly #written = new Set<string>();

  constructor(scenario: Scenario, origin: Origin) {
    this.knobs = knobsOf(scenario);
    this.#file = scenario.file;
    this.#origin = origin;
  }

  change(changes: readonly string[]): Change {
    const { maxEvents, maxMemory } = this.#origin;
    const parsed = this.#parse(changes);
    if (!parsed.ok) return { ok: false, error: firstIssue(parsed.issues.map(formatIssue)) };
    const { scenario } = parsed;
    return {
      ok: true,
      knobs: knobsOf(scenario),
      run: (watch) => again(scenario, { maxEvents, maxMemory }, watch),
    };
  }

  async tryVariants(
    changes: readonly string[],
    model: number,
    result: RunResult,
    watch: Watch & { tried(table: WhatIfTable): void },
  ): Promise<void> {
    const parsed = this.#parse(changes);
    const chosen = parsed.ok ? parsed.scenario.models[model] : undefined;
    if (!parsed.ok || chosen === undefined) return;
    const base = { scenario: parsed.scenario, model: chosen, result };
    const progress = ({ index, count, label }: ProgressState) => {
      watch.progress(`${index} of ${count}, ${label}`);
    };
    const tried = (table: WhatIfTable) => {
      if (!watch.isCancelled) watch.tried(table);
    };
    const maxEvents = this.#origin.maxEvents ?? DEFAULT_MAX_EVENTS;
    await tryVariants(base, { maxEvents, progress, tried }, interruptOf(watch));
  }

  #parse(changes: readonly string[]) {
    const { text, sets, models } = this.#origin;
    return parseScenario(text, { file: this.#file, set: [...sets, ...changes], models });
  }

  async write(path: string, changes: readonly string[]): Promise<{ ok: boolean; text: string }> {
    if (existsSync(path) && !this.#written.has(resolve(path))) {
      return { ok: false, text: `${path} exists already: write to a new file` };
    }
    const edited = editScenario(this.#origin.text, [...this.#origin.sets, ...changes]);
    if (!edited.ok) return { ok: false, text: edited.error };
    try {
      const file = new FileReplacement(path);
      file.write(new TextEncoder().encode(edited.text));
      file.commit();
      this.#written.add(resolve(path));
      return { ok: true, text: `wrote ${path}` };
    } catch (error) {
      if (error instanceof CliError) return { ok: false, text: error.message };
      throw error;
    }
  }
}

/** The message alone, without the place in an option that was typed just now. */
function firstIssue(issues: readonly string[]): string {
  return (issues[0]?.split("\n")[0] ?? "not valid").replace(/^--set:\d+:\d+: error: /, "");
}

/** A run ends early where nobody waits for it any more; leaving the explorer ends the process anyway. */
function interruptOf(watch: Watch): Interrupt {
  return {
    get exitCode() {
      return watch.isCancelled ? EXIT.interrupted : null;
    },
    raise: () => {},
    unheard: (work) => work(),
    dispose: () => {},
  };
}

async function again(scenario: Scenario, limits: Limits, watch: Watch): Promise<Rerun> {
  const progress = (state: ProgressState) => watch.progress(progressText(state));
  try {
    const view = await runAll(scenario, { ...limits, quiet: true, progress }, interruptOf(watch));
    return view === null ? { ok: false, error: "that run is too long to explore" } : { ok: true, view };
  } catch (error) {
    if (error instanceof CliError) return { ok: false, error: error.message };
    throw error;
  }
}

/** `running 2/4, 120 ms`: which model, and how far. */
function progressText({ index, count, nowNs }: ProgressState): string {
  return `running ${index}/${count}, ${formatDuration(nowNs)}`;
}

/** How much is run, and who hears of it. */
interface RunAll extends Limits {
  readonly quiet: boolean;
  readonly progress?: (state: ProgressState) => void;
}

/** Simulates a scenario under all its models; null where a trace was too long to be kept. */
export async function runAll(
  scenario: Scenario,
  options: RunAll,
  interrupt: Interrupt,
): Promise<RunView | null> {
  return viewOf(scenario, await simulateModels(scenario, { ...SHOWN, ...options }, interrupt));
}

/** How runs are made that are explored. */
export const SHOWN = { full: false, warmupNs: 0, draw: true, observe: undefined, verbose: false } as const;

/** Runs as the explorer shows them; null where one is too long for that, or where there is none. */
export function viewOf(scenario: Scenario, runs: readonly Run[]): RunView | null {
  const { name, description, file, seed } = scenario;
  const kept = runs.flatMap(({ result, trace }) => (trace === null ? [] : [{ result, trace }]));
  if (kept.length < runs.length || kept.length === 0) return null;
  return { scenario: { name, description, file, seed }, runs: kept };
}
