import type { Finding, RunResult } from "../../analysis/result.ts";
import { at } from "../../base/assert.ts";
import { eachRecord } from "../../trace/chunk-sink.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import type { WriteBytes } from "../../trace/spilling-recorder.ts";
import { ByteWriter } from "./byte-writer.ts";
import { nameEvent } from "./chrome-metadata.ts";
import { ChromeRun } from "./chrome-run.ts";
import type { Exporter, ExportFormat, RunExport } from "./format.ts";
import { SliceStream } from "./slice-stream.ts";

/**
 * The Trace Event Format of Chrome, as a JSON object ("Trace Event Format", Google 2016), which Perfetto and
 * chrome://tracing open. Times are microseconds with three decimals: whole nanoseconds. The key `displayTimeUnit` is
 * left out, as some versions of Perfetto take it for the unit of the times themselves.
 */
export const chrome: ExportFormat = {
  description: "trace events as JSON, for Perfetto and chrome://tracing",
  start: (write) => new ChromeExporter(write),
};

/**
 * Writes the events of one file. No two numbers in it are alike, be it of processes or of tracks: Perfetto takes a
 * track with the number of its process for the main one, and names tracks by their number without the process's.
 */
class ChromeExporter implements Exporter {
  readonly #out: ByteWriter;
  /** The runs so far, and the process that has the tracks of their cores. */
  readonly #runs: { readonly meta: TraceMeta; readonly cores: number }[] = [];
  #numbers = 0;

  constructor(write: WriteBytes) {
    this.#out = new ByteWriter(write);
    this.#out.text('{"traceEvents":[');
  }

  run(meta: TraceMeta): RunExport {
    const next = () => this.#next();
    const title = this.#titleOf(meta);
    const cores = next();
    const event = nameEvent(cores, null, `${title}: cores`);
    // Nothing stands before the first event of all that it would have to be set apart from.
    this.#out.text(this.#runs.length === 0 ? event.slice(",".length) : event);
    this.#runs.push({ meta, cores });
    const stream = new SliceStream(meta, new ChromeRun(meta, { title, cores, next, out: this.#out }));
    return { ...eachRecord(stream), finish: (end) => stream.finish(end) };
  }

  finish(results: readonly RunResult[]): void {
    for (const [i, { findings }] of results.entries()) this.#writeFindings(at(this.#runs, i).cores, findings);
    const [first] = this.#runs;
    const about =
      first === undefined ? {} : { scenario: first.meta.scenario.name, seed: first.meta.scenario.seed };
    this.#out.text(`\n],"otherData":${JSON.stringify(about)}}\n`);
    this.#out.flush();
  }

  #next(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  /** The run's label; with the scenario's name before it, where that is another than the first run's. */
  #titleOf({ scenario, label }: TraceMeta): string {
    const [first] = this.#runs;
    const isSame = first === undefined || first.meta.scenario.name === scenario.name;
    return isSame ? label : `${scenario.name}: ${label}`;
  }

  /** Instants on a track of their own, among the cores. */
  #writeFindings(process: number, findings: readonly Finding[]): void {
    if (findings.length === 0) return;
    const track = this.#next();
    this.#out.text(nameEvent(process, track, "findings"));
    for (const { kind, atNs, ...args } of findings) {
      this.#out.text(`,\n{"ph":"i","s":"t","cat":"finding","name":"${kind}"`);
      this.#out.text(`,"pid":${process},"tid":${track},"ts":`);
      this.#out.microseconds(atNs);
      this.#out.text(`,"args":${JSON.stringify(args)}}`);
    }
  }
}
