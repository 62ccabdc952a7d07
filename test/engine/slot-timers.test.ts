import fc from "fast-check";
import { expect, test } from "vitest";
import { Rank, SlotTimers } from "../../src/engine/slot-timers.ts";

const SEED = 20261122;

interface Timer {
  readonly slot: number;
  readonly time: number;
  readonly rank: Rank;
  readonly sequence: number;
}

test("the earliest timer is that of a sorted array: by time, rank and sequence", () => {
  const changes = fc.array(
    fc.record({
      slot: fc.nat(99),
      time: fc.nat(5),
      rank: fc.constantFrom(Rank.completion, Rank.expiry),
      clears: fc.boolean(),
    }),
    { maxLength: 300 },
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), changes, (slots, turns) => {
      const timers = new SlotTimers(slots);
      const twin = new Map<number, Timer>();
      for (const [sequence, { slot: anySlot, time, rank, clears }] of turns.entries()) {
        const slot = anySlot % slots;
        if (clears) {
          timers.clear(slot);
          twin.delete(slot);
        } else {
          timers.set(slot, time, rank, sequence);
          twin.set(slot, { slot, time, rank, sequence });
        }
        const first = [...twin.values()].toSorted(
          (a, b) => a.time - b.time || a.rank - b.rank || a.sequence - b.sequence,
        )[0];
        expect(timers.nextTime).toBe(first?.time ?? Number.POSITIVE_INFINITY);
        if (first === undefined) continue;
        const { nextSlot, nextTime, nextRank, nextSequence } = timers;
        expect({ slot: nextSlot, time: nextTime, rank: nextRank, sequence: nextSequence }).toEqual(first);
      }
    }),
    { seed: SEED, numRuns: 200 },
  );
});

test("a completion comes before a quantum's end of the same time, however late it was set", () => {
  const timers = new SlotTimers(2);
  timers.set(0, 7, Rank.expiry, 1);
  timers.set(1, 7, Rank.completion, 2 ** 30 - 1);
  expect([timers.nextSlot, timers.nextRank, timers.nextSequence]).toEqual([1, Rank.completion, 2 ** 30 - 1]);
});

test("without slots or timers there is no next time", () => {
  expect(new SlotTimers(0).nextTime).toBe(Number.POSITIVE_INFINITY);
  const timers = new SlotTimers(3);
  timers.set(2, 4, Rank.completion, 0);
  timers.clear(2);
  expect(timers.nextTime).toBe(Number.POSITIVE_INFINITY);
});
