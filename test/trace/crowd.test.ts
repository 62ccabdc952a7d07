import fc from "fast-check";
import { expect, test } from "vitest";
import { CellShares } from "../../src/trace/cells.ts";
import { CrowdBuilder } from "../../src/trace/crowd.ts";
import { IntervalBuilder } from "../../src/trace/interval-builder.ts";
import type { Intervals } from "../../src/trace/intervals.ts";
import { LevelOfDetail } from "../../src/trace/level-of-detail.ts";
import type { StallPeriods } from "../../src/trace/stall-periods.ts";
import { StalledTime } from "../../src/trace/stalled-time.ts";
import { THREAD_STATES } from "../../src/trace/states.ts";

const STATES = THREAD_STATES.length;
const READY = THREAD_STATES.indexOf("ready");
/** Runs of hours: longer than what is kept to the nanosecond. */
const HOURS_NS = 2 ** 46;

function intervalsOf(start: number, parts: readonly (readonly [number, number])[]): Intervals {
  const builder = new IntervalBuilder();
  let time = start;
  for (const [length, state] of parts) {
    builder.change(time, state, -1);
    time += length;
  }
  return builder.finish(time);
}

const state = fc.constantFrom("running", "ready", "io", "lock").map((name) => THREAD_STATES.indexOf(name));
const members = fc.array(
  fc
    .tuple(fc.nat(100), fc.array(fc.tuple(fc.nat(9), state), { maxLength: 120 }))
    .map(([start, parts]) => intervalsOf(start, parts)),
  { maxLength: 12 },
);
const stallPeriods = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })))
  .map((parts): StallPeriods => {
    const stalls = { begins: [] as number[], ends: [] as number[] };
    let time = 0;
    for (const [gap, length] of parts) {
      stalls.begins.push(time + gap);
      time += gap + length;
      stalls.ends.push(time);
    }
    return stalls;
  });
const range = fc
  .tuple(fc.nat(1_000), fc.nat(1_000), fc.integer({ min: 1, max: 200 }))
  .map(([a, b, cells]) => ({ from: Math.min(a, b), to: Math.max(a, b), cells }));

function crowdOf(list: readonly Intervals[], stalls: StallPeriods, endNs: number) {
  const builder = new CrowdBuilder(STATES, endNs);
  for (const intervals of list) builder.addMember(intervals);
  builder.addStalls(stalls);
  return builder.finish();
}

const timesOf = (shares: CellShares): number[][] =>
  Array.from({ length: shares.cells }, (_, cell) =>
    Array.from({ length: STATES }, (_, one) => shares.time(cell, one)),
  );

test("a crowd is the sum of its members, stalled told from ready", () => {
  fc.assert(
    fc.property(
      members,
      stallPeriods,
      fc.array(range, { minLength: 1, maxLength: 4 }),
      (list, stalls, ranges) => {
        const crowd = crowdOf(list, stalls, 2_000);
        for (const { from, to, cells } of ranges) {
          const together = new CellShares(STATES, cells);
          crowd.addTo(together, from, to);
          const oneByOne = new CellShares(STATES, cells);
          for (const intervals of list) {
            new LevelOfDetail(intervals, STATES, new StalledTime(stalls)).addTo(oneByOne, from, to);
          }
          expect(timesOf(together)).toEqual(timesOf(oneByOne));
        }
      },
    ),
    { seed: 11, numRuns: 300 },
  );
});

test("in a run of many hours the members are still all there, at times right to some ns", () => {
  const third = Math.floor(HOURS_NS / 3);
  const list = [1, 2, 3].map((place) => intervalsOf(place * 1_000, [[third, READY]]));
  const crowd = crowdOf(list, { begins: [], ends: [] }, HOURS_NS);
  const shares = new CellShares(STATES, 1);
  crowd.addTo(shares, 0, HOURS_NS);
  expect(Math.abs(shares.time(0, READY) - 3 * third)).toBeLessThan(100);
});
