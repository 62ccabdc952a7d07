import { type Ns, ns } from "../../base/time.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { xxhash32 } from "../../trace/xxhash32.ts";

/** Says of a file that it is a schedule, and which format it has. */
const FORMAT = "threadsim schedule 1";
const HEX = 16;

/** A way through a scenario: step by step without its times, or the one that its times give, or a beginning of that. */
export type SchedulePath =
  | {
      readonly kind: "stepped";
      /** User threads that take the steps, by name. */
      readonly decisions: readonly string[];
    }
  | {
      readonly kind: "timed";
      /** Null: to its end. */
      readonly untilNs: Ns | null;
    };

/** A schedule, and what it is one of. */
export interface Schedule {
  /** Name of the scenario, and a sum over all that it says, so that a schedule is not tried on another. */
  readonly scenario: { readonly name: string; readonly fingerprint: string };
  /** Label of the model. */
  readonly model: string;
  /** What goes wrong in it; null for nothing. */
  readonly hazard: string | null;
  readonly path: SchedulePath;
}

/** A schedule of a scenario. */
export function scheduleOf(
  scenario: Scenario,
  model: string,
  hazard: string | null,
  path: SchedulePath,
): Schedule {
  return {
    scenario: { name: scenario.name, fingerprint: fingerprintOf(scenario) },
    model,
    hazard,
    path,
  };
}

/**
 * The text of a schedule file: JSON. Without times `steps` are pairs of a user thread and how many steps it
 * takes in a row; as timed, `untilNs` says how far.
 */
export function formatSchedule({ scenario, model, hazard, path }: Schedule): string {
  const { kind } = path;
  const head = { format: FORMAT, kind, scenario, model, hazard };
  const lines = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
  );
  if (path.kind === "timed") return `{\n${lines.join("\n")}\n  "untilNs": ${path.untilNs}\n}\n`;
  const steps = turnsOf(path.decisions).map((turn) => `    ${JSON.stringify(turn)}`);
  return `{\n${lines.join("\n")}\n  "steps": [\n${steps.join(",\n")}\n  ]\n}\n`;
}

/** Steps in a row as one pair: whose, and how many. */
function turnsOf(decisions: readonly string[]): readonly (readonly [thread: string, count: number])[] {
  const turns: [thread: string, count: number][] = [];
  for (const thread of decisions) {
    const last = turns.at(-1);
    if (last?.[0] === thread) last[1] += 1;
    else turns.push([thread, 1]);
  }
  return turns;
}

export type ParsedSchedule =
  | { readonly ok: true; readonly schedule: Schedule }
  | { readonly ok: false; readonly message: string };

/** Reads a schedule file; says what is wrong with one that is none. */
export function parseSchedule(text: string): ParsedSchedule {
  const value = parseJson(text);
  if (!isRecord(value) || value.format !== FORMAT)
    return { ok: false, message: `no schedule: it has to be JSON with "format": "${FORMAT}"` };
  const { scenario, model, hazard } = value;
  if (!isRecord(scenario) || typeof scenario.name !== "string" || typeof scenario.fingerprint !== "string")
    return { ok: false, message: "`scenario` has to have a name and a fingerprint" };
  if (typeof model !== "string") return { ok: false, message: "`model` has to be the label of a model" };
  const path = pathOf(value);
  if (typeof path === "string") return { ok: false, message: path };
  const schedule = {
    scenario: { name: scenario.name, fingerprint: scenario.fingerprint },
    model,
    hazard: typeof hazard === "string" ? hazard : null,
    path,
  };
  return { ok: true, schedule };
}

/** The way that a schedule file gives, or what is wrong with it. Where it does not say which kind, it has steps. */
function pathOf({
  kind = "stepped",
  steps,
  untilNs,
}: Readonly<Record<string, unknown>>): SchedulePath | string {
  if (kind === "timed") {
    if (untilNs === null) return { kind, untilNs };
    if (typeof untilNs === "number" && Number.isSafeInteger(untilNs) && untilNs >= 0)
      return { kind, untilNs: ns(untilNs) };
    return "`untilNs` has to be a time in nanoseconds, or null";
  }
  if (kind !== "stepped") return '`kind` has to be "stepped" or "timed"';
  const turns = Array.isArray(steps) ? steps.map(turnOf) : [null];
  if (turns.includes(null))
    return "`steps` has to be a list of pairs: a user thread, and how many steps it takes";
  return { kind, decisions: turns.flatMap((turn) => turn ?? []) };
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

/** A sum over all that a scenario says, but for where it stands. */
export function fingerprintOf({ file: _, models: __, description: ___, ...rest }: Scenario): string {
  return xxhash32(new TextEncoder().encode(JSON.stringify(rest))).toString(HEX);
}
