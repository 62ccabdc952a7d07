import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completedBy } from "../../src/report/completions.ts";
import { countPerCell, sparkline } from "../../src/report/sparkline.ts";
import { cellBoundary } from "../../src/trace/cells.ts";

describe("sparkline", () => {
  test("eight heights, blank for nothing, the smallest value still seen", () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], 8, false)).toBe(" ▁▂▃▄▅▆▇█");
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], 8, true)).toBe(" .:-=+*#@");
    expect(sparkline([0.001, 1_000], 1_000, false)).toBe("▁█");
  });

  test("what passes the top is drawn as the top; without a top nothing is drawn", () => {
    expect(sparkline([9, 4], 4, false)).toBe("██");
    expect(sparkline([1, 2], 0, false)).toBe("  ");
  });
});

test("property: each instant counts in the cell whose boundaries enclose it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(2_000), { maxLength: 50 }),
      fc.nat(500),
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1, max: 90 }),
      (times, from, span, cells) => {
        const to = from + span;
        const counts = countPerCell(times, from, to, cells);
        for (let cell = 0; cell < cells; cell++) {
          const left = cellBoundary(from, to, cells, cell);
          const right = cellBoundary(from, to, cells, cell + 1);
          const last = cell === cells - 1;
          const inside = times.filter((time) => time >= left && (time < right || (last && time === to)));
          expect(counts[cell]).toBe(inside.length);
        }
      },
    ),
    { seed: 20_261_122, numRuns: 300 },
  );
});

test("property: completedBy counts like a scan", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.nat(60), (times, instant) => {
      const sorted = Float64Array.from(times).sort();
      expect(completedBy(sorted, instant)).toBe(times.filter((time) => time <= instant).length);
    }),
    { seed: 20_261_122, numRuns: 300 },
  );
});
