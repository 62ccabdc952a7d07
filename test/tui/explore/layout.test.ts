import { expect, test } from "vitest";
import { type LayoutDemand, layoutOf, zoneAt } from "../../../src/tui/explore/layout.ts";

/** The rows of a screen, one word each. */
function drawing(demand: LayoutDemand): string {
  const layout = layoutOf(demand);
  const rows = new Array<string>(demand.height).fill("");
  const fill = (top: number, height: number, name: string) => {
    for (let row = top; row < top + height; row += 1) {
      expect(rows[row]).toBe("");
      rows[row] = name;
    }
  };
  fill(0, 1, "title");
  fill(layout.axis.top, layout.axis.height, "axis");
  for (const { model, top, height } of layout.models) fill(top, height, `model ${model}`);
  fill(layout.why.top, layout.why.height, "why");
  fill(layout.pane.top, layout.pane.height, "pane");
  fill(layout.legend.top, layout.legend.height, "legend");
  fill(demand.height - 1, 1, "footer");
  const runs: string[] = [];
  for (let row = 0; row < rows.length; ) {
    let next = row;
    while (rows[next] === rows[row]) next += 1;
    runs.push(`${next - row} ${rows[row] === "" ? "-" : rows[row]}`);
    row = next;
  }
  return runs.join(", ");
}

const stacked = { focus: 0, maximised: false, pane: 0 };

test.each([
  [
    "80x24, three models of five threads",
    { width: 80, height: 24, rows: [5, 5, 5], ...stacked },
    "1 title, 2 axis, 6 model 0, 5 model 1, 5 model 2, 4 why, 1 footer",
  ],
  [
    "a model of few threads leaves its rows to the others",
    { width: 80, height: 24, rows: [1, 40], ...stacked },
    "1 title, 2 axis, 2 model 0, 14 model 1, 4 why, 1 footer",
  ],
  [
    "with the lower part open",
    { width: 120, height: 40, rows: [50, 50], ...stacked, pane: 50 },
    "1 title, 2 axis, 9 model 0, 9 model 1, 4 why, 13 pane, 1 legend, 1 footer",
  ],
  [
    "with a lower part that needs few rows",
    { width: 120, height: 40, rows: [50, 50], ...stacked, pane: 7 },
    "1 title, 2 axis, 12 model 0, 12 model 1, 4 why, 7 pane, 1 legend, 1 footer",
  ],
  [
    "one model alone",
    { width: 120, height: 40, rows: [50, 50], focus: 1, maximised: true, pane: 0 },
    "1 title, 2 axis, 31 model 1, 4 why, 1 legend, 1 footer",
  ],
  [
    "more models than fit: those up to the one in focus",
    { width: 80, height: 16, rows: [9, 9, 9, 9, 9, 9], focus: 5, maximised: false, pane: 0 },
    "1 title, 2 axis, 2 model 2, 2 model 3, 2 model 4, 2 model 5, 4 why, 1 footer",
  ],
] as const)("%s", (_what, demand, expected) => {
  expect(drawing(demand)).toBe(expected);
});

test("no part overlaps another at any size, and all fit", () => {
  for (let height = 16; height < 70; height += 1) {
    for (const models of [1, 2, 3, 5, 9]) {
      for (const pane of [0, 5, 99]) {
        for (const focus of [0, models - 1]) {
          const rows = new Array<number>(models).fill(7);
          drawing({ width: 80, height, rows, focus, maximised: false, pane });
        }
      }
    }
  }
});

test("a point belongs to a row and a column of time", () => {
  const layout = layoutOf({ width: 80, height: 24, rows: [5, 5, 5], ...stacked });
  expect(zoneAt(layout, layout.left, 4)).toEqual({ zone: "time", model: 0, row: 0, column: 0 });
  expect(zoneAt(layout, 0, 9)).toEqual({ zone: "label", model: 1, row: null });
  expect(zoneAt(layout, 79, 1)).toMatchObject({ zone: "time", model: null });
  expect(zoneAt(layout, 5, 0)).toEqual({ zone: "elsewhere" });
});
