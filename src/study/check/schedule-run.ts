import { DataRaces } from "../../analysis/findings/data-races.ts";
import { Metrics } from "../../analysis/metrics.ts";
import { NONE } from "../../base/ids.ts";
import type { Plan } from "../../threads/plan.ts";
import { Simulation } from "../../threads/simulation.ts";
import {
  type Moment,
  type StateFollower,
  type StepChooser,
  StepControl,
  type TakenStep,
} from "../../threads/stepping/step-control.ts";
import { steppedPlan } from "../../threads/stepping/stepped-plan.ts";
import { type Chunk, createChunk } from "../../trace/chunk.ts";
import type { ChunkSink } from "../../trace/chunk-sink.ts";
import { eachRecord } from "../../trace/chunk-sink.ts";
import { EventCode, type TraceSink } from "../../trace/events.ts";
import type { RunEnd, TraceMeta } from "../../trace/meta.ts";
import { Recorder } from "../../trace/recorder.ts";
import { Tee } from "../../trace/tee.ts";
import type { Run, RunObserver } from "../run.ts";

/** Something that went wrong, as the records of a schedule say: an event and its object. */
type Mishap = `${number}:${number}`;

/** What came of one schedule. */
export interface ScheduleEnd {
  /** `stuck`: nobody can ever go on, and somebody has not ended. `cut`: ended before the run did. */
  readonly outcome: "completed" | "stuck" | "cut";
  readonly steps: readonly TakenStep[];
  /** Who was chosen for each step, as long as there was a choice. */
  readonly decisions: readonly number[];
  /** By decision: whether it preempts a user thread that could have gone on. */
  readonly preempts: readonly boolean[];
  /** By object: last value of variables and lists. */
  readonly values: ReadonlyMap<number, number>;
  readonly mishaps: ReadonlySet<Mishap>;
  /** Objects that user threads raced for. */
  readonly raced: readonly string[];
  /** User threads that have not ended, what each does and waits for: the same text for the same state. */
  readonly remaining: string;
  /** Conditions whose last signal nobody waited for. */
  readonly unheard: ReadonlySet<number>;
}

/** Runs schedules of a plan, one after another. */
export class ScheduleRunner {
  readonly #plan: Plan;
  readonly #stepped: Plan;
  readonly #chunk = createChunk();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#stepped = steppedPlan(plan);
  }

  /** What the traces of schedules begin with. */
  get meta(): TraceMeta {
    return this.#stepped.meta;
  }

  /** Runs one schedule to its end, or until the chooser ends it. Where its states are followed, nobody looks for races. */
  run(chooser: StepChooser, follower: StateFollower | null = null): ScheduleEnd {
    const observer = new ScheduleObserver(this.#stepped, follower === null);
    const log = new StepLog(chooser);
    const { outcome } = this.#simulate(log, eachRecord(observer), this.#chunk, follower);
    return observer.end(outcome === "completed", log);
  }

  /** Runs one schedule with all that is known of a run: its numbers, findings and trace. */
  record(chooser: StepChooser, observer: RunObserver | null = null): Run {
    const { meta } = this.#stepped;
    const metrics = new Metrics(meta, { full: true });
    const recorder = new Recorder(meta);
    const numbers = observer === null ? metrics : new Tee(metrics, observer);
    const log = new StepLog(chooser);
    const simulated = this.#simulate(log, new Tee(numbers, recorder));
    const isCut = log.isCut && simulated.outcome !== "completed";
    const end: RunEnd = isCut ? { ...simulated, outcome: "interrupted" } : simulated;
    observer?.finish(end);
    return { result: metrics.result(end), trace: recorder.finish(end) };
  }

  #simulate(
    chooser: StepChooser,
    sink: ChunkSink,
    chunk?: Chunk,
    follower: StateFollower | null = null,
  ): RunEnd {
    const control = new StepControl(this.#plan, chooser, chunk, follower);
    const simulation = new Simulation(this.#stepped, sink, {
      maxEvents: Number.MAX_SAFE_INTEGER,
      reuseIds: false,
      control,
    });
    while (simulation.advance(Number.MAX_SAFE_INTEGER));
    return simulation.end();
  }
}

/** Passes a chooser's decisions on, and notes them. */
class StepLog implements StepChooser {
  readonly #chooser: StepChooser;
  readonly steps: TakenStep[] = [];
  readonly decisions: number[] = [];
  /** By decision: whether it preempts a user thread that could have gone on. */
  readonly preempts: boolean[] = [];
  /** The chooser has ended the schedule. */
  isCut = false;

  constructor(chooser: StepChooser) {
    this.#chooser = chooser;
  }

  choose(moment: Moment): number {
    const thread = this.#chooser.choose(moment);
    if (thread === NONE) this.isCut = true;
    else {
      this.decisions.push(thread);
      this.preempts.push(moment.current !== NONE && moment.current !== thread);
    }
    return thread;
  }

  stepped(step: TakenStep): void {
    this.steps.push(step);
    this.#chooser.stepped(step);
  }
}

/** Sees how a schedule comes out. */
class ScheduleObserver implements TraceSink {
  readonly #races: DataRaces | null;
  readonly #hasValue: readonly boolean[];
  readonly #values = new Map<number, number>();
  readonly #mishaps = new Set<Mishap>();
  /** By user thread alive: its state, as a record says it. */
  readonly #states = new Map<number, { readonly code: EventCode; readonly detail: number }>();
  readonly #unheard = new Set<number>();

  constructor({ meta }: Plan, looksForRaces: boolean) {
    this.#races = looksForRaces ? DataRaces.watch(meta) : null;
    this.#hasValue = meta.objects.map(({ kind }) => kind === "variable" || kind === "list");
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    this.#races?.record(time, code, subject, detail);
    if (code === EventCode.threadEnd) this.#states.delete(subject);
    else if (code <= EventCode.blockedThrottled) {
      if (code !== EventCode.threadWake) this.#states.set(subject, { code, detail });
    } else if (code === EventCode.value) {
      if (this.#hasValue[detail] === true) this.#values.set(detail, subject);
    } else if (code === EventCode.signalled) this.#signal(detail);
    else if (MISHAPS.has(code)) this.#mishaps.add(`${code}:${detail}`);
  }

  #signal(condition: number): void {
    const isHeard = [...this.#states.values()].some(
      ({ code, detail }) => code === EventCode.blockedCondition && detail === condition,
    );
    if (isHeard) this.#unheard.delete(condition);
    else this.#unheard.add(condition);
  }

  end(isCompleted: boolean, { isCut, steps, decisions, preempts }: StepLog): ScheduleEnd {
    const states = [...this.#states].map(([thread, { code, detail }]) => `${thread}:${code}:${detail}`);
    return {
      outcome: isCompleted ? "completed" : isCut ? "cut" : "stuck",
      steps,
      decisions,
      preempts,
      values: this.#values,
      mishaps: this.#mishaps,
      raced: this.#races?.findings(new Set()).flatMap(({ objects }) => objects) ?? [],
      remaining: states.join(" "),
      unheard: this.#unheard,
    };
  }
}

const MISHAPS: ReadonlySet<EventCode> = new Set([
  EventCode.lostUpdate,
  EventCode.indexGone,
  EventCode.notHeld,
  EventCode.selfDeadlock,
  EventCode.checkThenAct,
]);

/** Takes a schedule's steps again, in the order in which they were taken; then whoever is first. */
export function replaying(threads: readonly number[]): StepChooser {
  let step = 0;
  return {
    choose: ({ enabled }) => {
      const thread = threads[step] ?? NONE;
      step += 1;
      return enabled.includes(thread) ? thread : NONE;
    },
    stepped: () => {},
  };
}
