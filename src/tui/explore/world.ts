import type { RunResult } from "../../analysis/result.ts";
import { WhyTeller } from "../../analysis/why.ts";
import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { completionTimes } from "../../report/completions.ts";
import { pictureEndOf, TraceIndex } from "../../trace/trace-index.ts";
import { type TrackKind, TrackStore } from "../../trace/track-store.ts";
import type { RunView } from "../view.ts";
import { Causes } from "./causes.ts";
import { Folds } from "./fold.ts";

/** One model's run, ready to be looked at from any side. */
export interface WorldRun {
  readonly result: RunResult;
  readonly index: TraceIndex;
  readonly tracks: TrackStore;
  readonly folds: Folds;
  readonly teller: WhyTeller;
  readonly causes: Causes;
  /** When each job (or user thread, without jobs) was done: ns, in order. */
  readonly completions: Float64Array;
}

/** What the explorer looks at: all runs of a scenario. Replaced as a whole by a re-run. */
export interface World {
  readonly scenario: RunView["scenario"];
  readonly runs: readonly WorldRun[];
  /** End of the common axis: see {@link pictureEndOf}; at least 1 ns. */
  readonly endNs: number;
}

/** Reads through the traces once. */
export function worldOf({ scenario, runs }: RunView): World {
  const pictureEnd = pictureEndOf(runs.map(({ trace }) => trace));
  const made = runs.map(({ result, trace }): WorldRun => {
    const index = new TraceIndex(trace, pictureEnd);
    const tracks = new TrackStore(index);
    const completions = completionTimes(trace, result.throughput.unit);
    return {
      result,
      index,
      tracks,
      folds: new Folds(index),
      teller: new WhyTeller(tracks),
      causes: new Causes(index),
      completions,
    };
  });
  return { scenario, runs: made, endNs: Math.max(1, pictureEnd) };
}

/** How many user threads, kernel threads or cores a run has. */
export function countOfKind({ index }: WorldRun, kind: TrackKind): number {
  switch (kind) {
    case "thread":
      return index.threadCount;
    case "kernel":
      return index.kernelThreadCount;
    case "core":
      return index.coreCount;
  }
}

/** `logger[3]`, `kernel thread 2`, `core 0`. */
export function nameOf({ index }: WorldRun, kind: TrackKind, id: number): string {
  switch (kind) {
    case "thread":
      return index.threadName(id);
    case "kernel":
      return `kernel thread ${id}`;
    case "core":
      return `core ${id}`;
  }
}

/** The user thread of another run with the same group and place in it; NONE where there is none. */
export function counterpart(from: WorldRun, to: WorldRun, thread: number): number {
  if (thread >= from.index.threadCount) return NONE;
  const group = from.index.groupOf(thread);
  if (group >= to.index.trace.meta.groups.length) return NONE;
  return to.index.threadsOfGroup(group)[from.index.indexInGroup(thread)] ?? NONE;
}

export function runAt(world: World, model: number): WorldRun {
  return at(world.runs, Math.min(model, world.runs.length - 1));
}
