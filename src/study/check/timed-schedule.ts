import { PreemptionCount } from "../../analysis/preemption-count.ts";
import type { Finding } from "../../analysis/result.ts";
import type { Ns } from "../../base/time.ts";
import { ns } from "../../base/time.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { ModelOptions } from "../../threads/models/registry.ts";
import { eachRecord } from "../../trace/chunk-sink.ts";
import type { Trace } from "../../trace/trace.ts";
import { type LiveRun, type Run, startRun } from "../run.ts";
import { isSame } from "./hazard-book.ts";

/** Events of one {@link TimedSchedule.advance}: well below a millisecond's work. */
const SLICE_EVENTS = 1_000;
/** Most memory that a trace to be drawn may take, bytes; past it there is no picture. */
const MAX_TRACE_BYTES = 128 * 2 ** 20;
/** Events of all runs together that look for a shorter beginning of the schedule: about half a second. */
const MAX_SHORTENING_EVENTS = 500_000;

/** How much further than what shows a hazard a picture goes, so that it is seen as well what comes of it. */
const PICTURE_FACTOR = 2;

/** A beginning of the schedule that shows a hazard. */
export interface TimedBeginning {
  /** Null: the whole schedule. */
  readonly untilNs: Ns | null;
  readonly preemptions: number;
  /** Goes further, to be drawn; null where that is too long. */
  readonly trace: Trace | null;
}

/**
 * The one schedule that the times and policies of a scenario give under a model, in progress: the run that
 * `threadsim run` shows. What goes wrong by time alone is found here and nowhere else.
 */
export class TimedSchedule {
  readonly #scenario: Scenario;
  readonly #model: ModelOptions;
  readonly #maxEvents: number;
  readonly #counted: CountedRun;
  readonly #beginnings = new Map<Finding, TimedBeginning>();
  #end: Run | null = null;

  /** `maxEvents`: the run ends there, as `event-limit`. */
  constructor(scenario: Scenario, model: ModelOptions, maxEvents: number) {
    this.#scenario = scenario;
    this.#model = model;
    this.#maxEvents = maxEvents;
    this.#counted = new CountedRun(scenario, model, maxEvents);
  }

  /** Simulated time so far, ns. */
  get nowNs(): number {
    return this.#counted.live.nowNs;
  }

  get preemptions(): number {
    return this.#counted.preemptions;
  }

  /** Goes on a little; false when the run is over. */
  advance(): boolean {
    const { live } = this.#counted;
    if (live.traceBytes > MAX_TRACE_BYTES) live.dropTrace();
    return live.advance(SLICE_EVENTS);
  }

  /** What came of it; as far as it has come, where it is not over: it is then. */
  get end(): Run {
    this.#end ??= this.#counted.live.finish();
    return this.#end;
  }

  /** What goes wrong in it. */
  get hazards(): readonly Finding[] {
    return this.end.result.findings.filter(({ severity }) => severity !== "info");
  }

  /** The shortest beginning that shows one of its hazards already, as far as such a one is quickly found. */
  beginning(hazard: Finding): TimedBeginning {
    const known = this.#beginnings.get(hazard) ?? this.#shortened(hazard);
    this.#beginnings.set(hazard, known);
    return known;
  }

  /** By bisection: most of what shows in a beginning shows in longer ones too. */
  #shortened(hazard: Finding): TimedBeginning {
    const { result, trace } = this.end;
    let best: Omit<TimedBeginning, "trace"> = { untilNs: null, preemptions: this.preemptions };
    let low = 0;
    let high: number = result.endNs;
    let events = 0;
    while (low < high && events + result.events <= MAX_SHORTENING_EVENTS) {
      const middle = ns(Math.floor((low + high) / 2));
      const { run, preemptions } = this.#runUntil(middle);
      events += run.result.events;
      if (run.result.findings.some((finding) => isSame(finding, hazard))) {
        best = { untilNs: middle, preemptions };
        high = middle;
      } else low = middle + 1;
    }
    const drawnNs = PICTURE_FACTOR * (best.untilNs ?? result.endNs);
    return { ...best, trace: drawnNs < result.endNs ? this.#runUntil(ns(drawnNs)).run.trace : trace };
  }

  #runUntil(untilNs: Ns): { readonly run: Run; readonly preemptions: number } {
    const scenario = { ...this.#scenario, until: untilNs };
    const counted = new CountedRun(scenario, this.#model, this.#maxEvents);
    while (counted.live.advance(Number.MAX_SAFE_INTEGER));
    return { run: counted.live.finish(), preemptions: counted.preemptions };
  }
}

/** A run whose preemptions are counted. */
class CountedRun {
  readonly live: LiveRun;
  readonly #count = new PreemptionCount();

  constructor(scenario: Scenario, model: ModelOptions, maxEvents: number) {
    const observe = () => ({ ...eachRecord(this.#count), finish: () => {} });
    this.live = startRun(scenario, model, { maxEvents, observe });
  }

  get preemptions(): number {
    return this.#count.count;
  }
}
