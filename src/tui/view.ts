import type { RunResult } from "../analysis/result.ts";
import { completionTimes } from "../report/completions.ts";
import type { Tracks } from "../report/timeline-rows.ts";
import type { Trace } from "../trace/trace.ts";
import { pictureEndOf, TraceIndex } from "../trace/trace-index.ts";

/** What a `run` has to show: one scenario under each of its models. */
export interface RunView {
  readonly scenario: {
    readonly name: string;
    readonly description: string;
    readonly file: string;
    readonly seed: string | number;
  };
  readonly runs: readonly { readonly result: RunResult; readonly trace: Trace }[];
}

/** How it is to be drawn. */
export interface ViewOptions {
  /** ASCII alone. */
  readonly ascii: boolean;
  readonly tracks: Tracks;
  /** Timeline rows for each model; null: as many as suit the terminal. */
  readonly rows: number | null;
}

/** A run with what drawings of any size need: made once. */
export interface PreparedRun {
  readonly result: RunResult;
  readonly index: TraceIndex;
  /** When each job (or user thread, without jobs) was done: ns, in order. */
  readonly completions: Float64Array;
}
export interface PreparedView {
  readonly scenario: RunView["scenario"];
  readonly runs: readonly PreparedRun[];
}

/** Reads through the traces once. */
export function prepareView({ scenario, runs }: RunView): PreparedView {
  const pictureEnd = pictureEndOf(runs.map(({ trace }) => trace));
  return {
    scenario,
    runs: runs.map(({ result, trace }) => ({
      result,
      index: new TraceIndex(trace, pictureEnd),
      completions: completionTimes(trace, result.throughput.unit),
    })),
  };
}
