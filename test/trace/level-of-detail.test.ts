import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cells, cellAt, cellBoundary, NOTHING } from "../../src/trace/cells.ts";
import { IntervalBuilder } from "../../src/trace/interval-builder.ts";
import type { Intervals } from "../../src/trace/intervals.ts";
import { LevelOfDetail, queryGroup } from "../../src/trace/level-of-detail.ts";
import type { StallPeriods } from "../../src/trace/stall-periods.ts";
import { StalledTime } from "../../src/trace/stalled-time.ts";
import { THREAD_STATES } from "../../src/trace/states.ts";

const STATES = 4;
const READY = THREAD_STATES.indexOf("ready");
const STALLED = THREAD_STATES.indexOf("stalled");

/** Intervals from time `start` on, of these lengths and states. */
function intervalsOf(start: number, parts: readonly (readonly [number, number])[]): Intervals {
  const builder = new IntervalBuilder();
  let time = start;
  for (const [length, state] of parts) {
    builder.change(time, state, -1);
    time += length;
  }
  return builder.finish(time);
}

/** The slow twin: looks at every nanosecond of every cell. */
function naive(members: readonly Intervals[], from: number, to: number, cells: number): Cells {
  const states = new Uint8Array(cells).fill(NOTHING);
  const merged = new Uint8Array(cells);
  const seen = new Uint16Array(cells);
  for (let cell = 0; cell < cells; cell += 1) {
    const left = from + Math.floor(((to - from) * cell) / cells);
    const right = Math.max(left + 1, from + Math.floor(((to - from) * (cell + 1)) / cells));
    const times = new Array<number>(STATES).fill(0);
    for (const intervals of members) {
      const touched = new Set<number>();
      for (let time = left; time < right; time += 1) {
        const i = intervals.starts.findIndex((start, k) => start <= time && time < (intervals.ends[k] ?? 0));
        if (i < 0) continue;
        touched.add(i);
        const state = intervals.states[i] ?? 0;
        times[state] = (times[state] ?? 0) + 1;
      }
      if (touched.size > 1) merged[cell] = 1;
    }
    const longest = Math.max(...times);
    if (longest > 0) states[cell] = times.indexOf(longest);
    seen[cell] = times.reduce((mask, time, state) => (time > 0 ? mask | (1 << state) : mask), 0);
    if (times.filter((time) => time > 0).length > 1) merged[cell] = 1;
  }
  return { states, merged, seen };
}

const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: STATES - 1 })), {
  maxLength: 60,
});
const member = fc.tuple(fc.nat(40), parts).map(([start, list]) => intervalsOf(start, list));
const range = fc
  .tuple(fc.nat(300), fc.nat(300), fc.integer({ min: 1, max: 60 }))
  .map(([a, b, cells]) => ({ from: Math.min(a, b), to: Math.max(a, b), cells }));

/** Without stalled, which such intervals leave to the stall periods. */
const undividedMember = fc.tuple(fc.nat(40), parts).map(([start, list]) =>
  intervalsOf(
    start,
    list.map(([length, state]) => [length, state === STALLED ? READY : state] as const),
  ),
);

/** Spans apart from each other: gaps and lengths in turn. */
const stallPeriods = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })))
  .map((list): StallPeriods => {
    const stalls = { begins: [] as number[], ends: [] as number[] };
    let time = 0;
    for (const [gap, length] of list) {
      stalls.begins.push(time + gap);
      time += gap + length;
      stalls.ends.push(time);
    }
    return stalls;
  });

/** The slow twin of telling stalled from ready: cuts the intervals at every nanosecond. */
function divide(intervals: Intervals, { begins, ends }: StallPeriods): Intervals {
  const builder = new IntervalBuilder();
  let end = 0;
  for (let i = 0; i < intervals.length; i += 1) {
    end = intervals.ends[i] ?? 0;
    for (let time = intervals.starts[i] ?? 0; time < end; time += 1) {
      const stalled = begins.some((begin, k) => begin <= time && time < (ends[k] ?? 0));
      const state = intervals.states[i] ?? 0;
      builder.change(time, stalled && state === READY ? STALLED : state, -1);
    }
  }
  return builder.finish(end);
}

describe("level of detail", () => {
  test("shows the longest state of each cell, and says where more is hidden", () => {
    const lod = new LevelOfDetail(
      intervalsOf(10, [
        [10, 1],
        [4, 2],
        [6, 3],
        [2, 0],
      ]),
      STATES,
    );
    const { states, merged, seen } = lod.query(0, 50, 5);
    expect([...states]).toEqual([NOTHING, 1, 3, 0, NOTHING]);
    expect([...merged]).toEqual([0, 0, 1, 0, 0]);
    expect([...seen]).toEqual([0, 0b10, 0b1100, 0b1, 0]);
    expect([...lod.query(23, 25, 4).states]).toEqual([2, 2, 3, 3]);
  });

  test("agrees with the slow twin", () => {
    fc.assert(
      fc.property(member, range, (intervals, { from, to, cells }) => {
        const lod = new LevelOfDetail(intervals, STATES);
        expect(lod.query(from, to, cells)).toEqual(naive([intervals], from, to, cells));
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test("agrees with the slow twin past many checkpoints", () => {
    const long = fc.array(fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 0, max: STATES - 1 })), {
      minLength: 900,
      maxLength: 1000,
    });
    const wide = fc.tuple(fc.nat(300), fc.integer({ min: 800, max: 1600 }), fc.integer({ min: 1, max: 6 }));
    fc.assert(
      fc.property(long, wide, (list, [from, to, cells]) => {
        const intervals = intervalsOf(0, list);
        const lod = new LevelOfDetail(intervals, STATES);
        expect(lod.query(from, to, cells)).toEqual(naive([intervals], from, to, cells));
      }),
      { seed: 3, numRuns: 20 },
    );
  });

  test("tells stalled from ready in undivided intervals as if they were divided", () => {
    fc.assert(
      fc.property(undividedMember, stallPeriods, range, (intervals, stalls, { from, to, cells }) => {
        const states = THREAD_STATES.length;
        const undivided = new LevelOfDetail(intervals, states, new StalledTime(stalls));
        const divided = new LevelOfDetail(divide(intervals, stalls), states);
        expect(undivided.query(from, to, cells)).toEqual(divided.query(from, to, cells));
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  test("finds the state, and the changes about it, at every time of undivided intervals", () => {
    fc.assert(
      fc.property(undividedMember, stallPeriods, (intervals, stalls) => {
        const track = new LevelOfDetail(intervals, THREAD_STATES.length, new StalledTime(stalls));
        const { length, starts, ends, states } = divide(intervals, stalls);
        const changes = [...starts, ...ends.slice(-1)];
        for (let time = 0; time < 400; time += 1) {
          const place = [...starts].findIndex((from, i) => from <= time && time < (ends[i] ?? 0));
          const span = { from: starts[place], to: ends[place], state: states[place], detail: -1 };
          expect(track.spanAt(time)).toEqual(length > 0 && place >= 0 ? span : null);
          expect(track.changeAfter(time)).toBe(changes.find((change) => change > time) ?? null);
          expect(track.changeBefore(time)).toBe(changes.findLast((change) => change < time) ?? null);
        }
      }),
      { seed: 6, numRuns: 50 },
    );
  });

  test("sums over the members of a group like the slow twin", () => {
    fc.assert(
      fc.property(fc.array(member, { maxLength: 5 }), range, (members, wanted) => {
        const lods = members.map((intervals) => new LevelOfDetail(intervals, STATES));
        const { from, to, cells } = wanted;
        expect(queryGroup(lods, STATES, wanted)).toEqual(naive(members, from, to, cells));
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});

test("cell boundaries are whole, ascending, and exact near 2^53", () => {
  const to = Number.MAX_SAFE_INTEGER;
  for (let i = 0; i <= 250; i += 1) {
    const exact = (BigInt(to) * BigInt(i)) / 250n;
    expect(cellBoundary(0, to, 250, i)).toBe(Number(exact));
  }
});

test("every time lies in its cell, and in the first that shows it", () => {
  const limits = fc.constantFrom(100, Number.MAX_SAFE_INTEGER);
  const drawn = limits.chain((max) =>
    fc.tuple(fc.nat({ max }), fc.nat({ max }), fc.nat({ max }), fc.integer({ min: 1, max: 250 })),
  );
  fc.assert(
    fc.property(drawn, ([a, b, c, cells]) => {
      const from = Math.min(a, b, c);
      const to = Math.max(a, b, c);
      const time = a + b + c - from - to;
      fc.pre(time < to && Number.isSafeInteger(a + b + c));
      const cell = cellAt(from, to, cells, time);
      const starts = cellBoundary(from, to, cells, cell);
      expect(starts).toBeLessThanOrEqual(time);
      if (starts < time) expect(cellBoundary(from, to, cells, cell + 1)).toBeGreaterThan(time);
      else if (cell > 0) expect(cellBoundary(from, to, cells, cell - 1)).toBeLessThan(time);
    }),
    { seed: 7, numRuns: 1000 },
  );
});
