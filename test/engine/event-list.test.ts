import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../../src/base/assert.ts";
import { EventList, MAX_TIMER_ID, TimersExhausted } from "../../src/engine/event-list.ts";

const SEED = 20261122;

/** The slow and obvious event list: an array, sorted whenever it is asked. */
class SortedTimers {
  timers: { time: number; sequence: number; id: number }[] = [];
  #sequence = 0;
  schedule(time: number, id: number): void {
    this.timers.push({ time, sequence: this.#sequence, id });
    this.#sequence += 1;
  }
  takeSequence(): void {
    this.#sequence += 1;
  }
  cancel(id: number): boolean {
    const before = this.timers.length;
    this.timers = this.timers.filter((timer) => timer.id !== id);
    return this.timers.length < before;
  }
  get first(): { time: number; sequence: number; id: number } | undefined {
    return this.timers.toSorted((a, b) => a.time - b.time || a.sequence - b.sequence)[0];
  }
}

type Action =
  | { readonly kind: "schedule" | "cancel"; readonly id: number; readonly delay: number }
  | { readonly kind: "pop" | "takeSequence" };

/** Few ids and few times, so that timers of one time are many and cancellations hit. */
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("schedule" as const),
      id: fc.nat(99),
      delay: fc.oneof(fc.nat(3), fc.nat(1_000_000), fc.constant(2 ** 50)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("cancel" as const), id: fc.nat(99), delay: fc.constant(0) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pop" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("takeSequence" as const) }) },
);

describe("the event list", () => {
  test("fires in the order of a sorted array, under any schedule, cancellation and equal times", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 400 }), (actions) => {
        const list = new EventList();
        const twin = new SortedTimers();
        let now = 0;
        const pop = () => {
          const { first } = twin;
          if (first === undefined) return;
          now = first.time;
          expect(list.nextSequence).toBe(first.sequence);
          expect(list.pop()).toBe(first.id);
          twin.cancel(first.id);
        };
        for (const step of actions) {
          switch (step.kind) {
            case "schedule": {
              if (twin.timers.some(({ id }) => id === step.id)) break;
              list.schedule(now + step.delay, step.id);
              twin.schedule(now + step.delay, step.id);
              break;
            }
            case "cancel":
              expect(list.cancel(step.id)).toBe(twin.cancel(step.id));
              break;
            case "pop":
              pop();
              break;
            case "takeSequence":
              list.takeSequence();
              twin.takeSequence();
          }
          expect(list.length).toBe(twin.timers.length);
          expect(list.nextTime).toBe(twin.first?.time ?? Number.POSITIVE_INFINITY);
        }
        while (twin.timers.length > 0) pop();
        expect(list.nextTime).toBe(Number.POSITIVE_INFINITY);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test("timers of one time fire in the order in which they were set", () => {
    const list = new EventList();
    const ids = Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000);
    for (const id of ids) list.schedule(5, id);
    expect(ids.map(() => list.pop())).toEqual(ids);
  });

  test("an id that was cancelled may be set again, earlier or later", () => {
    const list = new EventList();
    list.schedule(10, 1);
    list.schedule(20, 2);
    list.cancel(1);
    list.schedule(30, 1);
    list.cancel(2);
    list.schedule(5, 2);
    expect([list.pop(), list.nextTime, list.pop(), list.length]).toEqual([2, 30, 1, 0]);
  });

  test("an id without a timer can't be cancelled: never set, fired, or cancelled before", () => {
    const list = new EventList();
    list.schedule(1, 0);
    list.pop();
    list.schedule(1, 3);
    expect([list.cancel(0), list.cancel(1), list.cancel(100_000)]).toEqual([false, false, false]);
    expect([list.cancel(3), list.cancel(3)]).toEqual([true, false]);
  });

  test("setting and cancelling for ever takes memory for the timers alive only", () => {
    const list = new EventList();
    const live = 100;
    for (let id = 0; id < live; id++) list.schedule(1e12 + id, id);
    for (let turn = 0; turn < 100_000; turn++) {
      // A far timer, as of a wait with a time limit that is hardly ever reached.
      list.schedule(1e9 + turn, live + (turn % 10));
      list.cancel(live + (turn % 10));
    }
    expect(list.length).toBe(live);
    expect(list.capacity).toBeLessThanOrEqual(4 * live);
    expect(list.pop()).toBe(0);
  });

  test("after the last sequence number it refuses to go on, and says what to do", () => {
    const last = 2 ** 30 - 1;
    const list = new EventList(last);
    list.schedule(7, 5);
    expect([list.nextSequence, list.nextTime]).toEqual([last, 7]);
    expect(() => list.takeSequence()).toThrow(TimersExhausted);
    expect(() => list.schedule(8, 6)).toThrow(/1073741824 timers.*--max-events/);
    expect([list.length, list.pop()]).toEqual([1, 5]);
  });

  test("an id that is too large for the order of events is refused", () => {
    expect(() => new EventList().schedule(1, MAX_TIMER_ID + 1)).toThrow(InvariantError);
  });
});
