import { Metrics } from "../../analysis/metrics.ts";
import type { RunResult } from "../../analysis/result.ts";
import { recordsInChunk, type Trace } from "../../trace/trace.ts";
import type { ExportFormat } from "./format.ts";

/** Finished runs in a format for other programs, in pieces to be written one after another. */
export function* exportTraces(
  format: ExportFormat,
  traces: readonly Trace[],
): Generator<Uint8Array, void, undefined> {
  let pieces: Uint8Array[] = [];
  const taken = () => {
    const all = pieces;
    pieces = [];
    return all;
  };
  const exporter = format.start((bytes) => pieces.push(bytes.slice()));
  const results: RunResult[] = [];
  for (const trace of traces) {
    const run = exporter.run(trace.meta);
    // Added up chunk by chunk too, so that whoever takes the pieces never waits for long.
    const metrics = new Metrics(trace.meta, { full: false });
    for (const [index, chunk] of trace.chunks.entries()) {
      const records = recordsInChunk(trace, index);
      metrics.consume(chunk, 0, records);
      run.consume(chunk, 0, records);
      yield* taken();
    }
    run.finish(trace.end);
    results.push(metrics.result(trace.end));
  }
  exporter.finish(results);
  yield* taken();
}
