import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { ObjectOptions, Step } from "../../src/threads/options.ts";
import {
  at,
  compute,
  endsMs,
  group,
  io,
  MODEL,
  machine,
  measure,
  recordsOf,
  scenario,
  simulate,
} from "./fixtures.ts";

const semaphore = (count: number): ObjectOptions => ({ kind: "semaphore", name: "s", count });
const acquire = (count = 1): Step => ({ kind: "acquire", semaphore: "s", count });
const release = (count = 1): Step => ({ kind: "release", semaphore: "s", count });

describe("a counting semaphore", () => {
  test.each([
    [1, [10, 20, 30, 40]],
    [2, [10, 10, 20, 20]],
    [4, [10, 10, 10, 10]],
  ])("%d permits let so many in at a time", (count, ends) => {
    for (const model of [MODEL["one-to-one"], { ...MODEL["many-to-one"], io: "nonblocking" as const }]) {
      const input = scenario([group("t", [acquire(), io(10), release()], { count: 4 })], {
        objects: [semaphore(count)],
        model,
      });
      expect(endsMs(input)).toEqual(ends);
    }
  });

  test("nobody overtakes who waits for more permits", () => {
    const input = scenario(
      [
        group("holder", [acquire(2), io(10), release(2)]),
        group("greedy", [acquire(3), io(10), release(3)], at(1)),
        group("modest", [acquire(1), io(10), release(1)], at(2)),
      ],
      { objects: [semaphore(3)] },
    );
    expect(endsMs(input)).toEqual([10, 20, 30]);
  });

  test("a release of several permits wakes all whom they suffice for", () => {
    const input = scenario(
      [
        group("two", [acquire(2), io(5)]),
        group("one", [acquire(1), io(5)], { count: 2 }),
        group("three", [acquire(3), io(5)]),
        group("giver", [release(5)], at(10)),
      ],
      { objects: [semaphore(0)] },
    );
    // 5 permits: two for the first, one each for two more; one is left, three are wanted.
    expect(endsMs(input)).toEqual([15, 15, 15, null, 10]);
    expect(simulate(input).end.outcome).toBe("deadlock");
    expect(measure(input).objects.s).toMatchObject({ kind: "semaphore", value: 1, acquisitions: 4 });
  });

  test("released by another than who acquired it, it is a signal", () => {
    const input = scenario(
      [group("waiter", [acquire(), compute(1)]), group("signaller", [compute(5), release()])],
      {
        objects: [semaphore(0)],
        machine: machine({ cores: 2 }),
      },
    );
    expect(endsMs(input)).toEqual([6, 5]);
    expect(recordsOf(simulate(input), "threadWake")).toEqual(["5 threadWake 0"]);
    expect(measure(input).ledgerNs.blocked).toEqual({ semaphore: ms(5) });
  });

  test("permits released early are there later", () => {
    const input = scenario([group("early", [release()]), group("late", [acquire(), compute(1)], at(5))], {
      objects: [semaphore(0)],
    });
    expect(endsMs(input)).toEqual([0, 6]);
  });
});
