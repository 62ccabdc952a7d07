import { chrome } from "../../src/report/export/chrome.ts";
import type { RunExport } from "../../src/report/export/format.ts";
import { SliceStream } from "../../src/report/export/slice-stream.ts";
import { compile } from "../../src/threads/compile.ts";
import { Simulation } from "../../src/threads/simulation.ts";
import { eachRecord } from "../../src/trace/chunk-sink.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import type { WriteBytes } from "../../src/trace/spilling-recorder.ts";
import { recordsInChunk, type Trace } from "../../src/trace/trace.ts";
import { bytesInUse } from "./measure-memory.ts";
import { processorMs } from "./processor-time.ts";
import { StringifiedSlices } from "./stringified-slices.ts";
import { closedScenario } from "./workloads.ts";

/** Transitions that are exported. */
export const EXPORTED = 5_000_000;
/** Part of the way after which memory is looked at for the first time: by then everybody is there. */
const EARLY = 1 / 10;
const MAX_EVENTS = 2 ** 40;
const PIECE = 50_000;

/** What it takes to export {@link EXPORTED} transitions. */
export interface ExportReport {
  /** Processor time, collection of garbage included. */
  readonly ms: number;
  /** Of the text. */
  readonly bytes: number;
  /** Memory that it takes at the end more than early on, bytes. */
  readonly grownBytes: number;
}

/** Ways to write a trace as trace events; the bytes go nowhere. */
const CONTESTANTS: Readonly<Record<string, (trace: Trace, write: WriteBytes) => RunExport>> = {
  chrome: ({ meta }, write) => chrome.start(write).run(meta),
  stringify: ({ meta }, write) => {
    const stream = new SliceStream(meta, new StringifiedSlices(write));
    return { ...eachRecord(stream), finish: (end) => stream.finish(end) };
  },
};

/** The job `export:chrome` or `export:stringify` of a process of its own; null where it is none of these. */
export function runExportJob(job: string): ExportReport | null {
  const [kind, name = ""] = job.split(":");
  const start = kind === "export" ? CONTESTANTS[name] : undefined;
  if (start === undefined) return null;
  const trace = record();
  let bytes = 0;
  const run = start(trace, (piece) => {
    bytes += piece.length;
  });
  const early = Math.floor(trace.chunks.length * EARLY);
  const earlyMs = processorMs(() => exportChunks(run, trace, 0, early));
  const before = bytesInUse();
  const restMs = processorMs(() => {
    exportChunks(run, trace, early, trace.chunks.length);
    run.finish(trace.end);
  });
  const share = EXPORTED / trace.length;
  return { ms: (earlyMs + restMs) * share, bytes: bytes * share, grownBytes: bytesInUse() - before };
}

function record(): Trace {
  const plan = compile(closedScenario);
  const recorder = new Recorder(plan.meta);
  const simulation = new Simulation(plan, recorder, { maxEvents: MAX_EVENTS, reuseIds: false });
  while (recorder.length < EXPORTED && simulation.advance(PIECE));
  return recorder.finish(simulation.end());
}

function exportChunks(run: RunExport, trace: Trace, from: number, to: number): void {
  for (const [i, chunk] of trace.chunks.slice(from, to).entries()) {
    run.consume(chunk, 0, recordsInChunk(trace, from + i));
  }
}
