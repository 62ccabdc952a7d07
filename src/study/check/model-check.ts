import type { CheckMethod, UntimedHazard, UntimedResult } from "../../analysis/check-result.ts";
import { unreachable } from "../../base/assert.ts";
import { formatCount } from "../../base/format-count.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { compile } from "../../threads/compile.ts";
import type { ModelOptions } from "../../threads/models/registry.ts";
import type { Plan } from "../../threads/plan.ts";
import { hasEndlessArrivals } from "../../threads/stepping/stepped-plan.ts";
import type { Trace } from "../../trace/trace.ts";
import { TraceIndex } from "../../trace/trace-index.ts";
import { DepthFirst } from "./depth-first.ts";
import { type BookedHazard, HazardBook, isSame, preemptionsOf } from "./hazard-book.ts";
import { OutcomeTable } from "./outcome-table.ts";
import { Pct } from "./pct.ts";
import { RandomWalk } from "./random-walk.ts";
import { replaying, type ScheduleEnd, ScheduleRunner } from "./schedule-run.ts";
import { shrink } from "./shrink.ts";
import { stepWords } from "./step-words.ts";
import type { Strategy } from "./strategy.ts";

/** How to choose schedules. `auto`: all that differ, and where these are too many, those with few preemptions. */
export type CheckMode =
  | { readonly kind: "auto" }
  | { readonly kind: "exhaustive" }
  | { readonly kind: "bounded"; readonly preemptions: number }
  | { readonly kind: "random"; readonly schedules: number }
  | { readonly kind: "pct"; readonly depth: number };

export interface UntimedOptions {
  readonly mode: CheckMode;
  /** Most schedules under each model; null = {@link DEFAULT_MAX_SCHEDULES}, and less where they are long. */
  readonly maxSchedules: number | null;
  /** Most steps of a schedule. */
  readonly maxSteps: number;
}

const DEFAULT_MAX_SCHEDULES = 100_000;
const DEFAULT_PCT_SCHEDULES = 10_000;
/** Steps of all schedules together, where nothing is said of their number: some seconds. */
const DEFAULT_ALL_STEPS = 1_000_000;
/** Most user threads of a scenario that is checked: at every step each of them is looked at. */
export const MAX_USER_THREADS = 1_000;
/** Part of the schedules that are looked for without a bound, before those with few preemptions. */
const UNBOUNDED_SHARE = 0.5;
/** Of what is left then, schedules by random priorities: depth first, the last steps of long schedules keep the first from ever changing. */
const SAMPLED_SHARE = 0.1;
const MAX_SAMPLES = 2_000;
/** Most bugs need no more than so many steps in a certain order (Lu, Park, Seo & Zhou, ASPLOS 2008). */
const SAMPLE_DEPTH = 3;
/** Schedules that are tried, for all hazards together, to find those with fewer preemptions; and their steps. */
const MAX_SHORTENING = 20_000;
const MAX_SHORTENING_STEPS = 300_000;

/** User threads of a scenario, those apart that are spawned. */
export function userThreadsOf({ workload }: Scenario): number {
  return workload.reduce((sum, entry) => {
    if (entry.kind === "pool") return sum + entry.workers;
    return sum + (entry.arrive.kind === "every" ? (entry.arrive.count ?? 0) : entry.count);
  }, 0);
}

/** A check of one model, its times left out, in progress: for callers that want to stop in between. */
export class ModelCheck {
  readonly #plan: Plan;
  readonly #options: UntimedOptions;
  readonly #runner: ScheduleRunner;
  #outcomes: OutcomeTable;
  readonly #hazards: HazardBook;
  /** What the best schedules of hazards shrink to. */
  readonly #witnesses = new Map<
    BookedHazard,
    { readonly from: readonly number[]; readonly to: readonly number[] }
  >();
  #strategy: Strategy;
  #method: CheckMethod;
  /** `sample`: a few at random before those with few preemptions. `shorten`: all schedules wanted have been tried, and hazards get better witnesses. */
  #phase: "search" | "sample" | "shorten" | "done" = "search";
  #samples = 0;
  #bound = 0;
  /** Preemptions up to which every schedule has been tried; null for none. */
  #boundDone: number | null = null;
  #isComplete = false;
  /** Runs so far, those that brought nothing new included: in all, and to shorten witnesses. */
  #runs = 0;
  #steps = 0;
  #shortened = 0;
  #shortenedSteps = 0;
  #longest = 0;
  #cut = 0;
  /** Schedules tried so far. */
  schedules = 0;

  constructor(scenario: Scenario, model: ModelOptions, options: UntimedOptions) {
    const { name, file, seed, machine, objects, processes, workload, until } = scenario;
    this.#plan = compile({ name, file, seed, machine, model, objects, processes, workload, until });
    this.#options = options;
    this.#runner = new ScheduleRunner(this.#plan);
    this.#outcomes = new OutcomeTable(this.#plan.meta);
    this.#hazards = new HazardBook(this.#runner);
    this.#method = methodOf(options.mode);
    this.#strategy = this.#firstStrategy(seed);
  }

  get label(): string {
    return this.#plan.meta.label;
  }

  /** Hazards met so far. */
  get hazards(): number {
    return this.#hazards.list(false).length;
  }

  /** All schedules that were asked for have been tried. */
  get isShortening(): boolean {
    return this.#phase === "shorten";
  }

  get isOver(): boolean {
    return this.#phase === "done";
  }

  /** Takes one schedule; false when the check is over. */
  advance(): boolean {
    if (this.isOver) return false;
    const end = this.#runner.run(this.#strategy);
    if (this.#strategy.halt !== "redundant") this.#count(end);
    if (this.#phase === "shorten") this.#goOnShortening(end.steps.length);
    else {
      this.#runs += 1;
      this.#steps += end.steps.length;
      if (this.#phase === "sample") this.#goOnSampling();
      else this.#goOnSearching();
    }
    return !this.isOver;
  }

  /** What there is to say; also before the check is over. */
  result(): UntimedResult {
    const { meta } = this.#plan;
    return {
      model: meta.model,
      label: meta.label,
      method: this.#method,
      schedules: this.schedules,
      complete: this.#isComplete && this.#cut === 0,
      coverage: this.#coverage(),
      longest: this.#longest,
      cut: this.#cut,
      outcomes: this.#outcomes.outcomes(),
      moreOutcomes: this.#outcomes.more,
      deadlockedStates: this.#outcomes.deadlockedStates,
      hazards: this.#listed().map((hazard) => this.#described(hazard)),
    };
  }

  #firstStrategy(seed: string | number): Strategy {
    const { mode, maxSteps, maxSchedules } = this.#options;
    switch (mode.kind) {
      case "auto":
        return new DepthFirst({ reduces: true, preemptions: null, maxSteps });
      case "exhaustive":
        return new DepthFirst({ reduces: false, preemptions: null, maxSteps });
      case "bounded":
        return new DepthFirst({ reduces: false, preemptions: 0, maxSteps });
      case "random":
        return new RandomWalk({ seed, schedules: mode.schedules, maxSteps });
      case "pct":
        return new Pct({
          seed,
          schedules: maxSchedules ?? DEFAULT_PCT_SCHEDULES,
          depth: mode.depth,
          maxSteps,
        });
      default:
        return unreachable(mode);
    }
  }

  #count(end: ScheduleEnd): void {
    // Those with fewer preemptions have been counted under the bound before.
    const isNew = this.#method !== "bounded" || this.#strategy.preemptions === this.#bound;
    const counts = this.#phase === "search" && isNew;
    this.#hazards.book(end, counts);
    if (!counts) return;
    this.schedules += 1;
    this.#longest = Math.max(this.#longest, end.steps.length);
    if (end.outcome === "cut") this.#cut += 1;
    this.#outcomes.add(end);
  }

  /** Part of what may be tried that has been. */
  get #spent(): number {
    const { maxSchedules } = this.#options;
    if (maxSchedules !== null) return this.#runs / maxSchedules;
    return Math.max(this.#runs / DEFAULT_MAX_SCHEDULES, this.#steps / DEFAULT_ALL_STEPS);
  }

  #goOnSearching(): void {
    const { mode } = this.#options;
    if (!this.#strategy.advance()) {
      this.#endOfStrategy();
      return;
    }
    if (this.#spent >= 1) this.#startShortening();
    else if (this.#method === "reduced" && mode.kind === "auto" && this.#spent >= UNBOUNDED_SHARE) {
      this.#method = "bounded";
      this.#forgetCounts();
      this.#phase = "sample";
      const { seed } = this.#plan.input;
      const { maxSteps } = this.#options;
      this.#strategy = new Pct({ seed, schedules: MAX_SAMPLES, depth: SAMPLE_DEPTH, maxSteps });
    }
  }

  #goOnSampling(): void {
    this.#samples += 1;
    if (this.#strategy.advance() && this.#spent < UNBOUNDED_SHARE + SAMPLED_SHARE) return;
    this.#phase = "search";
    this.#setBound(0);
  }

  /** There is no further schedule of the kind. */
  #endOfStrategy(): void {
    const { mode } = this.#options;
    if (this.#method === "exhaustive" || this.#method === "reduced") this.#isComplete = true;
    if (this.#method !== "bounded") {
      this.#startShortening();
      return;
    }
    this.#boundDone = this.#bound;
    for (const hazard of this.#hazards.all) {
      if (hazard.best.preemptions <= this.#bound) hazard.isFewest = true;
    }
    if (mode.kind === "bounded" && this.#bound >= mode.preemptions) this.#startShortening();
    else this.#setBound(this.#bound + 1);
  }

  /** What has been found stays; schedules are counted anew, as the same may come again. */
  #forgetCounts(): void {
    this.schedules = 0;
    this.#longest = 0;
    this.#cut = 0;
    this.#outcomes = new OutcomeTable(this.#plan.meta);
    for (const hazard of this.#hazards.all) hazard.schedules = 0;
  }

  #setBound(preemptions: number): void {
    this.#bound = preemptions;
    this.#strategy = new DepthFirst({ reduces: false, preemptions, maxSteps: this.#options.maxSteps });
  }

  #startShortening(): void {
    this.#phase = "shorten";
    this.#shortenAt(this.#boundDone === null ? 0 : this.#boundDone + 1);
  }

  /** Looks for witnesses with so many preemptions, where there may be better ones than are known. */
  #shortenAt(preemptions: number): void {
    const open = [...this.#hazards.all].filter(({ isFewest }) => !isFewest);
    for (const hazard of open) if (hazard.best.preemptions < preemptions) hazard.isFewest = true;
    if (open.every(({ isFewest }) => isFewest)) this.#phase = "done";
    else this.#setBound(preemptions);
  }

  #goOnShortening(steps: number): void {
    this.#shortened += 1;
    this.#shortenedSteps += steps;
    if (this.#shortened >= MAX_SHORTENING || this.#shortenedSteps >= MAX_SHORTENING_STEPS) {
      this.#phase = "done";
      return;
    }
    if (this.#strategy.advance()) return;
    for (const hazard of this.#hazards.all) {
      if (hazard.best.preemptions <= this.#bound) hazard.isFewest = true;
    }
    this.#shortenAt(this.#bound + 1);
  }

  #coverage(): string {
    const count = `${formatCount(this.schedules)} ${this.schedules === 1 ? "schedule" : "schedules"}`;
    const parts = [this.#covered(count)];
    if (this.#samples > 0) parts.push(`and ${formatCount(this.#samples)} by random priorities`);
    if (this.#cut > 0)
      parts.push(`${formatCount(this.#cut)} of them cut at ${formatCount(this.#options.maxSteps)} steps`);
    if (hasEndlessArrivals(this.#plan)) parts.push("of arrivals without end only the first few");
    return parts.join(", ");
  }

  #covered(count: string): string {
    const isComplete = this.#isComplete && this.#cut === 0;
    switch (this.#method) {
      case "exhaustive":
        return isComplete ? `${count}, every interleaving: complete` : `bound reached: ${count}`;
      case "reduced":
        return isComplete ? `${count}, complete` : `bound reached: ${count}`;
      case "bounded": {
        const bound = this.#boundDone ?? 0;
        const what =
          bound === 0
            ? "without preemption"
            : `with up to ${bound} ${bound === 1 ? "preemption" : "preemptions"}`;
        return `bound reached: ${count}, ${this.#boundDone === null ? "some" : "all"} of those ${what}`;
      }
      case "random":
        return `${count} at random`;
      case "pct":
        return `${count} by random priorities`;
      default:
        return unreachable(this.#method);
    }
  }

  /** The trace of each hazard's witness, in the order of the result. */
  traces(): readonly Trace[] {
    return this.#listed().flatMap(
      (hazard) => this.#runner.record(replaying(this.#shrunk(hazard))).trace ?? [],
    );
  }

  #listed(): readonly BookedHazard[] {
    return this.#hazards.list(this.#isComplete && this.#cut === 0);
  }

  #shrunk(hazard: BookedHazard): readonly number[] {
    const from = hazard.best.decisions;
    const known = this.#witnesses.get(hazard);
    if (known?.from === from) return known.to;
    const to = shrink(this.#runner, from, hazard.finding);
    this.#witnesses.set(hazard, { from, to });
    return to;
  }

  #described(hazard: BookedHazard): UntimedHazard {
    const { finding, schedules, isFewest } = hazard;
    const decisions = this.#shrunk(hazard);
    const end = this.#runner.run(replaying(decisions));
    const { result, trace } = this.#runner.record(replaying(decisions));
    const steps = trace === null ? [] : stepWords(this.#plan, trace, end.steps, end.preempts);
    return {
      finding: result.findings.find((other) => isSame(other, finding)) ?? finding,
      schedules,
      witness: {
        kind: "stepped",
        decisions: namesOf(trace, decisions),
        preemptions: preemptionsOf(end),
        isFewest: isFewest && this.#cut === 0,
        steps,
      },
    };
  }
}

function methodOf({ kind }: CheckMode): CheckMethod {
  return kind === "auto" ? "reduced" : kind;
}

function namesOf(trace: Trace | null, threads: readonly number[]): readonly string[] {
  if (trace === null) return [];
  const index = new TraceIndex(trace);
  return threads.map((thread) => index.threadName(thread));
}
