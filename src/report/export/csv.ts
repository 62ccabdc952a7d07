import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { eachRecord } from "../../trace/chunk-sink.ts";
import { GrowingColumn } from "../../trace/growing-column.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import type { WriteBytes } from "../../trace/spilling-recorder.ts";
import { CORE_STATES, KERNEL_STATES, THREAD_STATES } from "../../trace/states.ts";
import { ByteWriter, bytesOf } from "./byte-writer.ts";
import type { Exporter, ExportFormat, RunExport } from "./format.ts";
import { ThreadNames, waitNames } from "./names.ts";
import { FOR_EVER } from "./open-slices.ts";
import { type SliceSink, SliceStream } from "./slice-stream.ts";

/**
 * One line for each slice (RFC 4180, with line feeds alone): who was in which state from when to when. Times are whole
 * nanoseconds; the end is empty where a deadlock keeps it from ever coming.
 */
export const csv: ExportFormat = {
  description: "a line for each span of time in one state, as comma-separated values",
  start: (write) => new CsvExporter(write),
};

const HEADER =
  "scenario,model,kind,process,name,state,startNs,endNs,kernelThread,core,userThread,waitsFor,holder\n";
const COMMA = bytesOf(",");
/** From the end of a slice to what it has in the columns behind. */
const KERNEL_THREAD = bytesOf(",");
const CORE = bytesOf(",,");
const USER_THREAD = bytesOf(",,,");
const WAITS_FOR = bytesOf(",,,,");
/** What is left of the line behind each. */
const AFTER_TIMES = bytesOf(",,,,,\n");
const AFTER_KERNEL_THREAD = bytesOf(",,,,\n");
const AFTER_CORE = bytesOf(",,,\n");
const AFTER_USER_THREAD = bytesOf(",,\n");
const LINE_END = bytesOf("\n");

/** A field of a line, between quotes where it needs any. */
function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

class CsvExporter implements Exporter {
  readonly #out: ByteWriter;

  constructor(write: WriteBytes) {
    this.#out = new ByteWriter(write);
    this.#out.text(HEADER);
  }

  run(meta: TraceMeta): RunExport {
    const stream = new SliceStream(meta, new CsvRun(meta, this.#out));
    return { ...eachRecord(stream), finish: (end) => stream.finish(end) };
  }

  finish(): void {
    this.#out.flush();
  }
}

/** A text between a comma and a comma, by state. */
const fields = (states: readonly string[]): readonly Uint8Array[] =>
  states.map((state) => bytesOf(`,${state},`));
const THREAD = fields(THREAD_STATES);
const KERNEL = fields(KERNEL_STATES);
const CORES = fields(CORE_STATES);
const KERNEL_BLOCKED = KERNEL_STATES.indexOf("blocked");

/** Writes the lines of one run. */
class CsvRun implements SliceSink {
  readonly #meta: TraceMeta;
  readonly #out: ByteWriter;
  readonly #names: ThreadNames;
  readonly #waitsFor: readonly (readonly Uint8Array[] | null)[];
  /** The beginnings of lines: by process those of user threads and kernel threads; and those of cores. */
  readonly #ofUserThreads: readonly Uint8Array[];
  readonly #ofKernelThreads: readonly Uint8Array[];
  readonly #ofCores: Uint8Array;
  readonly #processOf = new GrowingColumn();
  readonly #kernelProcessOf = new GrowingColumn();

  constructor(meta: TraceMeta, out: ByteWriter) {
    this.#meta = meta;
    this.#out = out;
    this.#names = new ThreadNames(meta);
    this.#waitsFor = waitNames(meta, (_, name) => field(name));
    const run = `${field(meta.scenario.name)},${field(meta.label)}`;
    const beginnings = (kind: string) =>
      meta.processes.map(({ name }) => bytesOf(`${run},${kind},${field(name)},`));
    this.#ofUserThreads = beginnings("user thread");
    this.#ofKernelThreads = beginnings("kernel thread");
    this.#ofCores = bytesOf(`${run},core,,`);
  }

  threadBorn(_thread: number, group: number, place: number): void {
    this.#names.add(group, place);
    this.#processOf.push(at(this.#meta.groups, group).process);
  }

  kernelThreadBorn(_kernelThread: number, process: number): void {
    this.#kernelProcessOf.push(process);
  }

  threadSlice(thread: number, from: number, to: number, state: number, detail: number, holder: number): void {
    this.#out.bytes(at(this.#ofUserThreads, this.#processOf.get(thread)));
    this.#out.text(field(this.#names.of(thread)));
    this.#times(at(THREAD, state), from, to);
    const waitsFor = at(this.#waitsFor, state);
    if (detail === NONE) {
      this.#out.bytes(AFTER_TIMES);
    } else if (waitsFor === null) {
      this.#number(KERNEL_THREAD, detail, AFTER_KERNEL_THREAD);
    } else {
      this.#out.bytes(WAITS_FOR);
      this.#out.bytes(at(waitsFor, detail));
      this.#out.bytes(COMMA);
      if (holder !== NONE) this.#out.text(field(this.#names.of(holder)));
      this.#out.bytes(LINE_END);
    }
  }

  kernelSlice(kernelThread: number, from: number, to: number, state: number, detail: number): void {
    this.#out.bytes(at(this.#ofKernelThreads, this.#kernelProcessOf.get(kernelThread)));
    this.#out.integer(kernelThread);
    this.#times(at(KERNEL, state), from, to);
    if (detail === NONE) {
      this.#out.bytes(AFTER_TIMES);
    } else if (state === KERNEL_BLOCKED) {
      this.#out.bytes(USER_THREAD);
      this.#out.text(field(this.#names.of(detail)));
      this.#out.bytes(AFTER_USER_THREAD);
    } else {
      this.#number(CORE, detail, AFTER_CORE);
    }
  }

  coreSlice(core: number, from: number, to: number, state: number, detail: number): void {
    this.#out.bytes(this.#ofCores);
    this.#out.integer(core);
    this.#times(at(CORES, state), from, to);
    if (detail === NONE) this.#out.bytes(AFTER_TIMES);
    else this.#number(KERNEL_THREAD, detail, AFTER_KERNEL_THREAD);
  }

  /** Lines are spans of time. */
  wake(): void {}

  #times(state: Uint8Array, from: number, to: number): void {
    this.#out.bytes(state);
    this.#out.integer(from);
    this.#out.bytes(COMMA);
    if (to !== FOR_EVER) this.#out.integer(to);
  }

  #number(before: Uint8Array, value: number, after: Uint8Array): void {
    this.#out.bytes(before);
    this.#out.integer(value);
    this.#out.bytes(after);
  }
}
