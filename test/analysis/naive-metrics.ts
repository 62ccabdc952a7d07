import { EventCode as E } from "../../src/trace/events.ts";
import type { TraceMeta } from "../../src/trace/meta.ts";
import { THREAD_STATES } from "../../src/trace/states.ts";
import type { Row } from "./fixture.ts";

interface Span {
  readonly from: number;
  to: number;
  readonly state: string;
  readonly carried: boolean;
}
interface NaiveThread {
  readonly group: number;
  readonly spans: Span[];
  arrival: number | null;
  firstRun: number | null;
  end: number | null;
}

const BLOCKED_STATE_OFFSET = E.blockedIo - THREAD_STATES.indexOf("io");

/** The slow twin of Metrics: keeps every interval of every thread and core, and adds up afterwards, instant by instant where need be. */
export class NaiveMetrics {
  readonly #meta: TraceMeta;
  readonly threads: NaiveThread[] = [];
  readonly #bySubject = new Map<number, NaiveThread>();
  readonly #cores: { busy: number; overhead: number; since: number; state: string; last: object | null }[];
  readonly #kernels = new Map<number, { lastUser: NaiveThread | null; lastCore: number | null }>();
  readonly #stalls = new Map<number, { from: number; to: number }[]>();
  kernelSwitches = 0;
  userSwitches = 0;
  migrations = 0;

  constructor(meta: TraceMeta) {
    this.#meta = meta;
    this.#cores = Array.from({ length: meta.cores }, () => ({
      busy: 0,
      overhead: 0,
      since: 0,
      state: "idle",
      last: null,
    }));
  }

  record([time, code, subject, detail = -1]: Row): void {
    const thread = this.#bySubject.get(subject);
    if (code === E.threadNew) {
      const created: NaiveThread = { group: detail, spans: [], arrival: null, firstRun: null, end: null };
      this.threads.push(created);
      this.#bySubject.set(subject, created);
    } else if (code === E.kernelNew) {
      this.#kernels.set(subject, { lastUser: null, lastCore: null });
    } else if (code === E.stallBegin) {
      this.#stalls.set(subject, [
        ...(this.#stalls.get(subject) ?? []),
        { from: time, to: Number.POSITIVE_INFINITY },
      ]);
    } else if (code === E.stallEnd) {
      const open = this.#stalls.get(subject)?.at(-1);
      if (open !== undefined) open.to = time;
    } else if (code >= E.coreIdle && code <= E.coreOverhead) {
      this.#core(time, code, subject, detail);
    } else if (thread !== undefined && code <= E.blockedThrottled) {
      this.#thread(time, code, thread, detail);
    }
  }

  close(time: number): void {
    for (const thread of this.threads) endSpan(thread, time);
    for (const [core] of this.#cores.entries()) this.#core(time, E.coreIdle, core, -1);
  }

  /** Time of a thread by state, stalls told apart. */
  ledger(thread: NaiveThread): Record<string, number> {
    const sums: Record<string, number> = {};
    const group = this.#meta.groups[thread.group];
    const stalls = group === undefined || group.bound ? [] : (this.#stalls.get(group.process) ?? []);
    for (const { from, to, state, carried } of thread.spans) {
      let stalled = 0;
      if (state === "ready" && !carried) {
        for (const stall of stalls)
          stalled += Math.max(0, Math.min(to, stall.to) - Math.max(from, stall.from));
      }
      if (to - from - stalled > 0) sums[state] = (sums[state] ?? 0) + (to - from - stalled);
      if (stalled > 0) sums.stalled = (sums.stalled ?? 0) + stalled;
    }
    return sums;
  }

  /** Nanoseconds in which a process was stalled and one of its shared user threads was ready, over all processes. */
  stalledNs(endNs: number): number {
    let total = 0;
    for (let instant = 0; instant < endNs; instant += 1) {
      for (const [process, stalls] of this.#stalls) {
        if (!stalls.some(({ from, to }) => from <= instant && instant < to)) continue;
        const waits = this.threads.some(
          ({ group, spans }) =>
            this.#meta.groups[group]?.process === process &&
            this.#meta.groups[group]?.bound === false &&
            spans.some(
              (span) => span.state === "ready" && !span.carried && span.from <= instant && instant < span.to,
            ),
        );
        if (waits) total += 1;
      }
    }
    return total;
  }

  coreSums(): { busy: number; overhead: number } {
    return this.#cores.reduce(
      (sum, { busy, overhead }) => ({ busy: sum.busy + busy, overhead: sum.overhead + overhead }),
      {
        busy: 0,
        overhead: 0,
      },
    );
  }

  #thread(time: number, code: E, thread: NaiveThread, detail: number): void {
    endSpan(thread, time);
    const begin = (state: string, carried: boolean) =>
      thread.spans.push({ from: time, to: Number.POSITIVE_INFINITY, state, carried });
    if (code === E.threadArrive) {
      thread.arrival = time;
      begin("ready", false);
    } else if (code === E.threadReady) {
      begin("ready", detail >= 0);
    } else if (code === E.threadRunning || code === E.threadOverhead) {
      if (code === E.threadRunning) thread.firstRun ??= time;
      begin(code === E.threadRunning ? "running" : "overhead", false);
      const kernel = this.#kernels.get(detail);
      if (kernel === undefined) return;
      if (kernel.lastUser !== null && kernel.lastUser !== thread) this.userSwitches += 1;
      kernel.lastUser = thread;
    } else if (code === E.threadEnd) {
      thread.end = time;
    } else {
      begin(THREAD_STATES[code - BLOCKED_STATE_OFFSET] ?? "?", false);
    }
  }

  #core(time: number, code: E, subject: number, kernelThread: number): void {
    const core = this.#cores[subject];
    if (core === undefined) return;
    if (core.state === "busy") core.busy += time - core.since;
    if (core.state === "overhead") core.overhead += time - core.since;
    core.since = time;
    core.state = code === E.coreBusy ? "busy" : code === E.coreOverhead ? "overhead" : "idle";
    const kernel = this.#kernels.get(kernelThread);
    if (code === E.coreIdle || kernel === undefined) return;
    if (core.last !== null && core.last !== kernel) this.kernelSwitches += 1;
    core.last = kernel;
    if (kernel.lastCore !== null && kernel.lastCore !== subject) this.migrations += 1;
    kernel.lastCore = subject;
  }
}

function endSpan(thread: NaiveThread, time: number): void {
  const open = thread.spans.at(-1);
  if (open !== undefined && open.to === Number.POSITIVE_INFINITY) open.to = time;
}
