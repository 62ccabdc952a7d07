import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { momentAt } from "../../src/analysis/moment.ts";
import { ObjectHistory } from "../../src/analysis/object-history.ts";
import { WhyTeller, wakingOf } from "../../src/analysis/why.ts";
import { parseScenario, simulate } from "../../src/index.ts";
import { EventCode } from "../../src/trace/events.ts";
import { forEachRecord } from "../../src/trace/trace.ts";
import { TraceIndex } from "../../src/trace/trace-index.ts";
import { TrackStore } from "../../src/trace/track-store.ts";

const MS = 1_000_000;

function tracksOf(text: string, model = "one-to-one", set: readonly string[] = []): TrackStore {
  const parsed = parseScenario(text, { file: "test.yaml", models: [model], set });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join("\n"));
  const trace = simulate(parsed.scenario)[0]?.trace;
  if (trace === undefined || trace === null) throw new Error("no trace");
  return new TrackStore(new TraceIndex(trace));
}
const shipped = (name: string) => readFileSync(`scenarios/${name}.yaml`, "utf8");

function threadNamed({ index }: TrackStore, name: string): number {
  for (let thread = 0; thread < index.threadCount; thread += 1) {
    if (index.threadName(thread) === name) return thread;
  }
  throw new Error(`no ${name}`);
}

describe("why", () => {
  test("a stalled thread: who blocks its kernel thread, for which lock, and who holds that", () => {
    const tracks = tracksOf(shipped("blocking-lock"), "many-to-one");
    const { steps, sentence } = new WhyTeller(tracks).why(threadNamed(tracks, "workers[1]"), 50 * MS);
    expect(steps.map(({ name, state }) => [name, state])).toEqual([
      ["workers[1]", "stalled"],
      ["waiter", "lock"],
      ["holder", "running"],
    ]);
    expect(sentence).toMatch(
      /^At 50 ms workers\[1\] could run, but is stalled: the only kernel thread of app is blocked by waiter \(since .*, until 100 ms\); waiter waits for lock table, held by holder \(.*\); holder runs on kernel thread \d, core \d \(since .*\)\.$/,
    );
  });

  test("a deadlock is told as a circle that lasts to the end of the run", () => {
    const tracks = tracksOf(shipped("dining"));
    const { isCycle, steps, sentence } = new WhyTeller(tracks).why(0, tracks.index.trace.end.endNs);
    expect(isCycle).toBe(true);
    expect(steps.every(({ state, untilNs }) => state === "lock" && untilNs === null)).toBe(true);
    expect(sentence).toMatch(/a circle: none of them can ever go on\.$/);
  });

  test("ready without a turn: whom the only kernel thread carries; ready without a core: who is on it", () => {
    const text = `
machine: { cores: 1, costs: ideal }
workload: [ { thread: w, count: 3, program: [ { compute: 10ms } ] } ]
`;
    const shared = tracksOf(text, "many-to-one");
    expect(new WhyTeller(shared).why(1, 5 * MS).sentence).toBe(
      "At 5 ms w[1] is ready and waits for its turn on kernel thread 0, which carries w[0] (since 0 ns, until 10 ms); w[0] runs on kernel thread 0, core 0 (since 0 ns, until 10 ms).",
    );
    const own = tracksOf(text);
    expect(new WhyTeller(own).why(2, 5 * MS).sentence).toBe(
      "At 5 ms w[2] is ready and waits for the only core, taken by w[0] (since 0 ns, until 20 ms).",
    );
    expect(new WhyTeller(own).why(0, 25 * MS).sentence).toBe("At 25 ms w[0] has ended (at 10 ms).");
  });

  test("every wait of every shipped scenario has an answer, and every chain ends", () => {
    for (const name of ["io-bound", "pool-deadlock", "lost-update", "processes-vs-threads"]) {
      const tracks = tracksOf(shipped(name), "many-to-many");
      const teller = new WhyTeller(tracks);
      const { endNs } = tracks.index.trace.end;
      for (let thread = 0; thread < Math.min(10, tracks.index.threadCount); thread += 1) {
        for (let part = 0; part < 20; part += 1) {
          const { sentence } = teller.why(thread, Math.floor((endNs * part) / 20));
          expect(sentence).toMatch(/^At .*\.$/);
          expect(sentence).not.toMatch(/undefined|NaN|-1|between two states/);
        }
      }
    }
  });
});

test("holders and values at any time are those of a slow replay", () => {
  const tracks = tracksOf(shipped("io-bound"), "one-to-one", ["workload.fetchers.jobs=300"]);
  const dining = tracksOf(shipped("dining"));
  for (const { index } of [tracks, dining]) {
    const history = new ObjectHistory(index);
    const { trace } = index;
    for (let part = 0; part <= 10; part += 1) {
      const time = Math.floor((trace.end.endNs * part) / 10);
      const holders = trace.meta.objects.map((): number[] => []);
      const values = trace.meta.objects.map((): number | null => null);
      forEachRecord(trace, {
        record(at, code, subject, detail) {
          if (at > time) return;
          if (code === EventCode.value) values[detail] = subject;
          if (code === EventCode.acquired || code === EventCode.acquiredRead) holders[detail]?.push(subject);
          if (code === EventCode.released) holders[detail]?.splice(holders[detail].indexOf(subject), 1);
        },
      });
      for (const [object] of trace.meta.objects.entries()) {
        expect(history.holdersAt(object, time)).toEqual(holders[object]);
        expect(history.valueAt(object, time)).toBe(values[object]);
      }
    }
  }
});

test("a moment: who sits where, and who waits", () => {
  const tracks = tracksOf(shipped("blocking-lock"), "many-to-one");
  const { kernelThreads, stalled, cores } = momentAt(tracks, 50 * MS);
  const names = kernelThreads.map(({ state, core, thread }) => [
    tracks.index.threadName(thread),
    state,
    core,
  ]);
  const onCore = cores.findIndex(({ state }) => state === "busy");
  expect(names).toContainEqual(["waiter", "blocked", -1]);
  expect(names).toContainEqual(["holder", "running", onCore]);
  expect(stalled.map((thread) => tracks.index.threadName(thread))).toEqual([
    "workers[0]",
    "workers[1]",
    "workers[2]",
  ]);
});

test("the waker of a wait is who released the lock", () => {
  const tracks = tracksOf(shipped("blocking-lock"), "one-to-one");
  const waking = wakingOf(tracks, threadNamed(tracks, "waiter"), 50 * MS);
  expect(waking?.waker).toBe(threadNamed(tracks, "holder"));
  expect(waking?.atNs).toBeGreaterThanOrEqual(100 * MS);
  expect(wakingOf(tracks, threadNamed(tracks, "holder"), 50 * MS)).toBeNull();
});
