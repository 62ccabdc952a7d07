import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { liveFrame, playedEnd, prepareLive } from "../../src/tui/live.ts";
import { finalPicture, numbersPicture } from "../../src/tui/picture.ts";
import { type Line, lineWidth, plainText } from "../../src/tui/styled.ts";
import type { ViewOptions } from "../../src/tui/view.ts";
import { poolView } from "./fixtures.ts";

const OPTIONS: ViewOptions = { ascii: false, tracks: "threads", rows: null };
const view = poolView();
/** The comparison below the legend has tests of its own. */
const withoutTable = (lines: readonly Line[]): readonly Line[] =>
  lines.slice(0, lines.findIndex((line) => plainText(line).startsWith("  done: ")) + 1);
const drawing = (lines: readonly Line[]): string => lines.map(plainText).join("\n");

describe("the final picture", () => {
  test("at 80 columns", () => {
    expect(
      drawing(withoutTable(finalPicture(view, OPTIONS, { width: 80, height: 24 }))),
    ).toMatchInlineSnapshot(`
      "URL fetch pool                                           io-bound.yaml · seed 42
      12 URL fetches by a pool of 4 workers. Waiting for I/O dominates.

      ▌many-to-one ───────────────────────────────────────────────────────── completed
        makespan 1.2 s   10 jobs/s  utilization 2.5%  switches 0 kernel, 11 user

        fetchers[0] █~~~~~!!!!!·!!!!!!!!!!█~~~~~!!!!!·!!!!!!!!!!█~~~~~
        fetchers[1] ·!!!!!~~~~~·!!!!!!!!!!·!!!!!~~~~~·!!!!!!!!!!·!!!!!~~~~~
        fetchers[2] ·!!!!!!!!!!█~~~~~!!!!!·!!!!!!!!!!█~~~~~!!!!!·!!!!!!!!!!█~~~~~
        fetchers[3] ·!!!!!!!!!!·!!!!!~~~~~·!!!!!!!!!!·!!!!!~~~~~·!!!!!!!!!!·!!!!!~~~~~
        done             ▂     ▂    ▂     ▂    ▂     ▂    ▂     ▂    ▂     ▂    ▂    ▂
                    ┬──────────┬──────────┬──────────┬──────────┬──────────┬──────────
                    0        0.2s       0.4s       0.6s       0.8s        1s
        → 1.08 s of 1.2 s: what held it back, in a sentence that may well be longer
          than a line is.
        ✖ lost-update  Three updates of counter were lost, the first of them at 1 ms
                       by fetchers[1].
                       → Guard it with a mutex.

      ▌one-to-one ────────────────────────────────────────────────────────── completed
        makespan 300 ms  40 jobs/s  utilization 10%   switches 0 kernel, 0 user

        fetchers[0] █~~~~~~~~~~█~~~~~
        fetchers[1] █~~~~~~~~~~█~~~~~
        fetchers[2] █~~~~~~~~~~█~~~~~
        fetchers[3] █~~~~~~~~~~█~~~~~
        done             █     █    █
                    ┬──────────┬──────────┬──────────┬──────────┬──────────┬──────────
                    0        0.2s       0.4s       0.6s       0.8s        1s
        → 1.08 s of 1.2 s: what held it back, in a sentence that may well be longer
          than a line is.
        ✖ lost-update  Three updates of counter were lost, the first of them at 1 ms
                       by fetchers[1].
                       → Guard it with a mutex.

        █ running  · ready  ! stalled  ~ io
        done: jobs done per column (18.18 ms); █ = 4"
    `);
  });

  test("at 60 columns in ASCII, cores and kernel threads too", () => {
    const options: ViewOptions = { ascii: true, tracks: "all", rows: 6 };
    expect(
      drawing(withoutTable(finalPicture(view, options, { width: 60, height: 24 }))),
    ).toMatchInlineSnapshot(`
      "URL fetch pool                       io-bound.yaml | seed 42
      12 URL fetches by a pool of 4 workers. Waiting for I/O
      dominates.

      #many-to-one ------------------------------------- completed
        makespan 1.2 s   10 jobs/s  utilization 2.5%
        switches 0 kernel, 11 user

        fetchers[0~1]     !!!!!!.!!!!!!!!!!!!!!!!!!!!!!!~~~~
        fetchers[2~3]     !!!!!!!!!!!!!!!!!!!!!!!!!!.!!!!!!!!!!~~~
        kernel thread 0   bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        core 0~1          ----------------------------------------
        core 2~3          ----------------------------------------
        done                 :  :   :  :  :   :  :  :   :  :  :  :
                          +---------------+----------------+------
                          0             0.5s              1s
        -> 1.08 s of 1.2 s: what held it back, in a sentence that
           may well be longer than a line is.
        !! lost-update  Three updates of counter were lost, the
                        first of them at 1 ms by fetchers[1].
                        -> Guard it with a mutex.

      #one-to-one -------------------------------------- completed
        makespan 300 ms  40 jobs/s  utilization 10%
        switches 0 kernel, 0 user

        fetchers[0~1]     ~~~~~~~~~~
        fetchers[2~3]     ~~~~~~~~~~
        kernel thread 0~1 bbbbbbbbbb
        kernel thread 2~3 bbbbbbbbbb
        core 0~1          ----------
        core 2~3          ----------
        done                 @  @   @
                          +---------------+----------------+------
                          0             0.5s              1s
        -> 1.08 s of 1.2 s: what held it back, in a sentence that
           may well be longer than a line is.
        !! lost-update  Three updates of counter were lost, the
                        first of them at 1 ms by fetchers[1].
                        -> Guard it with a mutex.

        # running (brief)  . ready  ! stalled  ~ io  b blocked
        - idle
        done: jobs done per column (30 ms); @ = 4"
    `);
  });

  test("ends with all models side by side", () => {
    const lines = finalPicture(view, OPTIONS, { width: 80, height: 24 }).map(plainText);
    const table = lines.slice(lines.findIndex((line) => line.startsWith("  done: ")) + 2);
    expect(table[0]).toMatch(/^ +many-to-one +one-to-one$/);
    expect(table.find((line) => line.startsWith("  makespan"))).toMatch(/1\.2 s +300 ms\* +/);
    expect(table.at(-1)).toBe("  * best   ratios are to many-to-one");
  });

  test("property: fits 60 to 250 columns, in Unicode and in ASCII", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 250 }),
        fc.integer({ min: 10, max: 100 }),
        fc.boolean(),
        (width, height, ascii) => {
          const lines = finalPicture(view, { ...OPTIONS, ascii }, { width, height });
          for (const line of lines) {
            expect(lineWidth(line)).toBeLessThanOrEqual(width);
            if (ascii) expect(plainText(line)).toMatch(/^[ -~]*$/);
          }
        },
      ),
      { seed: 20_261_122, numRuns: 40 },
    );
  });
});

describe("while it plays", () => {
  const moment = { paused: false, keys: true };

  test("half way, at 80 x 24", () => {
    const live = prepareLive(view, OPTIONS, { width: 80, height: 24 });
    expect(drawing(liveFrame(live, { ...moment, timeNs: playedEnd(view) / 2 }))).toMatchInlineSnapshot(`
      "URL fetch pool                                                 ▶ 600 ms of 1.2 s
      ▌many-to-one                                            6 of 12 jobs   10 jobs/s
        fetchers[0] █~~~~~!!!!!·!!!!!!!!!!█~~~~~!!!!!│
        fetchers[1] ·!!!!!~~~~~·!!!!!!!!!!·!!!!!~~~~~│
        fetchers[2] ·!!!!!!!!!!█~~~~~!!!!!·!!!!!!!!!!│
        fetchers[3] ·!!!!!!!!!!·!!!!!~~~~~·!!!!!!!!!!│
        done             ▂     ▂    ▂     ▂    ▂

      ▌one-to-one                                12 of 12 jobs   40 jobs/s   completed
        fetchers[0] █~~~~~~~~~~█~~~~~                │
        fetchers[1] █~~~~~~~~~~█~~~~~                │
        fetchers[2] █~~~~~~~~~~█~~~~~                │
        fetchers[3] █~~~~~~~~~~█~~~~~                │
        done             █     █    █

                    ┬──────────┬──────────┬──────────┬──────────┬──────────┬──────────
                    0        0.2s       0.4s       0.6s       0.8s        1s
        █ running  · ready  ! stalled  ~ io
        space pause · q to the end · Ctrl-C stop"
    `);
  });

  test("the last frame shows all cells of the final picture", () => {
    const room = { width: 100, height: 60 };
    const frame = drawing(
      liveFrame(prepareLive(view, OPTIONS, room), { ...moment, timeNs: playedEnd(view) }),
    );
    const rows = drawing(finalPicture(view, OPTIONS, room))
      .split("\n")
      .filter((line) => line.startsWith("  fetchers["));
    expect(rows).toHaveLength(8);
    for (const row of rows) expect(frame).toContain(row);
  });

  test("property: every frame is lower and no wider than the terminal", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 260 }),
        fc.integer({ min: 3, max: 80 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (width, height, share) => {
          const live = prepareLive(view, OPTIONS, { width, height });
          const frame = liveFrame(live, { ...moment, timeNs: Math.floor(share * playedEnd(view)) });
          expect(frame.length).toBeLessThan(height);
          for (const line of frame) expect(lineWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
      { seed: 20_261_122, numRuns: 60 },
    );
  });
});

describe("the picture of runs whose traces were not kept", () => {
  const room = { width: 80, height: 24 };
  const results = view.runs.map(({ result }) => result);
  const withoutBlanks = (lines: readonly Line[]) => lines.map(plainText).filter((line) => line !== "");

  test("is the whole one without what is drawn", () => {
    const whole = withoutBlanks(finalPicture(view, OPTIONS, room));
    const numbers = withoutBlanks(numbersPicture(view.scenario, results, OPTIONS, room));
    expect(numbers.filter((line) => !whole.includes(line))).toEqual([]);
    const left = whole.filter((line) => !numbers.includes(line));
    expect(left.every((line) => /^ +(?:fetchers\[|done|┬|0 |█ running)/.test(line))).toBe(true);
    expect(numbers.join("\n")).toMatch(/makespan 1.2 s.*▌one-to-one .*mean turnaround/s);
  });

  test("lets no control character out of a name reach the terminal, and no line be too wide", () => {
    const evil = "\u001b[2Jname\u202e\u0007";
    const [first] = results;
    if (first === undefined) throw new Error("no run");
    const scenario = { name: evil, description: evil, file: evil, seed: evil };
    const lines = numbersPicture(
      scenario,
      [{ ...first, label: evil, heldBack: `${evil} ${"word ".repeat(60)}` }],
      OPTIONS,
      room,
    );
    expect(drawing(lines).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(room.width);
  });
});
