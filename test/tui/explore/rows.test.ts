import { describe, expect, test } from "vitest";
import { parseScenario, simulate } from "../../../src/index.ts";
import { CellShares, NOTHING } from "../../../src/trace/cells.ts";
import type { Action } from "../../../src/tui/explore/action.ts";
import { foldedRows } from "../../../src/tui/explore/fold.ts";
import { FOLDED_ROWS, Rows } from "../../../src/tui/explore/rows.ts";
import { nameOf, runAt, type World, worldOf } from "../../../src/tui/explore/world.ts";
import { screenOf, stateAfter } from "./world.ts";

/** Three groups, the middle one of many that arrive one after another. */
const MANY = `name: Many
machine: { cores: 2, scheduler: fcfs, costs: ideal }
models: [one-to-one]
workload:
  - thread: first
    program: [ { compute: 1ms } ]
  - thread: worker
    count: 1000
    arrive: { every: 10us }
    program: [ { compute: 10us }, { sleep: 3ms }, { compute: 10us } ]
  - thread: last
    program: [ { compute: 1ms } ]
`;

function manyWorld(): World {
  const parsed = parseScenario(MANY, { file: "many.yaml" });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join("\n"));
  const runs = simulate(parsed.scenario).flatMap(({ result, trace }) =>
    trace === null ? [] : [{ result, trace }],
  );
  return worldOf({ scenario: { name: "Many", description: "", file: "many.yaml", seed: 1 }, runs });
}
const world = manyWorld();
const { index } = runAt(world, 0);
const NONE_OPENED: ReadonlySet<string> = new Set();
const OPENED: ReadonlySet<string> = new Set(["thread:worker"]);
const drawing = (actions: readonly Action[], rows: number) =>
  screenOf(world, stateAfter(world, actions, 80, 24))
    .split("\n")
    .slice(3, 3 + rows)
    .join("\n");
const nameAfter = (actions: readonly Action[]): string => {
  const state = stateAfter(world, actions);
  return nameOf(runAt(world, state.model), state.kind, state.selected[state.kind]);
};

describe("rows", () => {
  test("a large group is folded into a few, the others stand one by one", () => {
    const rows = new Rows(index, "thread", NONE_OPENED);
    expect(rows.count).toBe(1 + FOLDED_ROWS + 1);
    expect(rows.at(0)).toMatchObject({ type: "member", id: 0 });
    expect(rows.at(FOLDED_ROWS)).toMatchObject({ type: "folded", part: FOLDED_ROWS - 1 });
    expect(rows.at(rows.count)).toBeNull();
    expect(new Rows(index, "core", NONE_OPENED).count).toBe(2);
    expect(new Rows(index, "kernel", NONE_OPENED).count).toBe(FOLDED_ROWS);
  });

  test("every row leads to its ids, and every id to its row", () => {
    for (const opened of [NONE_OPENED, OPENED]) {
      const rows = new Rows(index, "thread", opened);
      for (let id = 0; id < index.threadCount; id += 1) {
        const { first, count } = rows.rowsOf(id);
        for (let row = first; row < first + count; row += 1) {
          const shown = rows.at(row);
          if (shown?.type === "member") expect(shown.id).toBe(id);
          else expect(shown?.block.key).toBe("thread:worker");
        }
      }
    }
  });

  test("a step passes a folded group as one row, and stops at either end", () => {
    const down = (rows: number): Action => ({ type: "select", rows });
    expect(nameAfter([down(1)])).toBe("worker[0]");
    expect(nameAfter([down(2)])).toBe("last");
    expect(nameAfter([down(50)])).toBe("last");
    expect(nameAfter([down(2), down(-1)])).toBe("worker[0]");
    expect(nameAfter([down(2), down(-9)])).toBe("first");
    expect(nameAfter([{ type: "search", text: "worker[500]" }, down(1)])).toBe("last");
  });

  test("opened, its members stand one by one, and the selected one stays selected", () => {
    const there: Action[] = [{ type: "search", text: "worker[500]" }, { type: "unfold" }];
    expect(nameAfter([...there, { type: "select", rows: 2 }])).toBe("worker[502]");
    expect(drawing(there, 18)).toContain("worker[500]");
    expect(nameAfter([...there, { type: "unfold" }, { type: "select", rows: -1 }])).toBe("first");
  });

  test("a small group says that it does not fold", () => {
    expect(stateAfter(world, [{ type: "unfold" }]).message?.text).toContain("no group of many");
  });
});

test("a folded group is drawn as what shares of its members do", () => {
  expect(drawing([{ type: "select", rows: 1 }], 7)).toMatchInlineSnapshot(`
    "▌one-to-one  13.27 ms  completed                                             █2
    first            │████
    ▸ worker         ·······zzzzzzzzzzzzzz··························zzzzzzzzzzzzzzzz
      1,000 in all   │      zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz
                     │           zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz
                     │                zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz
    last             │████"
  `);
});

test("rows show the states at their height; the first one is never blank where anybody is there", () => {
  const shares = new CellShares(3, 3);
  shares.add(0, 2, 30);
  shares.add(0, 1, 10);
  shares.add(1, 1, 1);
  const rows = foldedRows(shares, [1, 2], 4).map((row) => [...row]);
  expect(rows).toEqual([
    [1, 1, NOTHING],
    [2, NOTHING, NOTHING],
    [2, NOTHING, NOTHING],
    [2, NOTHING, NOTHING],
  ]);
});
