import { describe, expect, test } from "vitest";
import { Progress, type ProgressState, progressLine } from "../../src/cli/progress.ts";

const STATE: ProgressState = {
  label: "one-to-one",
  index: 2,
  count: 4,
  nowNs: 2_500_000_000,
  untilNs: 10_000_000_000,
  events: 3_200_000,
  maxEvents: 50_000_000,
  elapsedMs: 2_000,
};

describe("progress", () => {
  test("says model, simulated time, speed and what remains", () => {
    expect(progressLine(STATE, 100)).toMatchInlineSnapshot(
      `"[2/4] one-to-one  2.5 s simulated  1.6 M events/s  25 % of 10 s  6 s left"`,
    );
  });
  test("falls back to the event limit where no end of time is known", () => {
    expect(progressLine({ ...STATE, untilNs: null }, 100)).toMatchInlineSnapshot(
      `"[2/4] one-to-one  2.5 s simulated  1.6 M events/s  6 % of the event limit"`,
    );
  });
  test("never fills the line", () => {
    expect(progressLine(STATE, 30)).toHaveLength(29);
  });

  test("appears after a second, is redrawn ten times a second, and goes away", () => {
    const written: string[] = [];
    const progress = new Progress({ columns: 80, write: (text) => written.push(text) });
    for (let elapsedMs = 0; elapsedMs <= 2_000; elapsedMs += 20) progress.update({ ...STATE, elapsedMs });
    expect(written).toHaveLength(11);
    progress.clear();
    progress.clear();
    expect(written).toHaveLength(12);
    expect(written.at(-1)).toBe("\r\u001b[K");
  });
  test("stays silent without a terminal", () => {
    const progress = new Progress(null);
    progress.update(STATE);
    progress.clear();
  });
});
