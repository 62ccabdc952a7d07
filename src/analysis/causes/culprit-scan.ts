import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { EventCode, type TraceSink } from "../../trace/events.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { forEachRecord, type Trace } from "../../trace/trace.ts";
import { Carriers } from "./carriers.ts";
import { CulpritLog } from "./culprit-log.ts";
import { DeviceQueues } from "./device-queues.ts";

/** Of more user threads to blame at one place and time, the first this many share it. */
const MAX_CULPRITS = 64;

/** Who was to blame for waits, by place and time. */
export interface CulpritLogs {
  /** User threads on cores, in order of the cores. */
  readonly cores: CulpritLog;
  /** By process: user threads on its kernel threads that have their turn to carry (those of bound user threads apart), in order of these; on any, where none has. */
  readonly mounted: readonly CulpritLog[];
  /** By process: those of them whose kernel thread is blocked in the kernel, while the process is stalled. */
  readonly pinned: readonly CulpritLog[];
  /** By process: user threads that run, or have run and not waited since: one of them has the interpreter lock. */
  readonly active: readonly CulpritLog[];
  /** By object: who holds it, in order of acquisition. */
  readonly holders: readonly CulpritLog[];
  /** By object: whether others than the holder released it, so that holding it means nothing. */
  readonly isSignal: readonly boolean[];
  /** By device: who is served. */
  readonly served: readonly CulpritLog[];
  /** Records by which a user thread began to wait for room in a queue; other waits at queues are for an item. */
  readonly roomWaits: ReadonlySet<number>;
  /** By record that ended a wait for a turn: since when a kernel thread carried the user thread and waited for a core, ns. */
  readonly waitedForCoreFrom: ReadonlyMap<number, number>;
  /** Since when a user thread, at the end of the run, waits for a core, carried by a kernel thread of which it has not said so; null where it does not. ns. */
  readonly waitsForCoreFrom: (thread: number) => number | null;
}

const logs = (count: number): CulpritLog[] => Array.from({ length: count }, () => new CulpritLog());

class CulpritScan implements TraceSink {
  readonly logs: CulpritLogs;
  readonly #isSignal: boolean[];
  readonly #carriers: Carriers;
  readonly #devices: DeviceQueues;
  readonly #holders: number[][];
  readonly #active: Set<number>[];
  /** By object: its length, of queues. */
  readonly #lengths = new Map<number, number>();
  readonly #roomWaits = new Set<number>();
  readonly #isBlockedByGil = new Set<number>();
  readonly #stalled = new Set<number>();
  #time = 0;
  #touched = false;
  #next = 0;

  constructor(meta: TraceMeta) {
    const { processes, objects, devices } = meta;
    this.#isSignal = objects.map(() => false);
    this.#carriers = new Carriers(meta);
    this.#devices = new DeviceQueues(devices);
    this.#holders = objects.map(() => []);
    this.#active = processes.map(() => new Set());
    this.logs = {
      cores: new CulpritLog(),
      mounted: logs(processes.length),
      pinned: logs(processes.length),
      active: logs(processes.length),
      holders: logs(objects.length),
      isSignal: this.#isSignal,
      served: logs(devices.length),
      roomWaits: this.#roomWaits,
      waitedForCoreFrom: this.#carriers.waitedForCoreFrom,
      waitsForCoreFrom: (thread) => this.#carriers.coreFrom(thread),
    };
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    if (time > this.#time) {
      this.flush();
      this.#time = time;
    }
    const record = this.#next;
    this.#next += 1;
    if (code === EventCode.acquired || code === EventCode.acquiredRead || code === EventCode.released) {
      this.#hold(time, code !== EventCode.released, subject, detail);
      return;
    }
    if (code === EventCode.value) this.#lengths.set(detail, subject);
    else if (code === EventCode.blockedQueue && (this.#lengths.get(detail) ?? 0) > 0)
      this.#roomWaits.add(record);
    if (code === EventCode.stallBegin) {
      this.#stalled.add(subject);
      this.#touched = true;
    } else if (code === EventCode.stallEnd) this.#stalled.delete(subject);
    if (code <= EventCode.blockedThrottled) this.#threadRecord(time, code, subject, detail);
    this.#touched = this.#carriers.record(record, time, code, subject, detail) || this.#touched;
  }

  /** Writes down who carries and runs what, as it is at the end of an instant. */
  flush(): void {
    if (!this.#touched) return;
    this.#touched = false;
    const carriers = this.#carriers;
    this.logs.cores.set(this.#time, carriers.onCores());
    for (const [process, log] of this.logs.mounted.entries()) {
      if (carriers.isAwaited(process)) log.set(this.#time, carriers.mounted(process, MAX_CULPRITS));
    }
    for (const process of this.#stalled)
      at(this.logs.pinned, process).set(this.#time, carriers.pinned(process, MAX_CULPRITS));
    if (this.#isBlockedByGil.size === 0) return;
    for (const [process, log] of this.logs.active.entries()) {
      log.set(this.#time, firstOf(at(this.#active, process), MAX_CULPRITS));
    }
  }

  #threadRecord(time: number, code: EventCode, thread: number, detail: number): void {
    if (code === EventCode.threadReady && this.#devices.deviceOf(thread) !== NONE) {
      const device = this.#devices.deviceOf(thread);
      this.#devices.finish(thread, NONE);
      at(this.logs.served, device).set(time, this.#devices.served(device));
    }
    if (code === EventCode.blockedIo && detail !== NONE) {
      this.#devices.request(detail, thread);
      at(this.logs.served, detail).set(time, this.#devices.served(detail));
    }
    if (code === EventCode.blockedGil) this.#isBlockedByGil.add(thread);
    else if (code !== EventCode.threadWake) this.#isBlockedByGil.delete(thread);
    const active = this.#active[this.#carriers.processOf(thread)];
    if (code === EventCode.threadRunning) active?.add(thread);
    else if (code >= EventCode.blockedIo || code === EventCode.threadEnd) active?.delete(thread);
  }

  #hold(time: number, acquires: boolean, thread: number, object: number): void {
    const holders = at(this.#holders, object);
    if (acquires) holders.push(thread);
    else {
      const place = holders.indexOf(thread);
      if (place >= 0) holders.splice(place, 1);
      else this.#isSignal[object] = true;
    }
    if (!this.#isSignal[object]) at(this.logs.holders, object).set(time, holders.slice(0, MAX_CULPRITS));
  }
}

/** The first `most` of these. */
function firstOf(threads: Iterable<number>, most: number): readonly number[] {
  const first: number[] = [];
  for (const thread of threads) {
    if (first.length === most) break;
    first.push(thread);
  }
  return first;
}

/** Finds out who was to blame at every place and time of a run, in one pass. */
export function findCulprits(trace: Trace): CulpritLogs {
  const scan = new CulpritScan(trace.meta);
  forEachRecord(trace, scan);
  scan.flush();
  return scan.logs;
}
