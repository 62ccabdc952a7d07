import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { finalRows, liveRows, pictureWidth } from "../../src/tui/layout.ts";

describe("the final picture", () => {
  test("is 60 to 250 columns wide, whatever the terminal", () => {
    expect([40, 60, 80, 250, 400].map(pictureWidth)).toEqual([60, 60, 80, 250, 250]);
  });

  test("gives each model a few rows at least, more on a tall terminal, and what was asked for", () => {
    const four = { models: 4, groups: 1, asked: null };
    expect(finalRows(24, four)).toBe(8);
    expect(finalRows(100, four)).toBe(13);
    expect(finalRows(100, { ...four, models: 1 })).toBe(24);
    expect(finalRows(24, { ...four, asked: 40 })).toBe(40);
  });

  test("gives each group of user threads a row, within reason", () => {
    expect(finalRows(24, { models: 4, groups: 12, asked: null })).toBe(12);
    expect(finalRows(24, { models: 4, groups: 500, asked: null })).toBe(16);
  });
});

test("while it plays, four models share 24, 40 and 60 rows", () => {
  expect(liveRows(24, 4, null)).toEqual({ models: 4, rows: 3, gaps: false, throughput: false });
  expect(liveRows(40, 4, null)).toEqual({ models: 4, rows: 5, gaps: true, throughput: true });
  expect(liveRows(60, 4, null)).toEqual({ models: 4, rows: 10, gaps: true, throughput: true });
  expect(liveRows(60, 4, 2)).toEqual({ models: 4, rows: 2, gaps: true, throughput: true });
  expect(liveRows(10, 9, null)).toEqual({ models: 4, rows: 0, gaps: false, throughput: false });
});

test("property: the moving picture is always lower than the terminal", () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 300 }), fc.integer({ min: 1, max: 40 }), (height, models) => {
      const shares = liveRows(height, models, null);
      const lines =
        5 + shares.models * (1 + shares.rows + (shares.gaps ? 1 : 0) + (shares.throughput ? 1 : 0));
      expect(lines).toBeLessThan(height);
      expect(shares.models).toBeGreaterThan(0);
    }),
    { seed: 20_261_122, numRuns: 300 },
  );
});
