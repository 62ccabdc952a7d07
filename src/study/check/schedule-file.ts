import { threadName } from "../../analysis/names.ts";
import { NONE } from "../../base/ids.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { compile } from "../../threads/compile.ts";
import type { StepChooser } from "../../threads/stepping/step-control.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { xxhash32 } from "../../trace/xxhash32.ts";
import type { Run, RunObserver } from "../run.ts";
import { ScheduleRunner } from "./schedule-run.ts";

/** Says of a file that it is a schedule, and which format it has. */
const FORMAT = "threadsim schedule 1";
const HEX = 16;

/** A schedule, and what it is one of. */
export interface Schedule {
  /** Name of the scenario, and a sum over all that it says, so that a schedule is not tried on another. */
  readonly scenario: { readonly name: string; readonly fingerprint: string };
  /** Label of the model. */
  readonly model: string;
  /** What goes wrong in it; null for nothing. */
  readonly hazard: string | null;
  /** User threads that take the steps, by name. */
  readonly decisions: readonly string[];
}

/** A schedule of a scenario. */
export function scheduleOf(
  scenario: Scenario,
  model: string,
  hazard: string | null,
  decisions: readonly string[],
): Schedule {
  return {
    scenario: { name: scenario.name, fingerprint: fingerprintOf(scenario) },
    model,
    hazard,
    decisions,
  };
}

/** The text of a schedule file: JSON, `steps` being pairs of a user thread and how many steps it takes in a row. */
export function formatSchedule({ scenario, model, hazard, decisions }: Schedule): string {
  const turns: { readonly thread: string; count: number }[] = [];
  for (const thread of decisions) {
    const last = turns.at(-1);
    if (last?.thread === thread) last.count += 1;
    else turns.push({ thread, count: 1 });
  }
  const head = { format: FORMAT, scenario, model, hazard };
  const lines = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
  );
  const steps = turns.map(({ thread, count }) => `    ${JSON.stringify([thread, count])}`);
  return `{\n${lines.join("\n")}\n  "steps": [\n${steps.join(",\n")}\n  ]\n}\n`;
}

export type ParsedSchedule =
  | { readonly ok: true; readonly schedule: Schedule }
  | { readonly ok: false; readonly message: string };

/** Reads a schedule file; says what is wrong with one that is none. */
export function parseSchedule(text: string): ParsedSchedule {
  const value = parseJson(text);
  if (!isRecord(value) || value.format !== FORMAT)
    return { ok: false, message: `no schedule: it has to be JSON with "format": "${FORMAT}"` };
  const { scenario, model, hazard, steps } = value;
  if (!isRecord(scenario) || typeof scenario.name !== "string" || typeof scenario.fingerprint !== "string")
    return { ok: false, message: "`scenario` has to have a name and a fingerprint" };
  if (typeof model !== "string") return { ok: false, message: "`model` has to be the label of a model" };
  const decisions = Array.isArray(steps) ? steps.map(turnOf) : [null];
  if (decisions.includes(null))
    return {
      ok: false,
      message: "`steps` has to be a list of pairs: a user thread, and how many steps it takes",
    };
  const schedule = {
    scenario: { name: scenario.name, fingerprint: scenario.fingerprint },
    model,
    hazard: typeof hazard === "string" ? hazard : null,
    decisions: decisions.flatMap((turn) => turn ?? []),
  };
  return { ok: true, schedule };
}

/** Most steps that a file may have in a row, so that a slip of the pen does not fill the memory. */
const MAX_TURN = 1_000_000;

function turnOf(entry: unknown): readonly string[] | null {
  if (!Array.isArray(entry) || entry.length !== 2) return null;
  const [thread, count]: readonly unknown[] = entry;
  if (typeof thread !== "string" || typeof count !== "number") return null;
  if (!Number.isInteger(count) || count < 1 || count > MAX_TURN) return null;
  return new Array<string>(count).fill(thread);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A replayed schedule: the run, or why it can't be one of the scenario. */
export type Replay =
  | { readonly ok: true; readonly run: Run }
  | { readonly ok: false; readonly message: string };

/** Runs a scenario as a schedule says. Where that ends before the run, so does the run. */
export function replaySchedule(
  scenario: Scenario,
  schedule: Schedule,
  observe?: (meta: TraceMeta) => RunObserver,
): Replay {
  if (schedule.scenario.fingerprint !== fingerprintOf(scenario))
    return {
      ok: false,
      message: `the schedule is one of another scenario, or of another version of it: ${schedule.scenario.name}`,
    };
  const { name, file, seed, machine, objects, processes, workload, until } = scenario;
  const plans = scenario.models.map((model) =>
    compile({ name, file, seed, machine, model, objects, processes, workload, until }),
  );
  const plan = plans.find(({ meta }) => meta.label === schedule.model);
  if (plan === undefined) return { ok: false, message: `the scenario has no model ${schedule.model}` };
  const runner = new ScheduleRunner(plan);
  const follower = new Follower(plan.meta, schedule.decisions);
  const run = runner.record(follower, observe?.(runner.meta) ?? null);
  return follower.problem === null ? { ok: true, run } : { ok: false, message: follower.problem };
}

/** Lets take each step whom the schedule names. */
class Follower implements StepChooser {
  readonly #meta: TraceMeta;
  readonly #decisions: readonly string[];
  #step = 0;
  /** Why the schedule can't be followed; null where it can. */
  problem: string | null = null;

  constructor(meta: TraceMeta, decisions: readonly string[]) {
    this.#meta = meta;
    this.#decisions = decisions;
  }

  choose({ enabled, group, index }: Parameters<StepChooser["choose"]>[0]): number {
    const name = this.#decisions[this.#step];
    if (name === undefined || this.problem !== null) return NONE;
    this.#step += 1;
    const thread = enabled.find(
      (id) => threadName(this.#meta, group[id] ?? NONE, index[id] ?? NONE) === name,
    );
    if (thread !== undefined) return thread;
    this.problem = `at step ${this.#step} ${name} can't go on`;
    return NONE;
  }

  stepped(): void {}
}

/** A sum over all that a scenario says, but for where it stands. */
function fingerprintOf({ file: _, models: __, description: ___, ...rest }: Scenario): string {
  return xxhash32(new TextEncoder().encode(JSON.stringify(rest))).toString(HEX);
}
