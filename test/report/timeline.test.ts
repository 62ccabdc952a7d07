import { describe, expect, test } from "vitest";
import { axisTicks } from "../../src/report/axis.ts";
import { fitLabel, toAscii } from "../../src/report/label.ts";
import { MARKS } from "../../src/report/marks.ts";
import { buildTimeline, columnAt, type TimelineOptions } from "../../src/report/timeline.ts";
import { drawAxis, drawRow, drawTimeline, renderPlain } from "../../src/report/timeline-draw.ts";
import { planRows, shareRows } from "../../src/report/timeline-rows.ts";
import type { TraceMeta } from "../../src/trace/meta.ts";
import { BLOCKED_REASONS, THREAD_STATES } from "../../src/trace/states.ts";
import { TraceIndex } from "../../src/trace/trace-index.ts";
import { metaOf, type Row, traceOf } from "../trace/fixture.ts";

const MS = 1_000_000;

/** Workers that each compute 1 ms and wait 9 ms for io, in turns on one core, under many-to-one or side by side. */
function fetches(workers: number, stalling: boolean, meta: TraceMeta): TraceIndex {
  const rows: Row[] = [[0, "kernelNew", 0, 0]];
  for (let i = 0; i < workers; i += 1) rows.push([0, "threadNew", i, 0], [0, "threadArrive", i]);
  const ends: Row[] = [];
  for (let i = 0; i < workers; i += 1) {
    const start = i * (stalling ? 10 : 1) * MS;
    rows.push([start, "threadRunning", i, 0], [start, "coreBusy", 0, 0], [start + MS, "blockedIo", i]);
    if (stalling) rows.push([start + MS, "coreIdle", 0], [start + MS, "stallBegin", 0]);
    const end: Row[] = [[start + 10 * MS, "threadEnd", i]];
    if (stalling) end.unshift([start + 10 * MS, "stallEnd", 0]);
    (stalling ? rows : ends).push(...end);
  }
  if (!stalling) rows.push([workers * MS, "coreIdle", 0]);
  rows.push(...ends);
  rows.sort((a, b) => a[0] - b[0]);
  return new TraceIndex(traceOf(rows, (workers - 1) * (stalling ? 10 : 1) * MS + 10 * MS, meta));
}

const draw = (
  indexes: readonly (readonly [string, TraceIndex])[],
  options: Partial<TimelineOptions> & { readonly ascii?: boolean },
): string => {
  const { ascii = false, ...rest } = options;
  const sources = indexes.map(([label, index]) => ({ label, index }));
  const timeline = buildTimeline(sources, { width: 60, rows: 8, tracks: "threads", ...rest });
  return `\n${renderPlain(drawTimeline(timeline, { ascii }))}\n`;
};

const meta = metaOf({
  groups: [{ name: "fetchers", count: 4, process: 0, pool: -1, bound: false }],
});
const manyToOne = fetches(4, true, meta);
const oneToOne = fetches(4, false, meta);

describe("drawings", () => {
  test("several models on one axis, in ASCII and Unicode", () => {
    const both = [
      ["many-to-one", manyToOne],
      ["one-to-one", oneToOne],
    ] as const;
    expect(draw(both, { ascii: true })).toMatchInlineSnapshot(`
      "
      many-to-one
      fetchers[0] #~~~~~~~~~~~
      fetchers[1] .!!!!!!!!!!!#~~~~~~~~~~~
      fetchers[2] .!!!!!!!!!!!.!!!!!!!!!!!#~~~~~~~~~~~
      fetchers[3] .!!!!!!!!!!!.!!!!!!!!!!!.!!!!!!!!!!!#~~~~~~~~~~~
      one-to-one
      fetchers[0] #~~~~~~~~~~~
      fetchers[1] .#~~~~~~~~~~~~
      fetchers[2] ..##~~~~~~~~~~~
      fetchers[3] ....#~~~~~~~~~~~
                  +-----------+-----------+-----------+-----------
                  0         10ms        20ms        30ms
      # running  . ready  ! stalled  ~ io
      "
    `);
    expect(draw(both, {})).toMatchInlineSnapshot(`
      "
      many-to-one
      fetchers[0] █~~~~~~~~~~~
      fetchers[1] ·!!!!!!!!!!!█~~~~~~~~~~~
      fetchers[2] ·!!!!!!!!!!!·!!!!!!!!!!!█~~~~~~~~~~~
      fetchers[3] ·!!!!!!!!!!!·!!!!!!!!!!!·!!!!!!!!!!!█~~~~~~~~~~~
      one-to-one
      fetchers[0] █~~~~~~~~~~~
      fetchers[1] ·█~~~~~~~~~~~~
      fetchers[2] ··██~~~~~~~~~~~
      fetchers[3] ····█~~~~~~~~~~~
                  ┬───────────┬───────────┬───────────┬───────────
                  0         10ms        20ms        30ms
      █ running  · ready  ! stalled  ~ io
      "
    `);
  });

  test("more user threads than rows", () => {
    const many = fetches(16, false, metaOf({ groups: [{ ...groupOf("fetchers"), count: 16 }] }));
    expect(draw([["one-to-one", many]], { rows: 4 })).toMatchInlineSnapshot(`
      "
      one-to-one
      fetchers[0…3]   ····~~~~~~~~~~~~~~~~~~~
      fetchers[4…7]   ···········~~~~~~~~~~~~~~~~~~~
      fetchers[8…11]  ··················~~~~~~~~~~~~~~~~~~~
      fetchers[12…15] ·························~~~~~~~~~~~~~~~~~~~
                      ┬───────┬────────┬────────┬────────┬────────
                      0      5ms     10ms     15ms     20ms
      █ running (brief)  · ready  ~ io
      "
    `);
    expect(draw([["one-to-one", many]], { rows: 1 })).toMatchInlineSnapshot(`
      "
      one-to-one
      fetchers[0…15] ··············~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
                     ┬────────┬────────┬────────┬────────┬────────
                     0       5ms     10ms     15ms     20ms
      █ running (brief)  · ready  ~ io
      "
    `);
  });

  test("cores and kernel threads", () => {
    expect(draw([["many-to-one", manyToOne]], { tracks: "all" })).toMatchInlineSnapshot(`
      "
      many-to-one
      fetchers[0]     █~~~~~~~~~~
      fetchers[1]     ·!!!!!!!!!!█~~~~~~~~~~
      fetchers[2]     ·!!!!!!!!!!·!!!!!!!!!!█~~~~~~~~~~
      fetchers[3]     ·!!!!!!!!!!·!!!!!!!!!!·!!!!!!!!!!█~~~~~~~~~~
      kernel thread 0 █··········█··········█··········█··········
      core 0          █----------█----------█----------█----------
                      ┬──────────┬──────────┬──────────┬──────────
                      0        10ms       20ms       30ms
      █ running  · ready  ! stalled  ~ io  - idle
      "
    `);
  });

  test("a part of time, and states too brief to be seen", () => {
    expect(
      draw([["many-to-one", manyToOne]], { range: { fromNs: 9 * MS, toNs: 12 * MS } }),
    ).toMatchInlineSnapshot(`
      "
      many-to-one
      fetchers[0] ~~~~~~~~~~~~~~~~
      fetchers[1] !!!!!!!!!!!!!!!!████████████████~~~~~~~~~~~~~~~~
      fetchers[2] !!!!!!!!!!!!!!!!················!!!!!!!!!!!!!!!!
      fetchers[3] !!!!!!!!!!!!!!!!················!!!!!!!!!!!!!!!!
                  ┬───────┬───────┬───────┬───────┬───────┬───────
                  9ms   9.5ms   10ms   10.5ms   11ms   11.5ms
      █ running  · ready  ! stalled  ~ io
      "
    `);
    const brief = fetches(40, true, metaOf({ groups: [{ ...groupOf("worker"), count: 40 }] }));
    expect(draw([["many-to-one", brief]], { rows: 2 })).toMatchInlineSnapshot(`
      "
      many-to-one
      worker[0…19]  !!!!!!!!!!!!!!!!!!!!!~~
      worker[20…39] !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!~~
                    ┬──────────┬───────────┬──────────┬───────────
                    0        100ms       200ms      300ms
      █ running (brief)  · ready (brief)  ! stalled  ~ io
      "
    `);
  });

  test("an empty run", () => {
    expect(
      draw([["one-to-one", new TraceIndex(traceOf([], 0))]], { tracks: "cores" }),
    ).toMatchInlineSnapshot(`
      "
      one-to-one
      core 0
             ─────────────────────────────────────────────────────

      "
    `);
  });

  test.each([60, 100, 250])("no line is wider than %d columns", (width) => {
    for (const line of draw([["many-to-one", manyToOne]], { width }).split("\n")) {
      expect([...line].length).toBeLessThanOrEqual(width);
    }
  });
});

function groupOf(name: string) {
  return { name, count: null, process: 0, pool: -1, bound: false };
}

test("a timeline being played shows what has happened so far", () => {
  const timeline = buildTimeline([{ label: "", index: oneToOne }], { width: 60, rows: 8, tracks: "threads" });
  const row = timeline.models[0]?.rows[1];
  if (row === undefined) throw new Error("no row");
  expect(columnAt(timeline, 0)).toBe(0);
  expect(columnAt(timeline, 13 * MS)).toBe(timeline.columns);
  const until = columnAt(timeline, 3 * MS);
  expect(renderPlain([drawRow(timeline, row, { ascii: true, until })])).toBe("fetchers[1] ....###~~~~");
});

describe("rows", () => {
  test.each([
    [[5], 3, [3]],
    [[1, 100, 1], 12, [1, 10, 1]],
    [[4, 4, 4], 8, [3, 3, 2]],
    [[2, 2], 1, [1, 0]],
    [[3, 0], 9, [3, 0]],
  ])("%j in %d rows: %j", (needs, limit, shares) => {
    expect(shareRows(needs, limit)).toEqual(shares);
  });

  test("more groups than rows: the last row holds the rest", () => {
    const groups = ["a", "b", "c", "d"].map(groupOf);
    const created = groups.map((_, i): Row => [0, "threadNew", i, i]);
    const index = new TraceIndex(traceOf([...created, [1, "threadNew", 4, 0]], 1, metaOf({ groups })));
    expect(planRows(index, "threads", 3).map(({ label, members }) => [label, ...[members].flat()])).toEqual([
      ["a[0…1]", Uint32Array.of(0, 4)],
      ["b[0]", Uint32Array.of(1)],
      ["2 more groups", 2, 3],
    ]);
    expect(planRows(index, "threads", 0)).toEqual([]);
  });
});

describe("axis", () => {
  const shown = (from: number, to: number, columns: number) =>
    axisTicks(from, to, columns)
      .map(({ column, label }) => `${column}:${label}`)
      .join(" ");
  test("round steps, one unit along the axis", () => {
    expect(shown(0, 2_100 * MS, 80)).toMatchInlineSnapshot(
      `"0:0 7:0.2s 15:0.4s 22:0.6s 30:0.8s 38:1s 45:1.2s 53:1.4s 60:1.6s 68:1.8s 76:2s"`,
    );
    expect(shown(0, 350 * MS, 80)).toMatchInlineSnapshot(
      `"0:0 11:50ms 22:100ms 34:150ms 45:200ms 57:250ms 68:300ms"`,
    );
    expect(shown(0, 30, 50)).toMatchInlineSnapshot(`"0:0 9:5ns 17:10ns 25:15ns 34:20ns 42:25ns"`);
    expect(shown(1_500 * MS, 1_500 * MS + 4_000, 80)).toMatchInlineSnapshot(
      `"0:1.5s 20:1.500001s 40:1.500002s 60:1.500003s"`,
    );
    expect(shown(0, Number.MAX_SAFE_INTEGER, 60)).toMatchInlineSnapshot(
      `"0:0 13:2000000s 26:4000000s 39:6000000s 53:8000000s"`,
    );
    expect(shown(5, 5, 60)).toBe("");
  });
});

describe("marks and labels", () => {
  test("every state of a user thread but `terminated` has a mark, and all glyphs differ", () => {
    const names = MARKS.map(({ name }) => name);
    for (const state of THREAD_STATES) if (state !== "terminated") expect(names).toContain(state);
    expect(names).toEqual(expect.arrayContaining([...BLOCKED_REASONS]));
    for (const key of ["glyph", "ascii"] as const) {
      const glyphs = MARKS.map((mark) => mark[key]);
      expect(new Set(glyphs).size).toBe(glyphs.length);
      for (const glyph of glyphs) expect([...glyph]).toHaveLength(1);
    }
    for (const { ascii } of MARKS) expect(ascii).toMatch(/^[\x21-\x7e]$/);
  });

  test("a long name loses its middle, a short one is filled up", () => {
    expect(fitLabel("fetchers[12]", 9)).toBe("fetc…[12]");
    expect(fitLabel("web", 5)).toBe("web  ");
    expect(fitLabel("日本語の名前", 6)).toBe("日…前 ");
    expect(fitLabel("a\u001b[31m\nb", 8)).toBe("a [31m b");
    expect(toAscii("a[0…1] é日")).toBe("a[0~1] ???");
  });
});

test("the axis is drawn as wide as the cells", () => {
  const timeline = buildTimeline([{ label: "", index: manyToOne }], {
    width: 60,
    rows: 8,
    tracks: "threads",
  });
  for (const line of drawAxis(timeline, { ascii: true })) {
    expect(line.reduce((length, { text }) => length + text.length, 0)).toBe(60);
  }
});
