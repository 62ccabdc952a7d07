import { at } from "../../base/assert.ts";
import type { ThreadId } from "../../base/ids.ts";
import { type Ns, ns } from "../../base/time.ts";
import { THREAD_STATES } from "../../trace/states.ts";
import type { Trace } from "../../trace/trace.ts";
import { TraceIndex } from "../../trace/trace-index.ts";
import type { RunResult } from "../result.ts";
import { Blame } from "./blame.ts";
import { criticalPath, criticalPathOf } from "./critical-path.ts";
import { type Explanation, type NamedPath, Namer, type ThreadExplanation, type Wait } from "./explanation.ts";
import { findPredecessors, type Predecessors } from "./predecessors.ts";

/** Past this many user threads, or user threads × records, they are not listed one by one. */
const MAX_THREADS = 1_000;
const MAX_LISTING = 100_000_000;

/** Explains one run, and any user thread of it, after reading its trace once. */
export class Explainer {
  readonly #index: TraceIndex;
  readonly #predecessors: Predecessors;
  readonly #blame: Blame;
  readonly #namer: Namer;

  constructor(index: TraceIndex) {
    this.#index = index;
    this.#predecessors = findPredecessors(index.trace);
    this.#blame = new Blame(index, this.#predecessors);
    this.#namer = new Namer(index);
  }

  /** What a user thread (by its id) waited for while it did not run, or, for null, all of them. Longest first. */
  waits(thread: number | null): readonly Wait[] {
    return this.#namer.waits(thread === null ? this.#blame.total() : this.#blame.ofThread(thread));
  }

  /** What decided the end of a user thread, or, for null, of the run. */
  path(thread: number | null): NamedPath {
    const path =
      thread === null
        ? criticalPath(this.#index, this.#predecessors)
        : criticalPathOf(this.#index, this.#predecessors, thread);
    return this.#namer.path(path);
  }

  /** How long a user thread ran. */
  runningNs(thread: number): Ns {
    const { length, starts, ends, states } = this.#index.threadIntervals(thread);
    const { endNs } = this.#index.trace.end;
    let sum = 0;
    for (let i = 0; i < length; i += 1) {
      const isRunning = THREAD_STATES[at(states, i)] === "running";
      if (isRunning) sum += Math.max(0, Math.min(endNs, at(ends, i)) - at(starts, i));
    }
    return ns(sum);
  }

  /** What each user thread waited for; null where there are too many, or where it would take too long. */
  threads(): readonly ThreadExplanation[] | null {
    const { threadCount, records } = this.#index;
    if (threadCount > MAX_THREADS || threadCount * records.length > MAX_LISTING) return null;
    return Array.from({ length: threadCount }, (_, id) => ({
      id: id as ThreadId,
      name: this.#index.threadName(id),
      waits: this.waits(id),
    }));
  }
}

/** What to explain of a run. */
export interface ExplainOptions {
  /** One user thread, by its id; default: null, the whole run. */
  readonly thread?: number | null;
  /** List what each user thread waited for, where they are not too many; default: true. */
  readonly listThreads?: boolean;
}

/** Explains a recorded run, or one user thread of it. */
export function explainRun(
  trace: Trace,
  result: RunResult,
  { thread = null, listThreads = true }: ExplainOptions = {},
): Explanation {
  const index = new TraceIndex(trace);
  const explainer = new Explainer(index);
  return {
    model: result.model,
    label: result.label,
    outcome: result.outcome,
    makespanNs: result.makespanNs,
    thread: thread === null ? null : index.threadName(thread),
    runningNs: thread === null ? result.ledgerNs.running : explainer.runningNs(thread),
    waits: explainer.waits(thread),
    criticalPath: explainer.path(thread),
    threads: thread === null && listThreads ? explainer.threads() : null,
    findings: result.findings,
  };
}

/** The ids of the user threads of that name, by which {@link explainRun} knows them; empty where there is none. */
export function threadsNamed(trace: Trace, name: string): readonly number[] {
  const index = new TraceIndex(trace);
  const found: number[] = [];
  for (let thread = 0; thread < index.threadCount; thread += 1) {
    if (index.threadName(thread) === name) found.push(thread);
  }
  return found;
}
