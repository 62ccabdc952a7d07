import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/analysis/result.ts";
import { EventCode as E } from "../../../src/trace/events.ts";
import type { ObjectMeta, TraceMeta } from "../../../src/trace/meta.ts";
import { group, measure, meta, object, type Row } from "../fixture.ts";

/** Creates and starts user threads 0 … count − 1, each of the group of its id. */
const started = (count: number): Row[] =>
  Array.from({ length: count }, (_, thread): Row[] => [
    [0, E.threadNew, thread, thread],
    [0, E.threadArrive, thread],
  ]).flat();

const groups = [group("left"), group("right"), group("main"), group("w", { count: 3 })];
const objects = [object("a", "mutex"), object("b", "mutex"), object("q", "queue"), object("s", "semaphore")];
const META = meta({ groups, objects });

const deadlocks = (rows: readonly Row[], over = META): readonly Finding[] =>
  measure(over, rows, 50, "deadlock").findings.filter(({ kind }) => kind === "deadlock");

/** left holds a and wants b; right holds b and wants a. */
const CROSSED: readonly Row[] = [
  [1, E.acquired, 0, 0],
  [2, E.acquired, 1, 1],
  [5, E.blockedLock, 0, 1],
  [7, E.blockedLock, 1, 0],
];

describe("with a circle", () => {
  test("it is named, from the moment it closed", () => {
    expect(deadlocks([...started(2), ...CROSSED])).toEqual([
      {
        kind: "deadlock",
        severity: "error",
        atNs: 7,
        threads: ["left", "right"],
        objects: ["b", "a"],
        message:
          "left holds a and waits for b, which right holds; right holds b and waits for a, which left holds.",
        advice: "Take these locks in one order everywhere, or hold only one of them at a time.",
      },
    ]);
  });

  test("whoever waits besides is counted", () => {
    const [found] = deadlocks([...started(3), ...CROSSED, [9, E.blockedQueue, 2, 2]]);
    expect(found?.message).toMatch(/left holds\. 1 more user thread waits too\.$/);
  });

  test("a thread that waits for itself", () => {
    const [found] = deadlocks([...started(1), [1, E.acquired, 0, 0], [2, E.blockedLock, 0, 0]]);
    expect(found?.message).toBe("left waits for a, which it holds itself.");
  });

  test("two circles are two findings", () => {
    const four = meta({ groups: [group("p"), group("q"), group("r"), group("s")], objects });
    const rows: Row[] = [
      ...started(4),
      ...CROSSED,
      [8, E.acquired, 2, 2],
      [8, E.acquired, 3, 3],
      [9, E.blockedLock, 2, 3],
      [9, E.blockedLock, 3, 2],
    ];
    const mutexes = { ...four, objects: ["a", "b", "c", "d"].map((name) => object(name, "mutex")) };
    expect(deadlocks(rows, mutexes).map(({ threads }) => threads)).toEqual([
      ["p", "q"],
      ["r", "s"],
    ]);
  });

  test("a process that deadlocks with itself on a kernel lock: the holder is stalled", () => {
    const [found] = deadlocks([
      [0, E.kernelNew, 0, 0],
      ...started(2),
      [1, E.acquired, 0, 0],
      [3, E.threadReady, 0],
      [4, E.blockedLock, 1, 0],
      [4, E.kernelBlocked, 0, 1],
      [4, E.stallBegin, 0],
    ]);
    expect(found?.message).toBe(
      "left holds a and could run, but the only kernel thread of app is blocked by right; right waits for a, which left holds.",
    );
    expect(found?.atNs).toBe(4);
  });

  test("through a join", () => {
    const [found] = deadlocks([
      ...started(2),
      [1, E.acquired, 0, 0],
      [2, E.blockedLock, 1, 0],
      [3, E.blockedJoin, 0, 1],
    ]);
    expect(found?.message).toBe(
      "left holds a and waits for right to end; right waits for a, which left holds.",
    );
  });

  test("permits of a semaphore are held by many", () => {
    const [found] = deadlocks([
      ...started(2),
      [1, E.acquired, 0, 3],
      [1, E.acquired, 1, 3],
      [2, E.blockedSemaphore, 0, 3],
      [2, E.blockedSemaphore, 1, 3],
    ]);
    expect(found?.message).toBe(
      "left waits for a permit of s, which it holds itself. 1 more user thread waits too.",
    );
  });
});

describe("without a circle", () => {
  test("an empty queue", () => {
    const rows: Row[] = [...started(1), [0, E.value, 0, 2]];
    const waiters = [3, 4, 5];
    for (const thread of waiters) rows.push([1, E.threadNew, thread, 3], [1, E.threadArrive, thread]);
    for (const thread of waiters) rows.push([thread, E.blockedQueue, thread, 2]);
    rows.push([9, E.threadEnd, 0]);
    expect(deadlocks(rows)).toMatchObject([
      {
        atNs: 5,
        threads: ["w[0]", "w[1]", "w[2]"],
        objects: ["q"],
        message:
          "each of w[0], w[1] and w[2] waits to take from queue q, which is empty, and nothing is left that could end the waiting.",
      },
    ]);
  });

  test("a holder that ended without giving back, even if its id came again", () => {
    const [found] = deadlocks([
      ...started(2),
      [1, E.acquired, 0, 0],
      [2, E.threadEnd, 0],
      [3, E.threadNew, 0, 2],
      [3, E.threadArrive, 0],
      [4, E.blockedLock, 1, 0],
      [5, E.blockedJoin, 0, 1],
    ]);
    expect(found?.message).toBe(
      "right waits for a, which left never gave back before it ended; main waits for right to end, and nothing is left that could end the waiting.",
    );
  });

  test("a semaphore that others release hands out signals, which nobody holds", () => {
    const [found] = deadlocks([
      ...started(2),
      [1, E.released, 1, 3],
      [1, E.acquired, 0, 3],
      [2, E.blockedSemaphore, 0, 3],
      [3, E.threadEnd, 1],
    ]);
    expect(found?.message).toBe(
      "left waits for a permit of s, and nothing is left that could end the waiting.",
    );
  });
});

test("the sentence says it shortly", () => {
  expect(measure(META, [...started(2), ...CROSSED], 50, "deadlock").heldBack).toBe(
    "Deadlock: from 50 ns on nothing can ever happen again, and left and right wait for ever.",
  );
});

describe("advice", () => {
  const kinds = (...objects: ObjectMeta[]) => meta({ objects, groups: [group("left"), group("right")] });
  const adviceOf = (rows: readonly Row[], over: TraceMeta) =>
    measure(over, rows, 9, "deadlock").findings.map(({ advice }) => advice);

  test("two permits: a pool of its own", () => {
    const crossed: Row[] = [
      [1, E.acquired, 0, 0],
      [1, E.acquired, 1, 1],
      [2, E.blockedSemaphore, 0, 1],
      [3, E.blockedSemaphore, 1, 0],
    ];
    const [advice] = adviceOf(
      [...started(2), ...crossed],
      kinds(object("a", "semaphore"), object("b", "semaphore")),
    );
    expect(advice).toContain("a pool of its own");
  });

  test.each([
    ["condition", E.blockedCondition, "under the lock"],
    ["queue", E.blockedQueue, "stop marker"],
    ["barrier", E.blockedBarrier, "as many user threads"],
    ["semaphore", E.blockedSemaphore, "Release a permit"],
  ] as const)("waiting at a %s for ever", (kind, code, expected) => {
    const [advice] = adviceOf([...started(1), [2, code, 0, 0]], kinds(object("x", kind)));
    expect(advice).toContain(expected);
  });
});

describe("a pool deadlocked with itself", () => {
  const crew = meta({
    groups: [group("crew", { count: 2, pool: 0 })],
    objects: [object("b", "barrier"), object("crew", "queue")],
    pools: [{ name: "crew", workers: 2, jobs: 3 }],
  });
  const begun: Row[] = [
    [0, E.threadNew, 0, 0],
    [0, E.threadNew, 1, 0],
    [0, E.threadArrive, 0],
    [0, E.threadArrive, 1],
    [2, E.blockedBarrier, 0, 0],
  ];

  test("all workers wait within their jobs, and jobs are queued", () => {
    const rows: Row[] = [...begun, [3, E.blockedBarrier, 1, 0], [3, E.value, 1, 1]];
    const [found] = measure(crew, rows, 9, "deadlock").findings;
    expect(found?.message).toContain("All 2 workers of crew wait within their jobs, and 1 job more stands");
    expect(found?.advice).toContain("more workers");
  });

  test("not where one waits for jobs, or none is queued", () => {
    const waits: Row[] = [...begun, [3, E.blockedQueue, 1, 1], [3, E.value, 1, 1]];
    const none: Row[] = [...begun, [3, E.blockedBarrier, 1, 0], [3, E.value, 0, 1]];
    for (const rows of [waits, none])
      expect(measure(crew, rows, 9, "deadlock").findings[0]?.message).not.toContain("within");
  });
});
