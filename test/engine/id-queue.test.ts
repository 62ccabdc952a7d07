import fc from "fast-check";
import { expect, test } from "vitest";
import { NONE } from "../../src/base/ids.ts";
import { IdQueue } from "../../src/engine/id-queue.ts";

const SEED = 20261122;

test("an empty queue has no first id and gives none", () => {
  const queue = new IdQueue();
  expect([queue.length, queue.first, queue.shift(), queue.length]).toEqual([0, NONE, NONE, 0]);
});

test("gives its memory back when a crowd has passed through, and takes the next one", () => {
  const queue = new IdQueue();
  const small = queue.capacity;
  for (const crowd of [10_000, 5_000]) {
    for (let id = 0; id < crowd; id += 1) queue.push(id);
    expect(queue.capacity).toBeGreaterThanOrEqual(crowd);
    const left = Array.from({ length: crowd }, () => queue.shift());
    expect(left.every((id, place) => id === place)).toBe(true);
    expect([queue.length, queue.capacity]).toEqual([0, small]);
  }
  queue.unshift(7);
  expect([queue.first, queue.length]).toEqual([7, 1]);
});

test("does what an array does, however it grows and wraps around", () => {
  // Runs of pushes and shifts, long enough to grow the ring at any position of its head.
  const runs = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 100 })), { maxLength: 40 });
  fc.assert(
    fc.property(runs, (turns) => {
      const queue = new IdQueue();
      const twin: number[] = [];
      let next = 0;
      for (const [pushes, count] of turns) {
        for (let i = 0; i < count; i++) {
          if (pushes) {
            queue.push(next);
            twin.push(next);
            next += 1;
          } else {
            expect(queue.shift()).toBe(twin.shift() ?? NONE);
          }
          expect(queue.length).toBe(twin.length);
          expect(queue.first).toBe(twin[0] ?? NONE);
        }
      }
      expect(Array.from(twin, () => queue.shift())).toEqual(twin);
    }),
    { seed: SEED, numRuns: 100 },
  );
});
