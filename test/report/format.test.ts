import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
  formatRatio,
} from "../../src/report/format.ts";

test.each([
  [0, "0 ns"],
  [340, "340 ns"],
  [999, "999 ns"],
  [1_000, "1 us"],
  [203_900_000, "203.9 ms"],
  [100_000_000, "100 ms"],
  [17_400_000_000, "17.4 s"],
  [999_999_999, "1 s"],
  [21_000_000_000, "21 s"],
  [600_000_000_000, "600 s"],
  [1_800_000_000_000, "30 min"],
  [86_400_000_000_000, "24 h"],
  [Number.MAX_SAFE_INTEGER, "104.2 d"],
])("%d ns is %s", (ns, text) => expect(formatDuration(ns)).toBe(text));

test("a shown duration is within a thousandth of the true one, and never a thousand of its unit", () => {
  const lengths: Readonly<Record<string, number>> = {
    ns: 1,
    us: 1e3,
    ms: 1e6,
    s: 1e9,
    min: 6e10,
    h: 3.6e12,
    d: 8.64e13,
  };
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeNat(), fc.nat(10 ** 7)), (ns) => {
      const [number = "", unit = ""] = formatDuration(ns).split(" ");
      const shown = Number(number) * (lengths[unit] ?? Number.NaN);
      expect(Math.abs(shown - ns)).toBeLessThanOrEqual(ns / 1_000);
      if (unit === "ns" || unit === "us" || unit === "ms") expect(Number(number)).toBeLessThan(1_000);
    }),
    { seed: 4 },
  );
});

test("sizes, counts, rates and shares", () => {
  expect([0, 512, 1_024, 9_625.6, 1_572_864, 2 ** 50].map(formatBytes)).toEqual([
    "0 B",
    "512 B",
    "1 KiB",
    "9.4 KiB",
    "1.5 MiB",
    "1 PiB",
  ]);
  expect([0, 999, 1_000, 50_000_000].map(formatCount)).toEqual(["0", "999", "1,000", "50,000,000"]);
  expect(formatRate(9.80392, "jobs")).toBe("9.804 jobs/s");
  expect(formatRate(12_345.6, "threads")).toBe("12,350 threads/s");
  expect(formatRate(1.5e6, "threads")).toBe("1.5 M threads/s");
  expect([0, 0.0001, 0.984, 0.9999, 1].map(formatPercent)).toEqual([
    "0%",
    "<0.1%",
    "98.4%",
    ">99.9%",
    "100%",
  ]);
});

test("ratios: a whole part is exact or not said", () => {
  expect(formatRatio(300, 2_100)).toBe("1/7");
  expect(formatRatio(301, 2_100)).toBe("0.14x");
  expect(formatRatio(98, 100)).toBe("0.98x");
  expect(formatRatio(100, 100)).toBe("1.00x");
  expect(formatRatio(700, 100)).toBe("7.0x");
  expect(formatRatio(123_456, 100)).toBe("1,235x");
  expect(formatRatio(0, 100)).toBe("0x");
  expect(formatRatio(3, 10_000_000)).toBe("<0.001x");
  expect(formatRatio(4, 1_000.5)).toBe("0.004x");
  expect(formatRatio(5, 0)).toBe("");
});
