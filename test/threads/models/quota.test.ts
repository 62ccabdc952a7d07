import { describe, expect, test } from "vitest";
import { ms, type Ns } from "../../../src/base/time.ts";
import { COST_PRESETS } from "../../../src/machine/costs.ts";
import type { SimulationInput, WorkloadEntry } from "../../../src/threads/options.ts";
import { simulateChecked } from "../../support/simulate.ts";
import { compute, endsMs, group, io, MODEL, machine, scenario, simulate } from "../fixtures.ts";

const APP = { name: "app", model: null, code: 0, data: 0 };

function limited(
  cpu: number,
  period: number,
  workload: readonly WorkloadEntry[],
  more: Partial<SimulationInput> = {},
) {
  const quota = { cpu: ms(cpu), period: ms(period) };
  return scenario(workload, {
    processes: [
      { ...APP, quota },
      { ...APP, name: "other" },
    ],
    ...more,
  });
}
const cores = (count: number) => ({ machine: machine({ cores: count }) });

/** When the user thread is throttled, ms. */
function throttled(input: SimulationInput, thread: number): [number, number][] {
  const spans: [number, number][] = [];
  let since: Ns | number = -1;
  for (const { time, name, subject } of simulate(input).records) {
    if (subject !== thread) continue;
    if (name === "blockedThrottled") since = time;
    else if (since >= 0 && name === "threadReady") {
      spans.push([since / ms(1), time / ms(1)]);
      since = -1;
    }
  }
  return spans;
}

describe("a process may use 20 ms of core time in each 100 ms", () => {
  test("a thread that computes 50 ms is throttled twice", () => {
    const input = limited(20, 100, [group("a", [compute(50)])]);
    expect(throttled(input, 0)).toEqual([
      [20, 100],
      [120, 200],
    ]);
    expect(endsMs(input)).toEqual([210]);
  });

  test("four threads on four cores use it up in a quarter of the time", () => {
    const input = limited(20, 100, [group("a", [compute(10)], { count: 4 })], cores(4));
    expect(throttled(input, 3)).toEqual([[5, 100]]);
    expect(endsMs(input)).toEqual([105, 105, 105, 105]);
  });

  test("one that fits is not throttled, though it ends as the quota does", () => {
    const input = limited(20, 100, [group("a", [compute(20)])]);
    expect(throttled(input, 0)).toEqual([]);
    expect(endsMs(input)).toEqual([20]);
  });

  test("io takes none of it, and what comes back while throttled waits for the next period", () => {
    const input = limited(
      20,
      100,
      [group("reader", [io(30), compute(5)]), group("busy", [compute(30)])],
      cores(2),
    );
    expect(throttled(input, 0)).toEqual([[30, 100]]);
    expect(endsMs(input)).toEqual([105, 110]);
  });

  test("who arrives while throttled waits too", () => {
    const late = { arrive: { kind: "at", time: ms(50) } } as const;
    const input = limited(
      20,
      100,
      [group("busy", [compute(25)]), group("late", [compute(5)], late)],
      cores(2),
    );
    expect(throttled(input, 1)).toEqual([[50, 100]]);
    expect(endsMs(input)).toEqual([105, 105]);
  });

  test("other processes get the cores meanwhile", () => {
    const other = { process: "other" };
    const input = limited(20, 100, [group("a", [compute(40)]), group("b", [compute(60)], other)]);
    expect(endsMs(input)).toEqual([120, 80]);
  });
});

test("one that waits for a core when the quota is used up is throttled when its turn comes, having run for no time", () => {
  const input = limited(20, 100, [group("a", [compute(15)], { count: 2 })], {
    machine: machine({ scheduler: { policy: "round-robin", quantum: ms(10) } }),
  });
  // 0–10 a[0], 10–20 a[1]; then both wait.
  expect(throttled(input, 1)).toEqual([[20, 100]]);
  expect(endsMs(input)).toEqual([105, 110]);
});

test("twice the quota is twice the cores: 200 ms of each 100 ms are two cores' worth", () => {
  const input = limited(200, 100, [group("a", [compute(500)], { count: 4 })], cores(4));
  expect(simulate(input).end.endNs).toBe(ms(950));
});

describe("the rules of every run hold", () => {
  const work = [
    group("a", [{ kind: "repeat", times: 4, body: [compute(3), io(2), { kind: "yield" }] }], { count: 3 }),
    group("b", [compute(9), { kind: "sleep", for: ms(4) }, compute(2)], { count: 2, process: "other" }),
  ] satisfies WorkloadEntry[];
  test.each(Object.values(MODEL))("$model", (model) => {
    for (const costs of [COST_PRESETS.ideal, COST_PRESETS.linux]) {
      for (const count of [1, 2]) {
        for (const policy of [
          { policy: "round-robin", quantum: ms(2) },
          { policy: "fair", slice: null, tick: ms(4), exact: false, wakeupPreemption: true },
        ] as const) {
          const input = limited(3, 10, work, {
            machine: machine({ cores: count, costs, scheduler: policy }),
            model,
          });
          expect(simulateChecked(input).end.outcome).toBe("completed");
        }
      }
    }
  });
});
