import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/analysis/result.ts";
import { EventCode as E } from "../../src/trace/events.ts";
import { group, measure, meta, object, type Row } from "./fixture.ts";

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
