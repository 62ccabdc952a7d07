import { describe, expect, test } from "vitest";
import { ms, us } from "../../../src/base/time.ts";
import { COST_PRESETS } from "../../../src/machine/costs.ts";
import type { ModelOptions } from "../../../src/threads/models/registry.ts";
import type { SimulationInput, Step } from "../../../src/threads/options.ts";
import { compute, endsMs, group, io, MODEL, machine, scenario, simulate } from "../fixtures.ts";

const WITHOUT: ModelOptions = MODEL["one-to-one"];
const WITH: ModelOptions = { ...MODEL["one-to-one"], gil: { interval: ms(5) } };
const native = (time: number): Step => ({ kind: "native", for: ms(time) });
const cores = (count: number) => ({ machine: machine({ cores: count }) });
const makespanMs = (input: SimulationInput) => simulate(input).end.endNs / ms(1);

/** Who runs from when, as far as it is another than before: `[ms, user thread]`. */
function turns(input: SimulationInput): [number, number][] {
  const all: [number, number][] = [];
  let last = -1;
  for (const { time, name, subject } of simulate(input).records) {
    if (name !== "threadRunning" || subject === last) continue;
    last = subject;
    all.push([time / ms(1), subject]);
  }
  return all;
}

describe("two threads that compute, two cores", () => {
  const work = [group("a", [compute(12)], { count: 2 })];

  test("without a GIL they run at the same time", () => {
    expect(endsMs(scenario(work, { ...cores(2), model: WITHOUT }))).toEqual([12, 12]);
  });

  test("with it they take turns of the interval, and the one who drops it waits until the other has it", () => {
    const input = scenario(work, { ...cores(2), model: WITH });
    expect(turns(input)).toEqual([
      [0, 0],
      [5, 1],
      [10, 0],
      [15, 1],
      [20, 0],
      [22, 1],
    ]);
    expect(endsMs(input)).toEqual([22, 24]);
  });

  test("a wait for it is its own blocked reason", () => {
    const { records } = simulate(scenario(work, { ...cores(2), model: WITH }));
    const waits = records.filter(({ name }) => name === "blockedGil");
    expect(waits.map(({ time, subject }) => [time / ms(1), subject])).toEqual([
      [0, 1],
      [5, 0],
      [10, 1],
      [15, 0],
      [20, 1],
    ]);
  });

  test("on one core the preempted holder keeps it, and drops it when it runs again", () => {
    const input = scenario(work, {
      machine: machine({ scheduler: { policy: "round-robin", quantum: ms(3) } }),
      model: WITH,
    });
    // At 3 the second has its turn on the core, and begins to wait; it asks at 8, when its 5 ms are over.
    expect(turns(input)).toEqual([
      [0, 0],
      [8, 1],
      [13, 0],
      [17, 1],
    ]);
  });
});

test("the same work takes as long in 1, 2, 4 and 8 threads (Beazley 2010)", () => {
  const spans = [1, 2, 4, 8].map((threads) =>
    makespanMs(
      scenario([group("countdown", [compute(800 / threads)], { count: threads })], {
        ...cores(4),
        model: WITH,
      }),
    ),
  );
  expect(spans).toEqual([800, 800, 800, 800]);
});

test("computing that releases it gains from a second core", () => {
  const span = (threads: number, step: (time: number) => Step) =>
    makespanMs(
      scenario([group("hash", [step(100 / threads)], { count: threads })], { ...cores(2), model: WITH }),
    );
  expect([span(1, native), span(2, native)]).toEqual([100, 50]);
  expect(span(2, compute)).toBe(100);
});

test("who only computes without it needs it again after", () => {
  const input = scenario([group("a", [native(10), compute(3)], { count: 2 })], { ...cores(2), model: WITH });
  expect(endsMs(input)).toEqual([13, 16]);
});

test("io, sleep and waits for locks let others have it; a sleeper comes back an interval late", () => {
  const sleeper = group("sleeper", [{ kind: "sleep", for: ms(2) }, compute(1)]);
  const input = scenario([sleeper, group("busy", [compute(20)])], { ...cores(2), model: WITH });
  expect(turns(input)).toEqual([
    [0, 0],
    [0, 1],
    // Awake at 2, it waits for 5.
    [7, 0],
    [8, 1],
  ]);
  expect(endsMs(scenario([group("a", [io(10)], { count: 3 })], { ...cores(1), model: WITH }))).toEqual([
    10, 10, 10,
  ]);
});

test("letting go to block does not reserve it: who runs first takes it, and nobody is forgotten", () => {
  const polite = [{ kind: "repeat", times: 50, body: [compute(0.1), io(0.1)] }] satisfies Step[];
  const input = scenario([group("a", polite, { count: 3 }), group("b", [compute(5)], { count: 2 })], {
    machine: machine({ cores: 2, costs: COST_PRESETS.linux }),
    model: WITH,
  });
  const { end, threads } = simulate(input);
  expect(end.outcome).toBe("completed");
  expect(threads.every(({ end: time }) => time > 0)).toBe(true);
});

describe("starting threads", () => {
  const spawn = (count: number, program: readonly Step[]): Step[] => [
    { kind: "spawn", name: "child", count, program },
    { kind: "join", name: "child" },
  ];

  test("takes two turns each: the child runs first, and the starter goes on when it has the lock again", () => {
    const input = scenario([group("main", spawn(3, [compute(12)]))], { ...cores(4), model: WITH });
    const started = simulate(input)
      .records.filter(({ name, subject }) => name === "threadNew" && subject > 0)
      .map(({ time }) => time / ms(1));
    // Main waits 5 ms for the first child; then for the second, which has waited behind nobody.
    expect(started[0]).toBe(0);
    expect(started[1]).toBe(5);
    expect(started[2]).toBeGreaterThanOrEqual(10);
    expect(
      simulate({ ...input, model: WITHOUT })
        .records.filter(({ name }) => name === "threadNew")
        .at(-1)?.time,
    ).toBe(0);
  });

  test("children that block at once cost no turn", () => {
    const input = scenario([group("main", spawn(20, [io(100)]))], { ...cores(2), model: WITH });
    expect(makespanMs(input)).toBe(100);
  });
});

test("the wait for it is a timed one of the kernel, which ends as late as a sleep does", () => {
  const costs = { ...COST_PRESETS.ideal, timerOversleep: us(120) };
  const input = scenario([group("a", [compute(20)], { count: 2 })], {
    machine: machine({ cores: 2, costs }),
    model: WITH,
  });
  expect(turns(input).slice(0, 3)).toEqual([
    [0, 0],
    [5.12, 1],
    [10.24, 0],
  ]);
});
