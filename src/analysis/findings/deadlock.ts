import { NONE } from "../../base/ids.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { BLOCKED_REASONS } from "../../trace/states.ts";
import { countOf, groupName, listOf, objectName, threadName } from "../names.ts";
import type { Finding } from "../result.ts";
import { READY } from "../thread-ledger.ts";
import { carriersText, ioText, waitText } from "../wait-words.ts";
import { circleAdvice, endlessAdvice, type KnownWait } from "./deadlock-advice.ts";
import { makeFinding } from "./make-finding.ts";
import { STARVED_ADVICE, starvedPools, starvedText } from "./pool-starvation.ts";
import { anyWaitsForLock, stuckThreads } from "./stuck.ts";
import { type Wait, WaitsFor, type WaitsForParts } from "./waits-for.ts";

/** Circles told one by one; of longer circles only so many members are spelled out. */
const MAX_CYCLES = 8;
const MAX_MEMBERS = 12;
/** Names and kinds of waiting listed where there is no circle. */
const MAX_THREADS = 100;
const MAX_WAITS = 6;
/** Readers of a read-write lock that are named. */
const MAX_HOLDERS = 4;

/** Puts a deadlock into words: the circle of user threads that wait for each other, or who waits for what. */
class DeadlockReport {
  readonly #meta: TraceMeta;
  readonly #parts: WaitsForParts;
  readonly #graph: WaitsFor;

  constructor(meta: TraceMeta, parts: WaitsForParts) {
    this.#meta = meta;
    this.#parts = parts;
    this.#graph = new WaitsFor(parts);
  }

  findings(endNs: number): readonly Finding[] {
    const waiting = this.#graph.waiting();
    const cycles = this.#graph.cycles();
    if (cycles.length === 0) return [this.#withoutCycle(waiting, endNs)];
    const inCycles = cycles.reduce((sum, cycle) => sum + cycle.length, 0);
    return cycles
      .slice(0, MAX_CYCLES)
      .map((cycle, index) =>
        this.#cycle(
          cycle,
          index === 0 ? waiting.length - inCycles : 0,
          Math.max(0, cycles.length - MAX_CYCLES),
        ),
      );
  }

  /** Of user threads that can never go on while others do. */
  partial(endNs: number): readonly Finding[] {
    const stuck = stuckThreads(this.#parts, this.#graph);
    const cycles = this.#graph.cycles().filter((cycle) => cycle.every((thread) => stuck.has(thread)));
    const abandoned = [...stuck].filter((thread) => {
      const wait = this.#graph.wait(thread);
      return wait?.kind === "object" && wait.ended;
    });
    const left = Math.max(0, cycles.length - MAX_CYCLES);
    const findings = cycles.slice(0, MAX_CYCLES).map((cycle) => this.#cycle(cycle, 0, left));
    if (abandoned.length > 0) findings.push(this.#withoutCycle(abandoned, endNs));
    return findings;
  }

  #cycle(cycle: readonly number[], others: number, cyclesLeft: number): Finding {
    const links = cycle.slice(0, MAX_MEMBERS).map((thread, place) => this.#link(cycle, thread, place));
    if (cycle.length > MAX_MEMBERS) links.push(`and so on through ${cycle.length} user threads`);
    const rest =
      others > 0 ? ` ${countOf(others, "more user thread")} ${others === 1 ? "waits" : "wait"} too.` : "";
    const more = cyclesLeft > 0 ? ` There are ${countOf(cyclesLeft, "more such circle")}.` : "";
    return makeFinding("deadlock", {
      atNs: this.#lastBlocked(cycle),
      threads: cycle.map((thread) => this.#name(thread)),
      objects: this.#objectsOf(cycle),
      message: `${links.join("; ")}.${rest}${more}`,
      advice: circleAdvice(this.#known(cycle), this.#kernelThreads(cycle)),
    });
  }

  /** One member of a circle: what it holds, what it waits for and who could end that. */
  #link(cycle: readonly number[], thread: number, place: number): string {
    const wait = this.#graph.wait(thread);
    const before = this.#graph.wait(cycle.at(place - 1) ?? NONE);
    const held = before?.kind === "object" ? `holds ${this.#share(before.object)} and ` : "";
    const self = cycle.length === 1;
    if (wait?.kind === "object") {
      const object = this.#share(wait.object);
      const next = cycle[(place + 1) % cycle.length] ?? NONE;
      const holders = this.#holdersText(wait, this.#name(next));
      return self
        ? `${this.#name(thread)} waits for ${object}, which it holds itself`
        : `${this.#name(thread)} ${held}waits for ${object}, which ${holders}`;
    }
    return `${this.#name(thread)} ${held}${wait === null ? "waits" : this.#waitText(wait)}`;
  }

  #withoutCycle(waiting: readonly number[], endNs: number): Finding {
    const byText = new Map<string, string[]>();
    for (const thread of waiting) {
      const wait = this.#graph.wait(thread);
      if (wait === null) continue;
      const text = this.#waitText(wait);
      const names = byText.get(text) ?? [];
      names.push(this.#name(thread));
      byText.set(text, names);
    }
    const texts = [...byText].map(([text, names]) =>
      names.length === 1 ? `${names[0]} ${text}` : `each of ${listOf(names)} ${text}`,
    );
    const shown = texts.slice(0, MAX_WAITS);
    if (texts.length > MAX_WAITS)
      shown.push(`and ${countOf(texts.length - MAX_WAITS, "other kind")} of waiting`);
    const who = shown.length === 0 ? "no user thread that is left can run" : shown.join("; ");
    const starved = starvedPools(this.#meta, this.#parts);
    return makeFinding("deadlock", {
      atNs: waiting.length === 0 ? endNs : this.#lastBlocked(waiting),
      threads: waiting.slice(0, MAX_THREADS).map((thread) => this.#name(thread)),
      objects: this.#objectsOf(waiting),
      message: `${who}, and nothing is left that could end the waiting.${starved.map(starvedText).join("")}`,
      advice: starved.length > 0 ? STARVED_ADVICE : endlessAdvice(this.#known(waiting)),
    });
  }

  #known(waiting: readonly number[]): readonly KnownWait[] {
    return waiting.flatMap((thread) => {
      const wait = this.#graph.wait(thread);
      if (wait === null) return [];
      return [{ wait, kind: this.#meta.objects[objectOf(wait)]?.kind ?? null }];
    });
  }

  /** Most kernel threads that the process of one that is stalled ever had. */
  #kernelThreads(cycle: readonly number[]): number {
    const stalled = cycle.map((thread) => this.#graph.wait(thread)).find((wait) => wait?.kind === "stalled");
    return stalled?.kind === "stalled" ? this.#parts.kernels.mostOf(stalled.process) : 0;
  }

  /** Follows a name: what that user thread waits for. */
  #waitText(wait: Wait): string {
    const meta = this.#meta;
    switch (wait.kind) {
      case "object": {
        const text = `waits for ${this.#share(wait.object)}`;
        if (wait.holder === null) return text;
        const holder = threadName(meta, wait.holder.group, wait.holder.index);
        const held = wait.ended
          ? `${holder} never gave back before it ended`
          : this.#holdersText(wait, holder);
        return `${text}, which ${held}`;
      }
      case "join": {
        const group = groupName(meta, wait.group);
        return `waits for ${wait.member === NONE ? group : this.#name(wait.member)} to end`;
      }
      case "stalled": {
        const most = this.#parts.kernels.mostOf(wait.process);
        const pinned = wait.pinned === NONE ? [] : [this.#name(wait.pinned)];
        return `could run, but ${carriersText(meta, wait.process, most, pinned)}`;
      }
      case "other":
        return this.#blockedText(wait.reason, wait.detail);
    }
  }

  /** What a thread can have of an object: a mutex itself, one of a semaphore's permits. */
  #share(object: number): string {
    const name = objectName(this.#meta, object);
    return this.#meta.objects[object]?.kind === "semaphore" ? `a permit of ${name}` : name;
  }

  /** `left holds`, `left and 3 others hold`; of a read-write lock `writer left holds`, `readers left and right hold`. */
  #holdersText({ object }: Extract<Wait, { kind: "object" }>, holder: string): string {
    const { holders } = this.#parts.objects;
    const all = holders.of(object);
    if (this.#meta.objects[object]?.kind !== "rwlock") {
      const others = all.length - 1;
      return others <= 0 ? `${holder} holds` : `${holder} and ${countOf(others, "other")} hold`;
    }
    if (!holders.areReaders(object)) return `writer ${holder} holds`;
    // The one that matters here comes first.
    const names = new Set([holder, ...all.map(({ group, index }) => threadName(this.#meta, group, index))]);
    return names.size === 1 ? `reader ${holder} holds` : `readers ${listOf([...names], MAX_HOLDERS)} hold`;
  }

  #blockedText(reason: number, detail: number): string {
    const name = BLOCKED_REASONS[reason];
    if (detail < 0) return `is blocked (${name})`;
    if (name === "io") return ioText(this.#meta, detail);
    const length = this.#parts.objects.value(detail);
    return waitText(this.#meta, detail, Number.isNaN(length) ? null : length);
  }

  /** When the last of them began to wait: from then on nothing could help. */
  #lastBlocked(waiting: readonly number[]): number {
    const { threads } = this.#parts;
    let last = 0;
    for (const thread of waiting) {
      if (threads.state(thread) !== READY) last = Math.max(last, threads.since(thread));
    }
    return last;
  }

  #objectsOf(waiting: readonly number[]): readonly string[] {
    const names = new Set<string>();
    for (const thread of waiting) {
      const wait = this.#graph.wait(thread);
      const object = wait === null ? NONE : objectOf(wait);
      if (object !== NONE) names.add(objectName(this.#meta, object));
    }
    return [...names];
  }

  #name(thread: number): string {
    const { threads } = this.#parts;
    return threadName(this.#meta, threads.group(thread), threads.index(thread));
  }
}

/** The shared object that a wait is for, or NONE. */
function objectOf(wait: Wait): number {
  if (wait.kind === "object") return wait.object;
  if (wait.kind !== "other" || wait.detail < 0) return NONE;
  const reason = BLOCKED_REASONS[wait.reason];
  const isObject = reason !== "io" && reason !== "sleep" && reason !== "gil" && reason !== "throttled";
  return isObject ? wait.detail : NONE;
}

/** What to say of a run whose outcome is `deadlock`; to be asked before the ledger is closed, as that moves the waits' beginnings. */
export function deadlockFindings(meta: TraceMeta, parts: WaitsForParts, endNs: number): readonly Finding[] {
  return new DeadlockReport(meta, parts).findings(endNs);
}

/**
 * What to say of user threads that wait for each other for ever in a run that went on without them; to be
 * asked before the ledger is closed likewise.
 */
export function partialDeadlockFindings(
  meta: TraceMeta,
  parts: WaitsForParts,
  endNs: number,
): readonly Finding[] {
  return anyWaitsForLock(parts) ? new DeadlockReport(meta, parts).partial(endNs) : [];
}
