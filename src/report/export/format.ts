import type { RunResult } from "../../analysis/result.ts";
import type { ChunkSink } from "../../trace/chunk-sink.ts";
import type { RunEnd, TraceMeta } from "../../trace/meta.ts";
import type { WriteBytes } from "../../trace/spilling-recorder.ts";

/** A format that other programs read. Adding one is one file and its line in `registry.ts`. */
export interface ExportFormat {
  /** What it is and who reads it, in a few words. */
  readonly description: string;
  /** Begins a text; its bytes go to `write`, piece by piece. */
  start(write: WriteBytes): Exporter;
}

/** A text about one or several runs, written while they go on: their length has no part in the memory it takes. */
export interface Exporter {
  /** Begins a further run, which then hears of every event. One at a time. */
  run(meta: TraceMeta): RunExport;
  /** Completes the text. `results`: the numbers of the runs, in the order in which they were begun. */
  finish(results: readonly RunResult[]): void;
}

/** Hears a run from its first event to its end. */
export interface RunExport extends ChunkSink {
  finish(end: RunEnd): void;
}
