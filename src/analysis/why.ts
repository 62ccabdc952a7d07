import { at } from "../base/assert.ts";
import { formatDuration } from "../base/format-duration.ts";
import { NONE } from "../base/ids.ts";
import { EventCode } from "../trace/events.ts";
import { THREAD_STATES, type ThreadState } from "../trace/states.ts";
import type { TrackStore } from "../trace/track-store.ts";
import { type Moment, momentAt, threadStateAt } from "./moment.ts";
import { countOf, groupName, listOf } from "./names.ts";
import { ObjectHistory } from "./object-history.ts";
import { carriersText, ioText, waitText } from "./wait-words.ts";

/** One user thread of a chain of waiting at one instant. */
export interface WhyStep {
  readonly thread: number;
  readonly name: string;
  readonly state: ThreadState;
  /** Since when it is in this state, and until when; null where that lasts to the end of the run. ns. */
  readonly sinceNs: number;
  readonly untilNs: number | null;
  /** What it does or waits for, to follow its name: `waits for lock m, held by b`. */
  readonly phrase: string;
  /** The user thread that could end the waiting: the next step. NONE where the chain ends. */
  readonly next: number;
}

/** Why a user thread is in its state: the chain of waiting, and the whole of it as one sentence. */
export interface Why {
  readonly steps: readonly WhyStep[];
  /** The last step waits for one of the steps before. */
  readonly isCycle: boolean;
  readonly sentence: string;
}

/** Steps of a chain that are told. */
const MAX_STEPS = 16;
const NOT_THERE = "is not there yet";
/** Names in a list. */
const MAX_NAMES = 3;

/** What a phrase is made of: what there is to say, and who is next. */
interface Link {
  readonly phrase: string;
  readonly next: number;
}
const end = (phrase: string): Link => ({ phrase, next: NONE });

/** Answers why a user thread of one run is in its state at any time. */
export class WhyTeller {
  readonly #tracks: TrackStore;
  readonly #objects: ObjectHistory;
  #moment: { readonly timeNs: number; readonly moment: Moment } | null = null;

  constructor(tracks: TrackStore) {
    this.#tracks = tracks;
    this.#objects = new ObjectHistory(tracks.index);
  }

  /** The run at one instant; the last one asked for is kept. */
  momentAt(timeNs: number): Moment {
    if (this.#moment?.timeNs !== timeNs) {
      this.#moment = { timeNs, moment: momentAt(this.#tracks, timeNs) };
    }
    return this.#moment.moment;
  }

  /** `timeNs` inside the run. */
  why(thread: number, timeNs: number): Why {
    const steps: WhyStep[] = [];
    const seen = new Set<number>();
    let next = thread;
    while (next !== NONE && !seen.has(next) && steps.length < MAX_STEPS) {
      seen.add(next);
      const step = this.#step(next, timeNs);
      steps.push(step);
      next = step.next;
    }
    const isCycle = next !== NONE && seen.has(next);
    return { steps, isCycle, sentence: sentenceOf(steps, isCycle, timeNs) };
  }

  #step(thread: number, timeNs: number): WhyStep {
    const { index } = this.#tracks;
    const name = index.threadName(thread);
    const span = this.#tracks.get("thread", thread).spanAt(timeNs);
    if (span === null) return this.#withoutInterval(thread, name, timeNs);
    const state = at(THREAD_STATES, span.state);
    const isLast = span.to === index.lastNs;
    const untilNs = isLast && !this.#hasEnded(thread) ? null : span.to;
    return {
      thread,
      name,
      state,
      sinceNs: span.from,
      untilNs,
      ...this.#link(thread, state, span.detail, timeNs),
    };
  }

  #hasEnded(thread: number): boolean {
    return (
      threadStateAt(this.#tracks.index, thread, this.#tracks.index.trace.end.endNs)?.state === "terminated"
    );
  }

  /** Before its creation, after its end, or at the very end of the run, where states last no time. */
  #withoutInterval(thread: number, name: string, timeNs: number): WhyStep {
    const now = threadStateAt(this.#tracks.index, thread, timeNs);
    if (now === null) {
      return { thread, name, state: "new", sinceNs: 0, untilNs: null, phrase: NOT_THERE, next: NONE };
    }
    const { state, sinceNs, detail } = now;
    return { thread, name, state, sinceNs, untilNs: null, ...this.#link(thread, state, detail, timeNs) };
  }

  #link(thread: number, state: ThreadState, detail: number, timeNs: number): Link {
    const { meta } = this.#tracks.index.trace;
    switch (state) {
      case "new":
        return end("is created, but has not arrived");
      case "running":
        return end(`runs${this.#place(detail, timeNs)}`);
      case "overhead":
        return this.#overhead(thread, detail, timeNs);
      case "ready":
        return this.#ready(thread, detail, timeNs);
      case "stalled":
        return this.#stalled(thread, timeNs);
      case "io":
        return end(ioText(meta, detail));
      case "sleep":
        return end("sleeps");
      case "lock":
      case "semaphore":
        return this.#held(thread, detail, timeNs);
      case "queue":
      case "condition":
      case "barrier":
        return end(waitText(meta, detail, this.#objects.valueAt(detail, timeNs)));
      case "join":
        return this.#join(detail, timeNs);
      case "gil":
        return this.#gil(thread, timeNs);
      case "throttled":
        return end("is throttled: its process has used up its quota, until the next period");
      case "terminated":
        return end("has ended");
    }
  }

  #overhead(thread: number, kernelThread: number, timeNs: number): Link {
    const where = this.#place(kernelThread, timeNs);
    const lock = this.#spinsFor(thread, timeNs);
    if (lock === NONE) return end(`is switched to, created or in a system call${where}`);
    const { phrase, next } = this.#held(thread, lock, timeNs);
    return { phrase: `spins${where} and ${phrase}`, next };
  }

  /** The spin lock that it has found taken and not got yet; or NONE. */
  #spinsFor(thread: number, timeNs: number): number {
    const { records } = this.#tracks.index;
    const own = this.#tracks.index.recordsOf(thread);
    for (let i = own.length - 1; i >= 0; i -= 1) {
      const record = own[i] ?? 0;
      if (records.time(record) > timeNs) continue;
      const code = records.code(record);
      if (code === EventCode.spins) return records.detail(record);
      if (code === EventCode.acquired) return NONE;
    }
    return NONE;
  }

  /** ` on kernel thread 2, core 1` */
  #place(kernelThread: number, timeNs: number): string {
    if (kernelThread === NONE) return "";
    const core = this.momentAt(timeNs).cores.findIndex((one) => one.kernelThread === kernelThread);
    return ` on kernel thread ${kernelThread}${core < 0 ? "" : `, core ${core}`}`;
  }

  #ready(thread: number, kernelThread: number, timeNs: number): Link {
    const { index } = this.#tracks;
    const { cores, kernelThreads } = this.momentAt(timeNs);
    const process = index.processOf(thread);
    const own = kernelThreads.filter((one) => one.process === process && one.state !== "idle");
    // A kernel thread that carries nobody yet and waits for a core is there for it, or will be at once.
    if (kernelThread !== NONE || own.some((one) => one.state === "ready" && one.thread === NONE)) {
      const names = cores.flatMap((core) => {
        const on = kernelThreads.find(({ id }) => id === core.kernelThread)?.thread ?? NONE;
        return on === NONE || on === thread ? [] : [index.threadName(on)];
      });
      const by = names.length === 0 ? "" : `, taken by ${listOf(names, MAX_NAMES)}`;
      const what = index.coreCount === 1 ? "the only core" : `one of ${index.coreCount} cores`;
      return end(`is ready and waits for ${what}${by}`);
    }
    const [only, second] = own;
    const carried = only?.thread ?? NONE;
    if (only !== undefined && second === undefined && carried !== NONE && carried !== thread) {
      return {
        phrase: `is ready and waits for its turn on kernel thread ${only.id}, which carries ${index.threadName(carried)}`,
        next: carried,
      };
    }
    const count = own.length < 2 ? "a kernel thread" : `one of ${own.length} kernel threads`;
    return end(`is ready and waits for its turn on ${count}`);
  }

  #stalled(thread: number, timeNs: number): Link {
    const { index } = this.#tracks;
    const process = index.processOf(thread);
    const own = this.momentAt(timeNs).kernelThreads.filter((one) => one.process === process);
    const pinned = own.filter(({ state, thread: on }) => state === "blocked" && on !== thread && on !== NONE);
    const names = pinned.map((one) => index.threadName(one.thread));
    const text = carriersText(index.trace.meta, process, own.length, names);
    return { phrase: `could run, but is stalled: ${text}`, next: pinned[0]?.thread ?? NONE };
  }

  /** Locks and permits: who has them. */
  #held(thread: number, object: number, timeNs: number): Link {
    const phrase = waitText(this.#tracks.index.trace.meta, object, null);
    const holders = this.#objects.holdersAt(object, timeNs);
    const [first] = holders;
    if (first === undefined) return end(`${phrase}, which nobody is known to hold`);
    if (first === thread) return { phrase: `${phrase}, which it holds itself`, next: thread };
    const by = this.#holdersText(object, holders, timeNs);
    return { phrase: `${phrase}, held by ${by}`, next: first };
  }

  /** `a and 2 others` for permits, and all by name for read-write locks: `readers a and b`, `writer a`. */
  #holdersText(object: number, holders: readonly number[], timeNs: number): string {
    const { index } = this.#tracks;
    const names = [...new Set(holders)].map((holder) => index.threadName(holder));
    if (index.trace.meta.objects[object]?.kind !== "rwlock") {
      return names.length < 2 ? listOf(names) : `${names[0]} and ${countOf(holders.length - 1, "other")}`;
    }
    if (!this.#objects.areReadersAt(object, timeNs)) return `writer ${listOf(names)}`;
    return `reader${names.length === 1 ? "" : "s"} ${listOf(names, MAX_NAMES)}`;
  }

  #join(group: number, timeNs: number): Link {
    const { index } = this.#tracks;
    const members = group === NONE ? [] : [...index.threadsOfGroup(group)];
    const alive = members.find((member) => {
      const now = threadStateAt(index, member, timeNs);
      return now !== null && now.state !== "terminated";
    });
    const name = groupName(index.trace.meta, group);
    if (alive === undefined) return end(`waits for ${name} to end`);
    return { phrase: `waits for ${index.threadName(alive)} to end`, next: alive };
  }

  #gil(thread: number, timeNs: number): Link {
    const { index } = this.#tracks;
    const process = index.processOf(thread);
    const running = this.momentAt(timeNs).kernelThreads.find(
      (one) => one.process === process && one.state === "running" && one.thread !== NONE,
    );
    if (running === undefined) return end("waits for the interpreter lock");
    const name = index.threadName(running.thread);
    return { phrase: `waits for the interpreter lock, held by ${name}`, next: running.thread };
  }
}

/** ` (since 5 ms, until 100 ms)` */
function spanOf({ sinceNs, untilNs, state }: WhyStep): string {
  if (state === "terminated") return ` (at ${formatDuration(sinceNs)})`;
  const until = untilNs === null ? "to the end of the run" : `until ${formatDuration(untilNs)}`;
  return ` (since ${formatDuration(sinceNs)}, ${until})`;
}

/** The chain as one sentence, beginning with the user thread asked about. */
function sentenceOf(steps: readonly WhyStep[], isCycle: boolean, timeNs: number): string {
  const parts = steps.map((step, place) => {
    const who = place === 0 ? `At ${formatDuration(timeNs)} ${step.name}` : step.name;
    return `${who} ${step.phrase}${step.phrase === NOT_THERE ? "" : spanOf(step)}`;
  });
  const tail = isCycle && steps.length > 1 ? " – a circle: none of them can ever go on" : "";
  return `${parts.join("; ")}${tail}.`;
}

/** The user thread that makes `thread` ready, and when: at the end of its wait, or before `timeNs` where it doesn't wait. */
export function wakingOf(
  tracks: TrackStore,
  thread: number,
  timeNs: number,
): { readonly waker: number; readonly atNs: number } | null {
  const { index } = tracks;
  const own = index.recordsOf(thread);
  const span = tracks.get("thread", thread).spanAt(timeNs);
  const state = THREAD_STATES[span?.state ?? -1];
  const waits = state !== undefined && !["new", "ready", "stalled", "running", "overhead"].includes(state);
  const limitNs = waits ? (span?.to ?? timeNs) : timeNs;
  for (let i = own.length - 1; i >= 0; i -= 1) {
    const record = own[i] ?? 0;
    const atNs = index.records.time(record);
    if (atNs > limitNs || index.records.code(record) !== EventCode.threadWake) continue;
    const waker = index.records.detail(record);
    return waker === NONE || (waits && atNs < limitNs) ? null : { waker, atNs };
  }
  return null;
}
