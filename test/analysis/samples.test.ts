import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ExactSums } from "../../src/analysis/exact-sums.ts";
import { MAX_EXACT_SAMPLES, nearestRank, Samples } from "../../src/analysis/samples.ts";
import { SeriesRecorder } from "../../src/analysis/series-recorder.ts";

const time = fc.oneof(fc.maxSafeNat(), fc.nat(5_000), fc.nat(10 ** 9));

function bySorting(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  return (percent: number) => sorted[nearestRank(percent, sorted.length) - 1] ?? Number.NaN;
}

describe("summary of times", () => {
  test("equals a sorted array", () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 700 }), (values) => {
        const samples = new Samples();
        for (const value of values) samples.add(value);
        const percentile = bySorting(values);
        const total = values.reduce((sum, value) => sum + BigInt(value), 0n);
        const count = BigInt(values.length);
        expect(samples.summary()).toEqual({
          min: percentile(0),
          mean: Number((2n * total + count) / (2n * count)),
          p50: percentile(50),
          p90: percentile(90),
          p95: percentile(95),
          p99: percentile(99),
          max: percentile(100),
        });
      }),
      { seed: 20261122, numRuns: 200 },
    );
  });

  test("is within 2^-10 of a sorted array where there are too many to keep", () => {
    const values: number[] = [];
    let state = 12_345;
    for (let i = 0; i < MAX_EXACT_SAMPLES + 5_000; i += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      values.push(Math.floor(2 ** ((state / 2 ** 32) * 53)));
    }
    const samples = new Samples();
    for (const value of values) samples.add(value);
    const percentile = bySorting(values);
    const summary = samples.summary();
    expect([summary?.min, summary?.max]).toEqual([percentile(0), percentile(100)]);
    for (const [percent, found] of [
      [50, summary?.p50],
      [90, summary?.p90],
      [95, summary?.p95],
      [99, summary?.p99],
    ] as const) {
      expect(Math.abs((found ?? Number.NaN) - percentile(percent))).toBeLessThan(
        percentile(percent) * 2 ** -10,
      );
    }
  });

  test("small values are exact however many there are", () => {
    const samples = new Samples();
    for (let i = 0; i < 70 * 2_000; i += 1) samples.add(i % 2_000);
    expect(samples.summary()).toMatchObject({ min: 0, p50: 999, p90: 1_799, p99: 1_979, max: 1_999 });
  });

  test("nothing has no summary", () => {
    expect(new Samples().summary()).toBeNull();
  });
});

test("sums are exact beyond 2^53", () => {
  fc.assert(
    fc.property(
      fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 50 }),
      fc.integer({ min: 1, max: 1e6 }),
      (values, by) => {
        const sums = new ExactSums(2);
        for (const value of values) sums.add(1, value);
        const exact = values.reduce((sum, value) => sum + BigInt(value), 0n);
        expect(sums.roundedQuotient(1, by)).toBe(Number((2n * exact + BigInt(by)) / (2n * BigInt(by))));
        expect(sums.get(1)).toBe(Number(exact));
        expect(sums.get(0)).toBe(0);
      },
    ),
    { seed: 7, numRuns: 300 },
  );
});

test("a series keeps its totals while its buckets widen, and each bucket is what a scan finds", () => {
  const span = fc.tuple(fc.nat(3_000_000), fc.nat(900_000));
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 30 }), (spans) => {
      const recorder = new SeriesRecorder();
      for (const [start, length] of spans) {
        if (length > 0) recorder.busy(start, start + length);
        recorder.complete(start + length);
      }
      const end = Math.max(...spans.map(([start, length]) => start + length));
      const { bucketNs, busyNs, completed } = recorder.series(end);
      expect(busyNs.length).toBeLessThanOrEqual(256);
      for (const [bucket, busy] of busyNs.entries()) {
        const [from, to] = [bucket * bucketNs, (bucket + 1) * bucketNs];
        const overlaps = spans.map(([start, length]) =>
          Math.max(0, Math.min(to, start + length) - Math.max(from, start)),
        );
        expect(busy).toBe(overlaps.reduce((sum, overlap) => sum + overlap, 0));
        expect(completed[bucket]).toBe(
          spans.filter(([start, length]) => start + length >= from && start + length < to).length,
        );
      }
      expect(completed.reduce((sum, count) => sum + count, 0)).toBe(spans.length);
    }),
    { seed: 99, numRuns: 100 },
  );
});
