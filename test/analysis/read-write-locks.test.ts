import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/metrics.ts";
import type { Finding } from "../../src/analysis/result.ts";
import { WhyTeller } from "../../src/analysis/why.ts";
import { parseScenario, simulate } from "../../src/index.ts";
import { TraceIndex } from "../../src/trace/trace-index.ts";
import { TrackStore } from "../../src/trace/track-store.ts";

const MS = 1_000_000;

/** Runs user threads, by name what they do, with the read-write locks r and q, a mutex m and a variable v. */
function run(programs: Readonly<Record<string, string>>, { prefer = "fair", until = "" } = {}) {
  const threads = Object.entries(programs).map(
    ([name, program]) => `  - { thread: ${name}, program: [${program}] }`,
  );
  const text = `
machine: { cores: 8, scheduler: fcfs, costs: ideal }
models: [one-to-one]
${until}
objects: { r: { rwlock: { prefer: ${prefer} } }, q: rwlock, m: mutex, v: variable }
workload:
${threads.join("\n")}
`;
  const parsed = parseScenario(text, { file: "test.yaml" });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join("\n"));
  const trace = simulate(parsed.scenario)[0]?.trace ?? null;
  if (trace === null) throw new Error("no trace");
  return { trace, findings: analyse(trace).findings };
}
const kindsOf = (findings: readonly Finding[]): string[] => findings.map(({ kind }) => kind);

describe("data races", () => {
  const reads = (...body: string[]) => `readLocked: r, do: [${body.join(", ")}]`;
  const step = (text: string) => `{ ${text} }`;
  const found = (a: string, b: string) => kindsOf(run({ a, b: `sleep: 9ms, ${b}` }).findings);

  test("two that change what they only hold to read", () => {
    expect(found(step(reads("store: v")), step(reads("store: v")))).toEqual(["data-race"]);
    expect(found(step(reads("store: v")), step(reads("load: v")))).toEqual(["data-race"]);
  });
  test("none between a writer and readers, in either order, nor between two that read", () => {
    const writes = step("writeLocked: r, do: [store: v]");
    const loads = step(reads("load: v"));
    expect(found(loads, writes)).toEqual([]);
    expect(found(writes, loads)).toEqual([]);
    expect(found(loads, loads)).toEqual([]);
  });
  test("none where a reader held it twice", () => {
    const twice = `{ readLock: r }, { readLock: r }, { load: v }, { unlock: r }, { load: v }, { unlock: r }`;
    expect(found(twice, step("writeLocked: r, do: [store: v]"))).toEqual([]);
  });
  test("a reader of before a writer, with a reader of after it: ordered through the writer", () => {
    const programs = {
      a: "store: v, readLock: r, unlock: r",
      b: "sleep: 5ms, writeLock: r, unlock: r",
      c: "sleep: 9ms, readLock: r, unlock: r, store: v",
    };
    expect(kindsOf(run(programs).findings)).toEqual([]);
    expect(kindsOf(run({ ...programs, b: "sleep: 5ms, readLock: r, unlock: r" }).findings)).toEqual([
      "data-race",
    ]);
  });
});

describe("lock order", () => {
  const nested = (outer: string, inner: string) => `{ ${outer}, do: [{ ${inner}, do: [compute: 1ms] }] }`;
  const order = (a: string, b: string) => run({ a, b: `sleep: 9ms, ${b}` }).findings;

  test("readers in opposite orders don't keep each other out", () => {
    expect(order(nested("readLocked: r", "readLocked: q"), nested("readLocked: q", "readLocked: r"))).toEqual(
      [],
    );
    expect(order(nested("readLocked: r", "locked: m"), nested("locked: m", "readLocked: r"))).toEqual([]);
  });
  test("a writer on one side is enough", () => {
    const [finding] = order(
      nested("readLocked: r", "readLocked: q"),
      nested("writeLocked: q", "writeLocked: r"),
    );
    expect(finding?.kind).toBe("lock-order");
    expect(finding?.message).toContain("a takes q to read while it holds r to read (0 ns)");
    expect(finding?.message).toContain("b takes r while it holds q (9 ms)");
    expect(
      kindsOf(order(nested("readLocked: r", "locked: m"), nested("locked: m", "writeLocked: r"))),
    ).toEqual(["lock-order"]);
  });
  test("a lock around both keeps them apart, unless both hold it to read", () => {
    const gated = (gate: string, body: string) => `{ ${gate}, do: [${body}] }`;
    const one = nested("locked: m", "writeLocked: q");
    const other = nested("writeLocked: q", "locked: m");
    const under = (a: string, b: string) => kindsOf(order(gated(a, one), gated(b, other)));
    expect(under("writeLocked: r", "readLocked: r")).toEqual([]);
    expect(under("readLocked: r", "readLocked: r")).toEqual(["lock-order"]);
  });
});

describe("deadlocks", () => {
  const circle = {
    first: "readLock: r, sleep: 50ms, unlock: r",
    second: "readLock: r, sleep: 5ms, lock: m",
    writer: "lock: m, sleep: 2ms, writeLock: r",
  };

  test("a circle through the second of two readers is found when the first still has it, and by name", () => {
    const { findings } = run({ ...circle, first: "readLock: r, sleep: 500ms" }, { until: "until: 100ms" });
    const [finding] = findings;
    expect(finding).toMatchObject({ kind: "deadlock", threads: ["second", "writer"], objects: ["m", "r"] });
    expect(finding?.message).toBe(
      "second holds r and waits for m, which writer holds; writer holds m and waits for r, which readers second and first hold.",
    );
  });
  test("a reader that has ended with it leaves a writer behind for ever, though others give it back", () => {
    const { findings } = run(
      {
        first: "readLock: r",
        second: "readLock: r, sleep: 99ms, unlock: r",
        writer: "sleep: 1ms, writeLock: r",
      },
      { until: "until: 50ms" },
    );
    expect(kindsOf(findings)).toEqual(["deadlock"]);
  });
  test("no deadlock while every reader may still give it back", () => {
    const programs = { first: circle.first, writer: "sleep: 1ms, writeLock: r" };
    expect(run(programs, { until: "until: 20ms" }).findings).toEqual([]);
  });
});

test("why somebody waits says whether readers or a writer hold the lock, and which", () => {
  const { trace } = run({
    a: "readLock: r, sleep: 20ms, unlock: r",
    b: "readLock: r, sleep: 10ms, unlock: r",
    writer: "sleep: 1ms, writeLock: r, sleep: 20ms, unlock: r",
    late: "sleep: 2ms, readLock: r, unlock: r",
  });
  const teller = new WhyTeller(new TrackStore(new TraceIndex(trace)));
  const phrase = (thread: number, time: number) => teller.why(thread, time * MS).steps[0]?.phrase;
  expect(phrase(2, 5)).toBe("waits for lock r, held by readers a and b");
  expect(phrase(2, 15)).toBe("waits for lock r, held by reader a");
  expect(phrase(3, 15)).toBe("waits for lock r, held by reader a");
  expect(phrase(3, 25)).toBe("waits for lock r, held by writer writer");
});
