import type { CheckHazard, CheckResult, UntimedResult } from "../../analysis/check-result.ts";
import type { Finding } from "../../analysis/result.ts";
import { formatCount } from "../../base/format-count.ts";
import { formatDuration } from "../../base/format-duration.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { ModelOptions } from "../../threads/models/registry.ts";
import type { Outcome } from "../../trace/meta.ts";
import type { Trace } from "../../trace/trace.ts";
import { planOf } from "../plan-of.ts";
import { isSame, withoutImplied } from "./hazard-book.ts";
import { MAX_USER_THREADS, ModelCheck, type UntimedOptions, userThreadsOf } from "./model-check.ts";
import { stepLimitOf } from "./step-limit.ts";
import { TimedSchedule } from "./timed-schedule.ts";

/** Outcomes of a run that was ended before it had come to its end. */
const CUT: ReadonlySet<Outcome> = new Set<Outcome>(["event-limit", "interrupted"]);

export interface CheckOptions extends Omit<UntimedOptions, "maxSteps"> {
  /** Most steps of a schedule; null = as many as {@link stepLimitOf} says. */
  readonly maxSteps: number | null;
  /** Most events of the schedule as timed. */
  readonly maxEvents: number;
}

/** A hazard, and the trace of its witness, to be drawn; null where that is too long. */
interface DrawnHazard {
  readonly finding: Finding;
  readonly hazard: CheckHazard;
  readonly trace: Trace | null;
}

/** What came of a check, and the trace of each hazard's witness in the same order. */
export interface FinishedCheck {
  readonly result: CheckResult;
  readonly traces: readonly (Trace | null)[];
}

/**
 * A check of a scenario under one of its models in progress, for callers that want to stop in between: its
 * schedule as timed first, then the schedules that are possible without times. What both show is one
 * hazard, whose witness is without times, as only such a one can be shrunk at will.
 */
export class Check {
  readonly #timed: TimedSchedule;
  readonly #untimed: ModelCheck;
  /** Why schedules without times are not tried; null where they are. */
  readonly #tooMany: string | null;
  #phase: "timed" | "untimed" | "done" = "timed";

  constructor(scenario: Scenario, model: ModelOptions, options: CheckOptions) {
    this.#timed = new TimedSchedule(scenario, model, options.maxEvents);
    const userThreads = userThreadsOf(scenario);
    const tooMany = `none without times, as ${formatCount(userThreads)} user threads are too many`;
    this.#tooMany =
      userThreads > MAX_USER_THREADS ? `${tooMany}: at most ${formatCount(MAX_USER_THREADS)}` : null;
    const maxSteps = options.maxSteps ?? (this.#tooMany === null ? stepLimitOf(planOf(scenario, model)) : 0);
    this.#untimed = new ModelCheck(scenario, model, { ...options, maxSteps });
  }

  get label(): string {
    return this.#untimed.label;
  }

  /** What it is at, in words. */
  get doing(): string {
    if (this.#phase === "timed") return `as timed, at ${formatDuration(this.#timed.nowNs)}`;
    if (this.#untimed.isShortening) return "shortening witnesses";
    return this.#untimed.progress;
  }

  /** Hazards met so far, at least: some may have been met both ways. */
  get hazards(): number {
    if (this.#phase === "timed") return 0;
    return Math.max(this.#timed.hazards.length, this.#untimed.hazards);
  }

  /** Goes on a little; false when the check is over. */
  advance(): boolean {
    if (this.#phase === "timed") {
      if (!this.#timed.advance()) this.#phase = this.#tooMany === null ? "untimed" : "done";
    } else if (!this.#untimed.advance()) this.#phase = "done";
    return this.#phase !== "done";
  }

  /** What there is to say; also before the check is over: it is then. */
  finish(): FinishedCheck {
    const untimed = this.#untimed.result();
    const { outcome, endNs, events } = this.#timed.end.result;
    const isCut = CUT.has(outcome);
    const timed = `the schedule as timed${isCut ? `, cut after ${formatCount(events)} events` : ""}`;
    const drawn = this.#drawn(untimed);
    const result = {
      ...untimed,
      complete: untimed.complete && !isCut,
      coverage: this.#tooMany === null ? `${untimed.coverage}, and ${timed}` : `${timed}, ${this.#tooMany}`,
      timed: { outcome, endNs, preemptions: this.#timed.preemptions },
      hazards: drawn.map(({ hazard }) => hazard),
    };
    return { result, traces: drawn.map(({ trace }) => trace) };
  }

  #drawn({ hazards, complete }: UntimedResult): readonly DrawnHazard[] {
    const traces = this.#untimed.traces();
    const timed = this.#timed.hazards;
    const untimed = hazards.map((hazard, i): DrawnHazard => {
      const { finding } = hazard;
      const asTimed = timed.some((other) => isSame(other, finding));
      return { finding, hazard: { ...hazard, asTimed }, trace: traces[i] ?? null };
    });
    const others = timed.filter((finding) => !hazards.some((other) => isSame(other.finding, finding)));
    return withoutImplied([...untimed, ...others.map((finding) => this.#drawnAsTimed(finding))], complete);
  }

  #drawnAsTimed(finding: Finding): DrawnHazard {
    const { untilNs, preemptions, trace } = this.#timed.beginning(finding);
    const witness = { kind: "timed", untilNs, preemptions } as const;
    return { finding, hazard: { finding, schedules: 0, asTimed: true, witness }, trace };
  }
}
