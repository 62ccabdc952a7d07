import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { GrowingColumn } from "../../trace/growing-column.ts";
import type { ProcessMeta, TraceMeta } from "../../trace/meta.ts";
import { CORE_STATES, KERNEL_STATES, THREAD_STATES } from "../../trace/states.ts";
import { type ByteWriter, bytesOf } from "./byte-writer.ts";
import { nameEvent } from "./chrome-metadata.ts";
import { ThreadNames, waitNames } from "./names.ts";
import { FOR_EVER } from "./open-slices.ts";
import type { SliceSink } from "./slice-stream.ts";

const NEW = THREAD_STATES.indexOf("new");
const KERNEL_BLOCKED = KERNEL_STATES.indexOf("blocked");
const KERNEL_IDLE = KERNEL_STATES.indexOf("idle");
const CORE_IDLE = CORE_STATES.indexOf("idle");

/** The beginning of the event of a slice, by state: of one that ends, and of one that never does. */
function beginningsOf(category: string, states: readonly string[]) {
  const beginnings = (phase: string) =>
    states.map((state) => bytesOf(`,\n{"ph":"${phase}","cat":"${category}","name":"${state}","pid":`));
  return { complete: beginnings("X"), endless: beginnings("B") };
}
type Beginnings = ReturnType<typeof beginningsOf>;

const THREAD = beginningsOf("user thread", THREAD_STATES);
const KERNEL_THREAD = beginningsOf("kernel thread", KERNEL_STATES);
const CORE = beginningsOf("core", CORE_STATES);
const TRACK = bytesOf(',"tid":');
const TIME = bytesOf(',"ts":');
const DURATION = bytesOf(',"dur":');
const ON_KERNEL_THREAD = bytesOf(',"args":{"kernel thread":');
const ON_CORE = bytesOf(',"args":{"core":');
const OF_USER_THREAD = bytesOf(',"args":{"user thread":"');
const HOLDER = bytesOf('","holder":"');
const NUMBER_END = bytesOf("}}");
const TEXT_END = bytesOf('"}}');
const EVENT_END = bytesOf("}");
const WAKE_BEGIN = bytesOf(',\n{"ph":"s","cat":"wake","name":"wake","pid":');
const WAKE_END = bytesOf(',\n{"ph":"f","cat":"wake","name":"wake","pid":');
const FLOW = bytesOf(',"id":');

/** A text as it stands between the quotes of a JSON string. */
const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Where a run is written to, what it is called, the process of its cores, and numbers for all else. */
export interface ChromeRunOptions {
  readonly title: string;
  readonly cores: number;
  readonly next: () => number;
  readonly out: ByteWriter;
}

/**
 * Writes one run: a process for the cores, and for each process of the scenario one for its user threads and one for its
 * kernel threads, each with a track for everybody. Slices are complete events, those that never end begin without an
 * end; wake-ups are flows. Where a core or kernel thread is idle, and before a user thread arrives, there is nothing.
 */
export class ChromeRun implements SliceSink {
  readonly #meta: TraceMeta;
  readonly #out: ByteWriter;
  readonly #next: () => number;
  readonly #coreProcess: number;
  /** Tracks by core, and the process and track of each user thread and kernel thread. */
  readonly #coreTracks: readonly number[];
  readonly #processOf = new GrowingColumn();
  readonly #trackOf = new GrowingColumn();
  readonly #kernelProcessOf = new GrowingColumn();
  readonly #kernelTrackOf = new GrowingColumn();
  readonly #userThreadsOf: readonly number[];
  readonly #kernelThreadsOf: readonly number[];
  /** By state of a user thread, by detail: what it waits for. Null where the detail is a kernel thread. */
  readonly #waitsFor: readonly (readonly Uint8Array[] | null)[];
  readonly #names: ThreadNames;

  constructor(meta: TraceMeta, { title, cores, next, out }: ChromeRunOptions) {
    this.#meta = meta;
    this.#names = new ThreadNames(meta);
    this.#out = out;
    this.#next = next;
    this.#coreProcess = cores;
    this.#coreTracks = Array.from({ length: meta.cores }, (_, core) => this.#name(cores, `core ${core}`));
    const processes = (what: string) =>
      meta.processes.map((process) => this.#nameProcess(title, process, what));
    this.#userThreadsOf = processes("user threads");
    this.#kernelThreadsOf = processes("kernel threads");
    this.#waitsFor = waitNames(meta, (kind, name) => `,"args":{"${kind}":"${quoted(name)}`);
  }

  threadBorn(thread: number, group: number, place: number): void {
    const process = at(this.#userThreadsOf, at(this.#meta.groups, group).process);
    this.#names.add(group, place);
    this.#processOf.push(process);
    this.#trackOf.push(this.#name(process, this.#names.of(thread)));
  }

  kernelThreadBorn(kernelThread: number, owner: number): void {
    const process = at(this.#kernelThreadsOf, owner);
    this.#kernelProcessOf.push(process);
    this.#kernelTrackOf.push(this.#name(process, `kernel thread ${kernelThread}`));
  }

  threadSlice(thread: number, from: number, to: number, state: number, detail: number, holder: number): void {
    if (state === NEW) return;
    this.#beginSlice(THREAD, state, this.#processOf.get(thread), this.#trackOf.get(thread), from, to);
    const waitsFor = at(this.#waitsFor, state);
    if (detail === NONE) {
      this.#out.bytes(EVENT_END);
    } else if (waitsFor === null) {
      this.#endSlice(ON_KERNEL_THREAD, detail);
    } else {
      this.#out.bytes(at(waitsFor, detail));
      if (holder !== NONE) {
        this.#out.bytes(HOLDER);
        this.#out.text(quoted(this.#names.of(holder)));
      }
      this.#out.bytes(TEXT_END);
    }
  }

  kernelSlice(kernelThread: number, from: number, to: number, state: number, detail: number): void {
    if (state === KERNEL_IDLE) return;
    const process = this.#kernelProcessOf.get(kernelThread);
    this.#beginSlice(KERNEL_THREAD, state, process, this.#kernelTrackOf.get(kernelThread), from, to);
    if (detail === NONE) {
      this.#out.bytes(EVENT_END);
    } else if (state === KERNEL_BLOCKED) {
      this.#out.bytes(OF_USER_THREAD);
      this.#out.text(quoted(this.#names.of(detail)));
      this.#out.bytes(TEXT_END);
    } else {
      this.#endSlice(ON_CORE, detail);
    }
  }

  coreSlice(core: number, from: number, to: number, state: number, detail: number): void {
    if (state === CORE_IDLE) return;
    this.#beginSlice(CORE, state, this.#coreProcess, at(this.#coreTracks, core), from, to);
    this.#endSlice(ON_KERNEL_THREAD, detail);
  }

  wake(time: number, waker: number, thread: number): void {
    const flow = this.#next();
    this.#endOfFlow(WAKE_BEGIN, flow, waker, time);
    this.#endOfFlow(WAKE_END, flow, thread, time);
  }

  #beginSlice(
    { complete, endless }: Beginnings,
    state: number,
    process: number,
    track: number,
    from: number,
    to: number,
  ): void {
    const out = this.#out;
    out.bytes(at(to === FOR_EVER ? endless : complete, state));
    out.integer(process);
    out.bytes(TRACK);
    out.integer(track);
    out.bytes(TIME);
    out.microseconds(from);
    if (to === FOR_EVER) return;
    out.bytes(DURATION);
    out.microseconds(to - from);
  }

  #endSlice(argument: Uint8Array, value: number): void {
    this.#out.bytes(argument);
    this.#out.integer(value);
    this.#out.bytes(NUMBER_END);
  }

  /** An end without `"bp":"e"` leads to the slice that begins then, not to the one that is over. */
  #endOfFlow(beginning: Uint8Array, flow: number, thread: number, time: number): void {
    const out = this.#out;
    out.bytes(beginning);
    out.integer(this.#processOf.get(thread));
    out.bytes(TRACK);
    out.integer(this.#trackOf.get(thread));
    out.bytes(TIME);
    out.microseconds(time);
    out.bytes(FLOW);
    out.integer(flow);
    out.bytes(EVENT_END);
  }

  /** A new track of that name. */
  #name(process: number, name: string): number {
    const track = this.#next();
    this.#out.text(nameEvent(process, track, name));
    return track;
  }

  /** A new process; its name is left out where the scenario has no other. */
  #nameProcess(title: string, { name }: ProcessMeta, what: string): number {
    const process = this.#next();
    const owner = this.#meta.processes.length === 1 ? "" : `${name}: `;
    this.#out.text(nameEvent(process, null, `${title}: ${owner}${what}`));
    return process;
  }
}
