import { threadName } from "../../analysis/names.ts";
import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { StepChooser } from "../../threads/stepping/step-control.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { planOf } from "../plan-of.ts";
import { type Run, type RunObserver, simulate } from "../run.ts";
import { fingerprintOf, type Schedule } from "./schedule-file.ts";
import { ScheduleRunner } from "./schedule-run.ts";

/** What a schedule is one of: the scenario with its model alone, and as far as the schedule goes. Or why it is none of this scenario. */
export type ScheduledScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly message: string };

/** The part of a scenario that a schedule is one of. A schedule as timed is the run of that part. */
export function scheduledScenario(scenario: Scenario, schedule: Schedule): ScheduledScenario {
  if (schedule.scenario.fingerprint !== fingerprintOf(scenario))
    return {
      ok: false,
      message: `the schedule is one of another scenario, or of another version of it: ${schedule.scenario.name}`,
    };
  const model = scenario.models.find((model) => planOf(scenario, model).meta.label === schedule.model);
  if (model === undefined) return { ok: false, message: `the scenario has no model ${schedule.model}` };
  const { path } = schedule;
  const until = path.kind === "timed" && path.untilNs !== null ? path.untilNs : scenario.until;
  return { ok: true, scenario: { ...scenario, models: [model], until } };
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
  const part = scheduledScenario(scenario, schedule);
  if (!part.ok) return part;
  const { path } = schedule;
  if (path.kind === "timed") {
    const options = observe === undefined ? {} : { observe };
    return { ok: true, run: at(simulate(part.scenario, options), 0) };
  }
  const plan = planOf(scenario, at(part.scenario.models, 0));
  const runner = new ScheduleRunner(plan);
  const follower = new Follower(plan.meta, path.decisions);
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
