import { describe, expect, test } from "vitest";
import { nextSlice } from "../../src/cli/drive.ts";

describe("slices of a run", () => {
  test("grow while they are quick, but not in one leap", () => {
    expect(nextSlice(1_000, 0)).toBe(4_000);
    expect(nextSlice(1_000, 1)).toBe(4_000);
    expect(nextSlice(1_000, 10)).toBe(2_000);
  });
  test("shrink where they were slow, down to one event", () => {
    expect(nextSlice(1_000, 40)).toBe(500);
    expect(nextSlice(1_000, 10_000)).toBe(250);
    expect(nextSlice(1, 10_000)).toBe(1);
  });
  test("settle at the aim", () => {
    let events = 1;
    const nsPerEvent = 120;
    for (let step = 0; step < 20; step += 1) events = nextSlice(events, (events * nsPerEvent) / 1e6);
    expect((events * nsPerEvent) / 1e6).toBeCloseTo(20, 1);
  });
});
