import { describe, expect, test } from "vitest";
import { complaint, estimated, exactly, nearly } from "./case.ts";

describe("a row is complained about", () => {
  test.each([
    ["a value off by a nanosecond in an hour", exactly("t, ms", null, 3_600_000, 3_600_000.000001)],
    ["another timeline", exactly("t", null, "A 0–1", "A 0–2")],
    ["a value that never came", exactly("t", null, 1, Number.NaN)],
    ["an oracle that differs from a published fraction", exactly("t", "17/3", 5.6667, 5.6667)],
    ["an oracle that differs in the last printed digit", exactly("t", "0.5964", 0.59646, 0.59646)],
    [
      "an estimate more than three standard errors off",
      estimated("t", null, 1, { mean: 1.0031, standardError: 0.001 }),
    ],
    ["an estimate too uncertain to say anything", estimated("t", null, 1, { mean: 1, standardError: 0.011 })],
    ["an estimate without a spread", estimated("t", null, 1, { mean: 1, standardError: Number.NaN })],
    ["a share that is missed", nearly("t", null, 1, 1.002, 1e-3)],
  ])("%s", (_, row) => {
    expect(complaint(row)).not.toBeNull();
  });
});

test.each([
  exactly("t", "17/3", 17 / 3, (24e6 + 6e6 + 4e6) / 6e6),
  exactly("t", "103.33", 310 / 3, 310 / 3),
  estimated("t", "2", 2, { mean: 2.029, standardError: 0.01 }),
  estimated("t", "10", 10, { mean: 10.1, standardError: 0.19 }, 0.02),
  nearly("t", "0.828", 2 * (Math.SQRT2 - 1), 0.8285, 1e-3),
])("$what: $published is met", (row) => {
  expect(complaint(row)).toBeNull();
});
