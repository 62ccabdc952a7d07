import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WhatIfRow, WhatIfTable } from "../../../src/analysis/what-if.ts";
import { ns } from "../../../src/base/time.ts";
import type { Action } from "../../../src/tui/explore/action.ts";
import { COMMANDS } from "../../../src/tui/explore/commands.ts";
import { fromFinding } from "../../../src/tui/explore/moves.ts";
import { reduce } from "../../../src/tui/explore/reduce.ts";
import { inNewWorld } from "../../../src/tui/explore/rerun.ts";
import { type ExploreState, initialState } from "../../../src/tui/explore/state.ts";
import { countOfKind, nameOf, runAt, type World } from "../../../src/tui/explore/world.ts";
import { screenOf, shippedWorld, stateAfter, worldOfText } from "./world.ts";

const MS = 1_000_000;
const world = shippedWorld("blocking-lock");
const pool = shippedWorld("io-bound");
const selectedName = (state: ReturnType<typeof stateAfter>): string =>
  nameOf(runAt(world, state.model), state.kind, state.selected[state.kind]);

describe("time", () => {
  test("zooming keeps the cursor's column, and out again gives the whole run", () => {
    const near = stateAfter(world, [
      { type: "go", timeNs: 40 * MS },
      { type: "zoom", factor: 1 / 4 },
    ]);
    expect(near.toNs - near.fromNs).toBe(Math.round(world.endNs / 4));
    expect((near.cursorNs - near.fromNs) / (near.toNs - near.fromNs)).toBeCloseTo((40 * MS) / world.endNs, 5);
    const far = reduce(world, near, { type: "zoom", factor: 100 }).state;
    expect([far.fromNs, far.toNs, far.cursorNs]).toEqual([0, world.endNs, 40 * MS]);
  });

  test("a jump to a time can be taken back, and made again", () => {
    const there = stateAfter(world, [
      { type: "go", timeNs: 10 * MS },
      { type: "go-share", share: 1 },
    ]);
    expect(there.cursorNs).toBe(world.endNs);
    const back = reduce(world, there, { type: "back" }).state;
    expect(back.cursorNs).toBe(10 * MS);
    expect(reduce(world, back, { type: "forward" }).state.cursorNs).toBe(world.endNs);
  });

  test("playing moves the cursor by real time and speed, and stops at the end", () => {
    const state = { ...stateAfter(world, [{ type: "play" }]), speed: 1_000 };
    const later = reduce(world, state, { type: "tick", ms: 100 }).state;
    expect([later.cursorNs, later.playing]).toEqual([100_000, true]);
    const ended = reduce(world, { ...later, speed: 1e9 }, { type: "tick", ms: 100 }).state;
    expect([ended.cursorNs, ended.playing]).toEqual([world.endNs, false]);
  });

  test("a message stays while time goes on by itself, in play and in the tick that comes after it", () => {
    const playing = stateAfter(world, [{ type: "play" }, { type: "fail", text: "no such command" }]);
    for (const state of [playing, { ...playing, playing: false }]) {
      const { message } = reduce(world, state, { type: "tick", ms: 30 }).state;
      expect(message).toEqual({ text: "no such command", tone: "error" });
    }
    expect(reduce(world, playing, { type: "play" }).state.message).toBeNull();
  });

  test("next and previous change of the selected one are inverse", () => {
    const there = stateAfter(world, [
      { type: "select", rows: 1 },
      { type: "change", by: 1 },
      { type: "change", by: 1 },
    ]);
    const further = reduce(world, there, { type: "change", by: 1 }).state;
    expect(further.cursorNs).toBeGreaterThan(there.cursorNs);
    expect(reduce(world, further, { type: "change", by: -1 }).state.cursorNs).toBe(there.cursorNs);
  });
});

describe("selection", () => {
  test("the same thread stays selected from model to model", () => {
    const state = stateAfter(world, [
      { type: "search", text: "workers[1]" },
      { type: "model", by: 2 },
    ]);
    expect([state.model, selectedName(state)]).toEqual([2, "workers[1]"]);
  });

  test("the blocker of the blocker is who holds the lock; the way back leads here", () => {
    const at50: Action[] = [
      { type: "go", timeNs: 50 * MS },
      { type: "search", text: "workers[2]" },
    ];
    expect(selectedName(stateAfter(world, [...at50, { type: "blocker" }]))).toBe("waiter");
    expect(selectedName(stateAfter(world, [...at50, { type: "blocker" }, { type: "blocker" }]))).toBe(
      "holder",
    );
    const back = stateAfter(world, [...at50, { type: "blocker" }, { type: "back" }]);
    expect([selectedName(back), back.cursorNs]).toEqual(["workers[2]", 50 * MS]);
  });

  test("what isn't found is said", () => {
    expect(stateAfter(world, [{ type: "search", text: "nobody" }]).message?.text).toBe(
      "no row is called nobody",
    );
    expect(stateAfter(world, [{ type: "go-mark", name: "x" }]).message?.text).toBe("there is no mark x");
  });

  test("a mark brings back time, zoom, model and selection", () => {
    const marked = stateAfter(world, [
      { type: "go", timeNs: 50 * MS },
      { type: "zoom", factor: 1 / 8 },
      { type: "model", by: 1 },
      { type: "mark", name: "a" },
    ]);
    const away = [
      { type: "fit" },
      { type: "model", by: 1 },
      { type: "go-share", share: 0 },
      { type: "go-mark", name: "a" },
    ] as const;
    const back = away.reduce((state, action: Action) => reduce(world, state, action).state, marked);
    for (const key of ["fromNs", "toNs", "cursorNs", "model", "selected"] as const)
      expect(back[key]).toEqual(marked[key]);
  });

  test("a click selects row and time; dragging from there pans", () => {
    const clicked = stateAfter(world, [
      { type: "zoom", factor: 1 / 4 },
      { type: "press", x: 40, y: 5 },
    ]);
    expect(clicked.selected.thread).toBe(1);
    const dragged = reduce(world, clicked, { type: "drag", x: 30 }).state;
    expect(dragged.fromNs).toBeGreaterThan(clicked.fromNs);
    expect(dragged.toNs - dragged.fromNs).toBe(clicked.toNs - clicked.fromNs);
  });
});

describe("where it opens", () => {
  const opened = (of: World) => fromFinding(of, initialState(of, 80, 24));
  const nameIn = (of: World, { selected }: ExploreState) => nameOf(runAt(of, 0), "thread", selected.thread);

  test("at the gravest finding of the first model, with one whom it concerns and who is still there", () => {
    expect(nameIn(world, opened(world))).toBe("workers[0]");
    expect(runAt(world, 0).index.isStalledAt(opened(world).selected.thread, opened(world).cursorNs)).toBe(
      true,
    );
    // The race is found as the second one comes: the first has ended by then.
    const racing = worldOfText(`machine: { cores: 2 }
models: [one-to-one]
objects: { n: variable }
workload:
  - { thread: early, program: [ { update: n } ] }
  - { thread: late, arrive: 5ms, program: [ { update: n }, { compute: 1ms } ] }
`);
    expect(runAt(racing, 0).result.findings).toMatchObject([
      { kind: "data-race", threads: ["early", "late"] },
    ]);
    expect(nameIn(racing, opened(racing))).toBe("late");
  });

  test("at the beginning where nothing was found", () => {
    const quiet = shippedWorld("cpu-bound", ["models=[one-to-one]"]);
    expect(opened(quiet)).toEqual(initialState(quiet, 80, 24));
  });
});

const HELP: WhatIfRow = {
  resource: "cores",
  place: null,
  what: "",
  set: null,
  atMost: 1,
  outcome: "completed",
  makespanNs: ns(1),
  throughput: { unit: "jobs", completed: 1, perSecond: 1 },
  makespanChange: 0,
  throughputChange: 0,
};
const TABLE: WhatIfTable = { asItWas: HELP, rows: [], leftOut: [], bottleneck: null };

describe("what if", () => {
  test("changes pile up, are undone and redone; each asks for its run, whatever is under way", () => {
    const none = { sets: [], place: 0 };
    const first = reduce(world, initialState(world, 80, 24), { type: "set", change: "machine.cores=1" });
    expect(first.effects).toEqual([{ type: "rerun", sets: ["machine.cores=1"], before: none }]);
    const second = reduce(world, first.state, { type: "set", change: "seed=7" });
    const both = ["machine.cores=1", "seed=7"];
    expect(second.effects).toEqual([{ type: "rerun", sets: both, before: first.state.changes }]);
    const undone = reduce(world, second.state, { type: "undo" });
    expect(undone.effects).toMatchObject([{ type: "rerun", sets: ["machine.cores=1"] }]);
    const redone = reduce(world, undone.state, { type: "redo" });
    expect(redone.effects).toMatchObject([{ type: "rerun", sets: both }]);
    const nothing = reduce(world, initialState(world, 80, 24), { type: "undo" });
    expect([nothing.effects, nothing.state.message?.text]).toEqual([[], "nothing to undo"]);
  });

  test("what would have helped is chosen and made, where a value of the scenario says it", () => {
    const row = (what: string, set: string | null) => ({ ...HELP, what, set });
    const table = { ...TABLE, rows: [row("one more core (3)", "machine.cores=3"), row("I/O shorter", null)] };
    const start = initialState(world, 80, 24);
    expect(reduce(world, start, { type: "apply" }).state.message?.text).toMatch(/^nothing has been tried/);
    const tried = reduce(world, start, { type: "tried", model: 0, table, trying: null }).state;
    const made = reduce(world, tried, { type: "apply" });
    expect(made.effects).toMatchObject([{ type: "rerun", sets: ["machine.cores=3"] }]);
    expect(reduce(world, made.state, { type: "undo" }).effects).toMatchObject([{ type: "rerun", sets: [] }]);
    const below = reduce(world, tried, { type: "suggestion", by: 5 }).state;
    expect(below.suggestion).toBe(1);
    const refused = reduce(world, below, { type: "apply" });
    expect([refused.effects, refused.state.message?.text]).toEqual([
      [],
      "no value of the scenario says that: I/O shorter",
    ]);
  });

  test("the panel turns the chosen value, as far as it goes, and says where it is typed", () => {
    const cores = { name: "cores", path: "machine.cores", value: "2", less: "1", more: "3" };
    const seed = { name: "seed", path: "seed", value: "x", less: null, more: "1" };
    const start = initialState(world, 80, 24, [cores, seed]);
    const more = reduce(world, start, { type: "turn", by: 1 });
    expect(more.effects).toMatchObject([{ type: "rerun", sets: ["machine.cores=3"] }]);
    const below = reduce(world, start, { type: "knob", by: 5 }).state;
    expect(below.knob).toBe(1);
    const stuck = reduce(world, below, { type: "turn", by: -1 });
    expect([stuck.effects, stuck.state.message?.text]).toEqual([[], "seed goes no further"]);
    expect(reduce(world, below, { type: "type-value" }).state.prompt).toEqual({
      sign: ":",
      text: "set seed=x",
    });
    const running = { type: "running", knobs: [{ ...cores, value: "3" }], text: "running" } as const;
    expect(reduce(world, more.state, running).state).toMatchObject({
      busy: "running",
      knobs: [{ value: "3" }],
    });
  });

  test("a new world keeps time, zoom, model and thread; a whole run stays whole", () => {
    const changed = shippedWorld("blocking-lock", ["models=[one-to-one]", "machine.cores=1"]);
    const state = stateAfter(world, [
      { type: "model", by: 1 },
      { type: "search", text: "workers[1]" },
      { type: "go", timeNs: 20 * MS },
    ]);
    const after = inNewWorld(world, changed, state);
    expect([after.model, after.cursorNs, after.fromNs, after.toNs]).toEqual([0, 20 * MS, 0, changed.endNs]);
    expect(nameOf(runAt(changed, 0), "thread", after.selected.thread)).toBe("workers[1]");
    const zoomed = inNewWorld(world, changed, reduce(world, state, { type: "zoom", factor: 1 / 16 }).state);
    expect(zoomed.toNs - zoomed.fromNs).toBe(Math.round(world.endNs / 16));
  });
});

test("whatever is done, in whatever order, the screen can be drawn and everything is in range", () => {
  const keyed = COMMANDS.flatMap(({ action }) =>
    action === null || action.type === "suspend" ? [] : [action],
  );
  const action: fc.Arbitrary<Action> = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...keyed) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant("press" as const), x: fc.nat(130), y: fc.nat(50) }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("drag" as const), x: fc.nat(130) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("tick" as const), ms: fc.nat(5_000) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("resize" as const),
        width: fc.integer({ min: 1, max: 130 }),
        height: fc.integer({ min: 1, max: 50 }),
      }),
    },
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), fc.boolean(), (actions, ascii) => {
      const state = stateAfter(pool, actions, 90, 30);
      expect(state.fromNs).toBeGreaterThanOrEqual(0);
      expect(state.fromNs).toBeLessThan(state.toNs);
      expect(state.toNs).toBeLessThanOrEqual(pool.endNs);
      expect(state.cursorNs).toBeGreaterThanOrEqual(state.fromNs);
      expect(state.cursorNs).toBeLessThanOrEqual(state.toNs);
      const count = countOfKind(runAt(pool, state.model), state.kind);
      expect(state.selected[state.kind]).toBeLessThan(count);
      const screen = screenOf(pool, state, null, ascii);
      expect(screen).not.toMatch(/undefined|NaN|\[object/);
      if (ascii && state.height >= 16) expect(screen).toMatch(/^[\n -~]*$/);
    }),
    { seed: 42, numRuns: 60 },
  );
});
