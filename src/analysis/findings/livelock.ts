import { formatCount } from "../../base/format-count.ts";
import { formatDuration } from "../../base/format-duration.ts";
import { EventCode } from "../../trace/events.ts";
import type { RunEnd, TraceMeta } from "../../trace/meta.ts";
import { listOf, objectName, threadName } from "../names.ts";
import type { Finding } from "../result.ts";
import type { ThreadLedger } from "../thread-ledger.ts";
import { makeFinding } from "./make-finding.ts";
import type { Watcher, WatcherParts } from "./watcher.ts";

/** Values of variables seen since the last progress; more of them are progress themselves. */
const MAX_VALUES = 64;
/** Stores that have to repeat such values. */
const MIN_REPEATS = 20;

/** What a user thread has done since the last progress. */
interface Deeds {
  readonly name: string;
  /** Variables it has stored, and those it has looked at without storing them then. */
  readonly stored: Set<number>;
  readonly looked: Set<number>;
  /** The variable it has loaded last and not stored since, or null. */
  loaded: number | null;
}

/**
 * Livelock: user threads that are not blocked and change their state in answer to one another without any of
 * them getting on ("after you": Tanenbaum, Modern Operating Systems, section 6.7.3). Seen here as: up to the
 * end of a run that was cut off, for at least as long as all that came before, at least two user threads store
 * to variables, each looks at one that another stores, no variable takes a value that it had not in that time,
 * and nothing else is achieved: no end, no job, no io, no lock, no item, no instance.
 */
export class Livelock implements Watcher {
  readonly #meta: TraceMeta;
  readonly #threads: ThreadLedger;
  readonly #isVariable: readonly boolean[];
  readonly #values = new Set<number>();
  readonly #deeds = new Map<number, Deeds>();
  #sinceNs = 0;
  #repeats = 0;

  private constructor({ meta, threads }: WatcherParts) {
    this.#meta = meta;
    this.#threads = threads;
    this.#isVariable = meta.objects.map(({ kind }) => kind === "variable");
  }

  /** Null where there are no variables. */
  static watch(this: void, parts: WatcherParts): Livelock | null {
    return parts.meta.objects.some(({ kind }) => kind === "variable") ? new Livelock(parts) : null;
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    switch (code) {
      case EventCode.loaded:
        if (this.#isVariable[detail] === true) this.#load(subject, detail);
        return;
      case EventCode.stored:
        this.#store(subject, detail);
        return;
      case EventCode.value:
        if (this.#isVariable[detail] === true) this.#change(time, subject, detail);
        return;
      case EventCode.threadArrive:
      case EventCode.threadEnd:
      case EventCode.blockedIo:
      case EventCode.jobStart:
      case EventCode.jobEnd:
      case EventCode.acquired:
      case EventCode.acquiredRead:
      case EventCode.put:
      case EventCode.taken:
      case EventCode.instanceEnd:
        this.#progress(time);
        return;
      default:
    }
  }

  findings({ outcome, endNs }: RunEnd): readonly Finding[] {
    const isOver = outcome === "completed" || outcome === "deadlock";
    if (isOver || this.#repeats < MIN_REPEATS || endNs - this.#sinceNs < this.#sinceNs) return [];
    const caught = [...this.#deeds.values()].filter((deeds) => this.#answersAnother(deeds));
    if (caught.length < 2) return [];
    const names = caught.map(({ name }) => name);
    const variables = [...new Set(caught.flatMap(({ stored }) => [...stored]))];
    const objects = variables.map((variable) => objectName(this.#meta, variable));
    return [
      makeFinding("livelock", {
        atNs: this.#sinceNs,
        threads: names,
        objects,
        message:
          `From ${formatDuration(this.#sinceNs)} on ${listOf(names)} kept answering one another: they changed ` +
          `${listOf(objects)} to and fro ${formatCount(this.#repeats)} times, and none of them got on.`,
      }),
    ];
  }

  #answersAnother(deeds: Deeds): boolean {
    if (deeds.stored.size === 0) return false;
    return [...this.#deeds.values()].some(
      (other) => other !== deeds && [...deeds.looked].some((variable) => other.stored.has(variable)),
    );
  }

  #progress(time: number): void {
    this.#sinceNs = time;
    this.#repeats = 0;
    if (this.#values.size > 0) this.#values.clear();
    if (this.#deeds.size > 0) this.#deeds.clear();
  }

  #load(thread: number, variable: number): void {
    const deeds = this.#deedsOf(thread);
    if (deeds.loaded !== null) deeds.looked.add(deeds.loaded);
    deeds.loaded = variable;
  }

  #store(thread: number, variable: number): void {
    if (this.#isVariable[variable] !== true) return;
    const deeds = this.#deedsOf(thread);
    deeds.stored.add(variable);
    if (deeds.loaded === variable) deeds.loaded = null;
  }

  #change(time: number, value: number, variable: number): void {
    const key = value * this.#isVariable.length + variable;
    if (this.#values.has(key)) {
      this.#repeats += 1;
      return;
    }
    if (this.#values.size === MAX_VALUES) {
      this.#progress(time);
      return;
    }
    this.#values.add(key);
    this.#sinceNs = time;
    this.#repeats = 0;
  }

  #deedsOf(thread: number): Deeds {
    const known = this.#deeds.get(thread);
    if (known !== undefined) return known;
    const name = threadName(this.#meta, this.#threads.group(thread), this.#threads.index(thread));
    const fresh: Deeds = { name, stored: new Set(), looked: new Set(), loaded: null };
    this.#deeds.set(thread, fresh);
    return fresh;
  }
}
