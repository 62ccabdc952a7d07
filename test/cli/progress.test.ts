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
  test.each([
    [59, "59 s"],
    [60, "1 min"],
    [61, "2 min"],
    [3_600, "1 h"],
    [360_000, "100 h"],
  ])("%i seconds left: %s", (seconds, text) => {
    const line = progressLine({ ...STATE, nowNs: 5_000_000_000, elapsedMs: 1_000 * seconds }, 100);
    expect(line).toContain(`${text} left`);
  });
  test("falls back to the event limit where no end of time is known", () => {
    expect(progressLine({ ...STATE, untilNs: null }, 100)).toMatchInlineSnapshot(
      `"[2/4] one-to-one  2.5 s simulated  1.6 M events/s  6 % of the event limit"`,
    );
  });
  test("takes no more columns than there are", () => {
    expect(progressLine(STATE, 30)).toHaveLength(30);
  });
});

/** What is written in so many seconds, told of progress fifty times in each. */
function written(columns: number | null, seconds: number): string[] {
  const texts: string[] = [];
  let timeMs = 12_345;
  const stream = { columns, write: (text: string) => texts.push(text) };
  const progress = new Progress(
    () => stream,
    () => timeMs,
  );
  for (const endMs = timeMs + seconds * 1_000; timeMs <= endMs; timeMs += 20) {
    progress.update((width) => "half done".slice(0, width));
  }
  progress.clear();
  progress.clear();
  return texts;
}

describe("progress is shown", () => {
  test("in a terminal after a second, drawn over ten times a second, and goes away", () => {
    const texts = written(80, 2);
    expect(texts).toHaveLength(12);
    expect(texts[0]).toBe("\r\u001b[Khalf done");
    expect(texts.at(-1)).toBe("\r\u001b[K");
  });
  test("without ever filling the terminal's line", () => {
    expect(written(5, 1)[0]).toBe("\r\u001b[Khalf");
  });
  test("elsewhere on a line of its own each second", () => {
    expect(written(null, 3)).toEqual(["half done\n", "half done\n", "half done\n"]);
  });
  test("not at all for short commands, nor where nobody wants it", () => {
    expect(written(80, 0.9)).toEqual([]);
    const progress = new Progress(
      () => null,
      () => 5_000,
    );
    progress.update(() => "half done");
    progress.clear();
  });
  test("of all parts of a command together, and again at once after something else was written", () => {
    const texts: string[] = [];
    let timeMs = 0;
    const stream = { columns: 80, write: (text: string) => texts.push(text) };
    const progress = new Progress(
      () => stream,
      () => timeMs,
    );
    for (timeMs = 0; timeMs <= 1_030; timeMs += 10) {
      progress.update(() => String(timeMs));
      progress.clear();
    }
    expect(texts.filter((text) => text !== "\r\u001b[K").map((text) => text.slice(4))).toEqual([
      "1000",
      "1010",
      "1020",
      "1030",
    ]);
  });
});
