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
  repeat,
  scenario,
  simulate,
} from "./fixtures.ts";

const queue = (capacity: number | null): ObjectOptions => ({ kind: "queue", name: "q", capacity });
const put: Step = { kind: "put", queue: "q" };
const take: Step = { kind: "take", queue: "q" };

describe("a bounded buffer: 10 items, produced in 1 ms, consumed in 2 ms each", () => {
  test.each([
    [3, 3],
    [1, 7],
    [null, 0],
  ])("of capacity %s the producer is blocked for %d ms", (capacity, blocked) => {
    const input = scenario(
      [group("producer", [repeat(10, compute(1), put)]), group("consumer", [repeat(10, take, compute(2))])],
      { objects: [queue(capacity)], machine: machine({ cores: 2 }) },
    );
    const { makespanNs, threads } = measure(input);
    expect(makespanNs).toBe(ms(21));
    expect(threads?.[0]?.ledgerNs.blocked.queue ?? 0).toBe(ms(blocked));
    // The consumer waits for the first item only.
    expect(threads?.[1]?.ledgerNs.blocked.queue).toBe(ms(1));
  });
});

describe("a queue", () => {
  test("an item goes to the one that has waited longest", () => {
    const input = scenario(
      [group("taker", [take], { count: 3 }), group("putter", [io(5), put, io(5), put], at(1))],
      {
        objects: [queue(null)],
      },
    );
    expect(endsMs(input)).toEqual([6, 11, null, 11]);
  });

  test("places that come free go to the one that has waited longest", () => {
    const input = scenario(
      [group("putter", [put], { count: 4 }), group("taker", [io(5), take, io(5), take])],
      {
        objects: [queue(1)],
      },
    );
    expect(endsMs(input)).toEqual([0, 5, 10, null, 10]);
    expect(measure(input).objects.q).toMatchObject({ kind: "queue", value: 1 });
  });

  test("one that holds nothing hands over from hand to hand, without a place in between", () => {
    const input = scenario([group("taker", [take], { count: 2 }), group("putter", [put, put, put], at(1))], {
      objects: [queue(1)],
    });
    // Two items for the takers, a third into the queue: nobody waits for a place.
    expect(endsMs(input)).toEqual([1, 1, 1]);
    expect(recordsOf(simulate(input), "put", "taken")).toEqual([
      "1 put 2",
      "1 taken 0",
      "1 put 2",
      "1 taken 1",
      "1 put 2",
    ]);
  });

  test.each(Object.values(MODEL))("parks the user thread alone that waits: $model", (model) => {
    const input = scenario([group("taker", [take, compute(1)]), group("other", [compute(5), put])], {
      objects: [queue(null)],
      model,
    });
    expect(endsMs(input)).toEqual([6, 5]);
  });
});
