import type { CheckMethod, UntimedResult } from "../../analysis/check-result.ts";
import { countOf } from "../../analysis/names.ts";
import { unreachable } from "../../base/assert.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { compile } from "../../threads/compile.ts";
import type { ModelOptions } from "../../threads/models/registry.ts";
import type { Plan } from "../../threads/plan.ts";
import { loops, whyStatesAreHidden } from "../../threads/stepping/state-limits.ts";
import { hasEndlessArrivals } from "../../threads/stepping/stepped-plan.ts";
import type { Trace } from "../../trace/trace.ts";
import { bookStateRun } from "./book-state-run.ts";
import { coverageText } from "./coverage.ts";
import { DepthFirst } from "./depth-first.ts";
import { type BookedHazard, HazardBook } from "./hazard-book.ts";
import { Pct } from "./pct.ts";
import { RandomWalk } from "./random-walk.ts";
import { ScheduleCounts } from "./schedule-counts.ts";
import { type ScheduleEnd, ScheduleRunner } from "./schedule-run.ts";
import { StateSearch } from "./state-search.ts";
import type { Strategy } from "./strategy.ts";
import { Witnesses } from "./witnesses.ts";

/** How to choose schedules. `auto`: all that differ; where these are too many, every state once; where these are too many as well, those with few preemptions. */
export type CheckMode =
  | { readonly kind: "auto" }
  | { readonly kind: "exhaustive" }
  /** Every state once, however many schedules lead there. Where states are hidden: as `auto` begins. */
  | { readonly kind: "states" }
  | { readonly kind: "bounded"; readonly preemptions: number }
  | { readonly kind: "random"; readonly schedules: number }
  | { readonly kind: "pct"; readonly depth: number };

export interface UntimedOptions {
  readonly mode: CheckMode;
  /** Most schedules under each model; null = {@link DEFAULT_MAX_SCHEDULES}, and less where they are long. */
  readonly maxSchedules: number | null;
  /** Most states under each model, where they are remembered; null = {@link DEFAULT_MAX_STATES}, and less where it takes many schedules to get to them. */
  readonly maxStates: number | null;
  /** Most steps of a schedule. */
  readonly maxSteps: number;
}

const DEFAULT_MAX_SCHEDULES = 100_000;
const DEFAULT_PCT_SCHEDULES = 10_000;
/** Steps of all schedules together, where nothing is said of their number: some seconds. */
const DEFAULT_ALL_STEPS = 1_000_000;
const DEFAULT_MAX_STATES = 200_000;
/** Memory for states, bytes. */
const MAX_STATE_BYTES = 256 * 2 ** 20;
/** Most user threads of a scenario whose schedules are tried: at every step each of them is looked at. */
export const MAX_USER_THREADS = 1_000;
/** Part of the schedules that are looked for before states are told apart instead, where they can be. */
const SHARE_BEFORE_STATES = 0.1;
/** Part of the schedules that are taken without a bound, to get to states or not, before those with few preemptions. */
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
  #counts: ScheduleCounts;
  readonly #hazards: HazardBook;
  readonly #witnesses: Witnesses;
  #strategy: Strategy;
  #method: CheckMethod;
  /** `sample`: a few at random before those with few preemptions. `shorten`: all schedules wanted have been tried, and hazards get better witnesses. */
  #phase: "search" | "sample" | "shorten" | "done" = "search";
  /** Why states can't be told apart; null where they can. */
  readonly #hidden: string | null;
  #states: StateSearch | null = null;
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

  constructor(scenario: Scenario, model: ModelOptions, options: UntimedOptions) {
    const { name, file, seed, machine, objects, processes, workload, until } = scenario;
    this.#plan = compile({ name, file, seed, machine, model, objects, processes, workload, until });
    this.#options = options;
    this.#runner = new ScheduleRunner(this.#plan);
    this.#counts = new ScheduleCounts(this.#plan.meta);
    this.#hazards = new HazardBook(this.#runner);
    this.#witnesses = new Witnesses(this.#plan, this.#runner);
    this.#hidden = whyStatesAreHidden(this.#plan);
    this.#method = methodOf(options.mode);
    this.#strategy = this.#firstStrategy(seed);
    // Programs that may go round for ever have schedules without an end, but mostly few states.
    const isForStates = options.mode.kind === "states" || (options.mode.kind === "auto" && loops(this.#plan));
    if (isForStates && this.#hidden === null) this.#startStates();
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

  /** Schedules tried so far. */
  get schedules(): number {
    return this.#counts.schedules;
  }

  /** How far it has come, in words. */
  get progress(): string {
    if (this.#method === "states") return countOf(this.#states?.size ?? 0, "state");
    return countOf(this.schedules, "schedule");
  }

  /** Nothing has been left out. */
  get #isCertain(): boolean {
    return this.#isComplete && this.#counts.cut === 0;
  }

  get isOver(): boolean {
    return this.#phase === "done";
  }

  /** Takes one schedule; false when the check is over. */
  advance(): boolean {
    if (this.isOver) return false;
    if (this.#method === "states" && this.#phase === "search" && this.#states !== null) {
      this.#goOnWithStates(this.#states);
      return !this.isOver;
    }
    const end = this.#runner.run(this.#strategy);
    if (this.#strategy.halt !== "redundant") this.#count(end);
    if (this.#phase === "shorten") this.#goOnShortening(end.steps.length);
    else {
      this.#spend(end.steps.length);
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
      ...this.#counts.summary(),
      states: this.#method === "states" ? (this.#states?.size ?? null) : null,
      complete: this.#isCertain,
      coverage: this.#coverage(),
      hazards: this.#listed().map((hazard) =>
        this.#witnesses.described(hazard, this.#counts.metBy(hazard), this.#counts.cut === 0),
      ),
    };
  }

  #firstStrategy(seed: string | number): Strategy {
    const { mode, maxSteps, maxSchedules } = this.#options;
    switch (mode.kind) {
      case "auto":
      case "states":
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
    const met = this.#hazards.book(end);
    // Those with fewer preemptions have been counted under the bound before.
    const isNew = this.#method !== "bounded" || this.#strategy.preemptions === this.#bound;
    if (this.#phase === "search" && isNew) this.#counts.add(end, met);
  }

  /** What has been found stays; schedules are counted anew, one for each state that nobody leaves. */
  #startStates(): void {
    const { maxSteps, maxStates } = this.#options;
    this.#startCounting("states");
    this.#states = new StateSearch(this.#plan, {
      maxSteps,
      maxStates: maxStates ?? DEFAULT_MAX_STATES,
      maxBytes: MAX_STATE_BYTES,
    });
  }

  /** States can be told apart, and that has not been tried yet. */
  get #mayTellStates(): boolean {
    return this.#hidden === null && this.#states === null;
  }

  #goOnWithStates(search: StateSearch): void {
    const { mode, maxStates } = this.#options;
    const end = this.#runner.run(search, search);
    const met = bookStateRun(this.#hazards, search, end);
    if (search.hasNewEnd || search.halt === "steps") this.#counts.add(end, met);
    // Where it is said how many states there may be, nothing else limits them, nor is limited by them.
    if (maxStates === null) this.#spend(end.steps.length);
    const isSpent = this.#spent >= (mode.kind === "auto" ? UNBOUNDED_SHARE : 1);
    if (!search.advance()) {
      this.#isComplete = true;
      this.#startShortening();
    } else if (search.isFull || isSpent) {
      if (mode.kind === "auto") this.#startSampling();
      else this.#startShortening();
    }
  }

  #spend(steps: number): void {
    this.#runs += 1;
    this.#steps += steps;
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
    const isOpen = this.#method === "reduced" && mode.kind === "auto";
    if (this.#spent >= 1) this.#startShortening();
    else if (isOpen && this.#mayTellStates && this.#spent >= SHARE_BEFORE_STATES) this.#startStates();
    else if (isOpen && this.#spent >= UNBOUNDED_SHARE) this.#startSampling();
  }

  #startSampling(): void {
    this.#startCounting("bounded");
    this.#phase = "sample";
    const { seed } = this.#plan.input;
    const { maxSteps } = this.#options;
    this.#strategy = new Pct({ seed, schedules: MAX_SAMPLES, depth: SAMPLE_DEPTH, maxSteps });
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
    if (this.#method === "reduced" && this.#counts.cut > 0 && this.#mayTellStates) {
      this.#startStates();
      return;
    }
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
  #startCounting(method: "states" | "bounded"): void {
    this.#method = method;
    this.#counts = new ScheduleCounts(this.#plan.meta);
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

  /** The trace of each hazard's witness, in the order of the result. */
  traces(): readonly Trace[] {
    return this.#listed().flatMap((hazard) => this.#witnesses.trace(hazard) ?? []);
  }

  #coverage(): string {
    return coverageText({
      method: this.#method,
      schedules: this.schedules,
      isComplete: this.#isCertain,
      boundDone: this.#boundDone,
      samples: this.#samples,
      states: this.#states?.size ?? null,
      hidden: this.#options.mode.kind === "states" ? this.#hidden : null,
      cut: this.#counts.cut,
      maxSteps: this.#options.maxSteps,
      isEndless: hasEndlessArrivals(this.#plan),
    });
  }

  #listed(): readonly BookedHazard[] {
    return this.#hazards.list(this.#isCertain);
  }
}

function methodOf({ kind }: CheckMode): CheckMethod {
  return kind === "auto" || kind === "states" ? "reduced" : kind;
}
